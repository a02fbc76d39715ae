/** Walks the state table of groups, over HTTP. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { GROUP_VERSION, groupsIn, type Groups } from '../../../test/support/volume-groups.ts'
import { setAtOnce } from '../../kernel/state-table.ts'
import { GROUP_ACTIONS, type GroupAction } from './group-actions.ts'
import { GROUP_STATUSES, type GroupStatus } from './group-status.ts'
import { updateGroup } from './groups.store.ts'

const all = useVolumeCloud('manual')
let groups: Groups

beforeAll(async () => {
  groups = await groupsIn(all)
})

async function advance(): Promise<void> {
  await all.cloud.app.jobs.advance()
  await all.cloud.settled()
}

/** How a client begins each action. */
const REQUESTS: Record<keyof typeof GROUP_ACTIONS, (id: string, volume: string) => Promise<Got>> = {
  delete: async (id, volume) => {
    await all.cloud.app.database.write((tx) =>
      tx.db.updateTable('volumes').set({ group_id: null }).where('id', '=', volume).execute(),
    )
    return groups.act(id, 'delete')
  },
  deleteWithVolumes: (id) => groups.act(id, 'delete', { 'delete-volumes': true }),
  rename: (id) => groups.put(id, { name: 'new' }),
  changeVolumes: (id, volume) => groups.put(id, { remove_volumes: volume }),
  snapshot: (group_id) =>
    all.demo('POST', '/group_snapshots', { group_snapshot: { group_id } }, GROUP_VERSION),
}

async function groupIn(status: GroupStatus): Promise<readonly [id: string, volume: string]> {
  const id = await groups.make()
  await advance()
  const volume = await groups.volume(id)
  await advance()
  await all.cloud.app.database.write((tx) => updateGroup(tx, id, { status }))
  return [id, volume]
}

async function statusOf(id: string): Promise<GroupStatus | undefined> {
  const row = await all.cloud.app.database.read((tx) =>
    tx.db.selectFrom('volume_groups').select('status').where('id', '=', id).executeTakeFirst(),
  )
  return row?.status
}

const ACTIONS = Object.entries(GROUP_ACTIONS) as [keyof typeof GROUP_ACTIONS, GroupAction][]

describe.each(ACTIONS)('%s', (name, action) => {
  test.each(GROUP_STATUSES)('of a group in state %s', async (status) => {
    const [id, volume] = await groupIn(status)
    const got = await REQUESTS[name](id, volume)
    if (!action.from.status!.includes(status)) {
      const { message } = action.refusal({ id, status })
      expect([got.status, got.body.badRequest?.message]).toEqual([400, message])
      expect(await statusOf(id)).toBe(status)
      return
    }
    expect(got.status, got.text).toBe(202)
    const atOnce = setAtOnce(action, { status }).status ?? status
    expect(await statusOf(id)).toBe(atOnce)
    await advance()
    const { done = {} } = action
    expect(await statusOf(id)).toBe(done === 'gone' ? undefined : (done.status ?? atOnce))
  })
})
