/** Walks the state table: every action on a snapshot, in every state, over HTTP. */
import { describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { isAllowed, setAtOnce } from '../../kernel/state-table.ts'
import {
  SNAPSHOT_ACTIONS,
  SNAPSHOT_CREATION,
  type SnapshotAction,
  type SnapshotStates,
} from './snapshot-actions.ts'
import { SNAPSHOT_STATUSES } from './snapshot-status.ts'
import { updateSnapshot } from './snapshots.store.ts'

const all = useVolumeCloud('manual')

interface Ids {
  readonly id: string
  readonly volumeId: string
}

/** How a client begins each action. */
const REQUESTS: Record<keyof typeof SNAPSHOT_ACTIONS, (ids: Ids) => Promise<Got>> = {
  delete: ({ id }) => all.admin('DELETE', `/snapshots/${id}`),
  forceDelete: ({ id }) => all.admin('POST', `/snapshots/${id}/action`, { 'os-force_delete': {} }),
  unmanage: ({ id }) => all.admin('POST', `/snapshots/${id}/action`, { 'os-unmanage': null }),
  revert: ({ id, volumeId }) =>
    all.demo('POST', `/volumes/${volumeId}/action`, { revert: { snapshot_id: id } }, '3.40'),
  createVolume: ({ id }) => all.demo('POST', '/volumes', { volume: { snapshot_id: id } }),
  backUp: ({ id, volumeId }) =>
    all.demo('POST', '/backups', { backup: { volume_id: volumeId, snapshot_id: id } }),
}

async function advance(resourceId?: string): Promise<void> {
  await all.cloud.app.jobs.advance({ ...(resourceId && { resourceId }) })
  await all.cloud.settled()
}

/** An available snapshot that is then written into the given state. */
async function snapshotIn(states: Partial<SnapshotStates>): Promise<Ids> {
  const volumeId = (await all.demo('POST', '/volumes', { volume: { size: 1 } })).body.volume.id
  await advance(volumeId)
  const got = await all.demo('POST', '/snapshots', { snapshot: { volume_id: volumeId } })
  const { id } = got.body.snapshot
  expect(await stateOf(id)).toMatchObject(SNAPSHOT_CREATION.at)
  await advance(id)
  expect(await stateOf(id)).toMatchObject(SNAPSHOT_CREATION.done)
  await all.cloud.app.database.write((tx) => updateSnapshot(tx, id, states))
  return { id, volumeId }
}

async function stateOf(id: string): Promise<SnapshotStates | undefined> {
  return all.cloud.app.database.read((tx) =>
    tx.db
      .selectFrom('snapshots')
      .select(['status', 'progress', 'cgsnapshot_id', 'group_snapshot_id'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )
}

const ACTIONS = Object.entries(SNAPSHOT_ACTIONS) as [
  keyof typeof SNAPSHOT_ACTIONS,
  SnapshotAction,
][]

async function expectAsTheTableSays(
  name: keyof typeof SNAPSHOT_ACTIONS,
  written: Partial<SnapshotStates>,
): Promise<void> {
  const action: SnapshotAction = SNAPSHOT_ACTIONS[name]
  const ids = await snapshotIn(written)
  const before = (await stateOf(ids.id))!
  const got = await REQUESTS[name](ids)
  if (!isAllowed(action.from, before)) {
    const fault = action.refusal({ id: ids.id, volume_id: ids.volumeId, status: before.status })
    expect(refusal(got)).toBe(`${fault.status} ${fault.message}`)
    expect(await stateOf(ids.id)).toEqual(before)
    return
  }
  expect(got.status, got.text).toBeLessThan(300)
  expect(await stateOf(ids.id)).toEqual({ ...before, ...setAtOnce(action, before) })
  await advance()
  const { done = {} } = action
  expect(await stateOf(ids.id)).toEqual(done === 'gone' ? undefined : { ...before, ...done })
}

describe.each(ACTIONS)('%s', (name) => {
  test.each(SNAPSHOT_STATUSES)('of a snapshot in state %s', async (status) => {
    await expectAsTheTableSays(name, { status })
  })

  test.each([{ cgsnapshot_id: 'a-group' }, { group_snapshot_id: 'a-group' }])(
    'of a snapshot with %o',
    async (states) => {
      await expectAsTheTableSays(name, states)
    },
  )
})
