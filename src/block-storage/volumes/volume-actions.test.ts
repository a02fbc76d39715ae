/** Walks the state table: every action on a volume, in every state, over HTTP. */
import { randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { imagesWithoutBytes } from '../../../test/support/imaged-volumes.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { setAtOnce } from '../../kernel/state-table.ts'
import {
  QUIET_VOLUME_ACTIONS,
  VOLUME_ACTIONS,
  type VolumeAction,
  type VolumeStates,
} from './volume-actions.ts'
import { insertAttachment } from '../attachments/attachments.store.ts'
import type { VolumesTable } from '../storage/tables.ts'
import { VOLUME_STATUSES } from './volume-status.ts'
import { updateVolume } from './volumes.store.ts'

const all = useVolumeCloud('manual')

/** How a client begins each action. */
const REQUESTS: Record<keyof typeof VOLUME_ACTIONS, (id: string) => Promise<Got>> = {
  delete: (id) => all.admin('DELETE', `/volumes/${id}`),
  forceDelete: (id) => all.admin('DELETE', `/volumes/${id}?force=True`, undefined, '3.23'),
  unmanage: (id) => all.admin('POST', `/volumes/${id}/action`, { 'os-unmanage': null }),
  extend: (id) => extend(id, '3.41'),
  extendAttached: (id) => extend(id, '3.42'),
  update: (id) => all.admin('PUT', `/volumes/${id}`, { volume: { name: 'new' } }),
  updateMetadata: (id) => all.admin('POST', `/volumes/${id}/metadata`, { metadata: { k: 'new' } }),
  deleteMetadata: (id) => all.admin('DELETE', `/volumes/${id}/metadata/k`),
  offer: (id) => all.demo('POST', '/os-volume-transfer', { transfer: { volume_id: id } }),
  snapshot: (id) => snapshot(id, '3.65'),
  snapshotInUse: (id) => snapshot(id, '3.66'),
  clone: (id) => all.demo('POST', '/volumes', { volume: { source_volid: id } }),
  reserve: (id) => act(id, 'os-reserve'),
  reserveShared: (id) => act(id, 'os-reserve'),
  reserveAttachment: (id) => reserve(id),
  reserveSharedAttachment: (id) => reserve(id),
  attach: (id) => act(id, 'os-attach', { host_name: 'h', mountpoint: '/dev/vdb' }),
  attachShared: (id) => act(id, 'os-attach', { host_name: 'h', mountpoint: '/dev/vdb' }),
  beginDetaching: (id) => act(id, 'os-begin_detaching'),
  detach: (id) => act(id, 'os-detach'),
  updateReadonlyFlag: (id) => act(id, 'os-update_readonly_flag', { readonly: false }),
  initializeConnection: (id) =>
    act(id, 'os-initialize_connection', { connector: { initiator: 'iqn' } }),
  retype: (id) => retype(id),
  retypeAttached: (id) => retype(id),
  async migrate(id) {
    const { host } = await all.cloud.app.database.read((tx) =>
      tx.db.selectFrom('volumes').select('host').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    const pools = (await all.admin('GET', '/scheduler-stats/get_pools')).body.pools
    const other = pools.find(({ name }: { name: string }) => name !== host)
    return act(id, 'os-migrate_volume', { host: other.name })
  },
  uploadImage: (id) => act(id, 'os-volume_upload_image', { image_name: 'i', disk_format: 'qcow2' }),
  reimage: (id) => reimage(id, {}),
  reimageReserved: (id) => reimage(id, { reimage_reserved: true }),
  backUp: (id) => all.admin('POST', '/backups', { backup: { volume_id: id } }),
  backUpAttached: (id) => all.admin('POST', '/backups', { backup: { volume_id: id, force: true } }),
  async restoreBackup(id) {
    const made = await all.demo('POST', '/volumes', { volume: { size: 1 } })
    await advance()
    const backup = { volume_id: made.body.volume.id }
    const { body } = await all.demo('POST', '/backups', { backup })
    await advance()
    return all.admin('POST', `/backups/${body.backup.id}/restore`, { restore: { volume_id: id } })
  },
}

const QUIET_REQUESTS: Record<keyof typeof QUIET_VOLUME_ACTIONS, (id: string) => Promise<Got>> = {
  unreserve: (id) => act(id, 'os-unreserve'),
  unreserveAttached: async (id) => {
    await all.cloud.app.database.write((tx) => insertAttachment(tx, attachedTo(id)))
    return act(id, 'os-unreserve')
  },
  rollDetaching: (id) => act(id, 'os-roll_detaching'),
}

/** What a volume must have beside its status for the action to be meant. */
const GIVEN: Partial<Record<keyof typeof VOLUME_ACTIONS, Updateable<VolumesTable>>> = {
  reserveShared: { multiattach: 1 },
  reserveSharedAttachment: { multiattach: 1 },
  attachShared: { multiattach: 1 },
  beginDetaching: { attach_status: 'attached' },
}

function attachedTo(id: string) {
  return {
    id: randomUUID(),
    volume_id: id,
    attach_status: 'attached' as const,
    created_at: '2026-01-01T00:00:00.000Z',
  }
}

async function retype(id: string): Promise<Got> {
  const name = `type-${randomUUID()}`
  await all.admin('POST', '/types', { volume_type: { name } })
  return act(id, 'os-retype', { new_type: name })
}

let image: string

beforeAll(async () => {
  image = await imagesWithoutBytes(all.cloud, await all.cloud.admin())()
})

function reimage(id: string, more: object): Promise<Got> {
  const body = { 'os-reimage': { image_id: image, ...more } }
  return all.admin('POST', `/volumes/${id}/action`, body, '3.68')
}

function reserve(id: string): Promise<Got> {
  return all.admin('POST', '/attachments', { attachment: { volume_uuid: id } }, '3.27')
}

function act(id: string, action: string, how: object | null = null): Promise<Got> {
  return all.admin('POST', `/volumes/${id}/action`, { [action]: how })
}

function extend(id: string, version: string): Promise<Got> {
  return all.admin('POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 2 } }, version)
}

function snapshot(id: string, version: string): Promise<Got> {
  return all.demo('POST', '/snapshots', { snapshot: { volume_id: id } }, version)
}

/** An available volume that is then written into the given state. */
async function volumeIn(states: Updateable<VolumesTable>): Promise<string> {
  const got = await all.demo('POST', '/volumes', { volume: { size: 1, metadata: { k: 'v' } } })
  const { id } = got.body.volume
  await advance()
  await all.cloud.app.database.write((tx) => updateVolume(tx, id, states))
  return id
}

async function advance(): Promise<void> {
  await all.cloud.app.jobs.advance()
  await all.cloud.settled()
}

/** The state as stored: a few show as others. Undefined where the volume is gone. */
async function stateOf(id: string): Promise<VolumeStates | undefined> {
  return all.cloud.app.database.read((tx) =>
    tx.db
      .selectFrom('volumes')
      .select(['status', 'attach_status', 'migration_status', 'consistencygroup_id', 'group_id'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )
}

const ACTIONS = Object.entries(VOLUME_ACTIONS) as [keyof typeof VOLUME_ACTIONS, VolumeAction][]

/** What a client that may do it to a volume in use means where the volume is not in use. */
const UNATTACHED: Partial<Record<keyof typeof VOLUME_ACTIONS, VolumeAction>> = {
  // From version 3.42 on.
  extendAttached: VOLUME_ACTIONS.extend,
  backUpAttached: VOLUME_ACTIONS.backUp,
  retypeAttached: VOLUME_ACTIONS.retype,
}

function actionMeant(name: keyof typeof VOLUME_ACTIONS, states: VolumeStates): VolumeAction {
  if (name === 'retype' && states.status === 'in-use') return VOLUME_ACTIONS.retypeAttached
  return (states.status !== 'in-use' && UNATTACHED[name]) || VOLUME_ACTIONS[name]
}

async function expectAsTheTableSays(
  name: keyof typeof VOLUME_ACTIONS,
  written: Partial<VolumeStates>,
  allowed: boolean,
): Promise<void> {
  const id = await volumeIn({ ...GIVEN[name], ...written })
  const before = (await stateOf(id))!
  const action = actionMeant(name, before)
  const got = await REQUESTS[name](id)
  if (!allowed) {
    const { message } = action.refusal({ id, ...before })
    expect([got.status, got.body.badRequest?.message]).toEqual([400, message])
    expect(await stateOf(id)).toEqual(before)
    return
  }
  expect(got.status, got.text).toBeLessThan(300)
  expect(await stateOf(id)).toEqual({ ...before, ...setAtOnce(action, before) })
  await advance()
  // What no job follows stays as it was set.
  const done = action.job === undefined ? setAtOnce(action, before) : (action.done ?? {})
  expect(await stateOf(id)).toEqual(done === 'gone' ? undefined : { ...before, ...done })
}

describe.each(ACTIONS)('%s', (name) => {
  test.each(VOLUME_STATUSES)('of a volume in state %s', async (status) => {
    const { from } = actionMeant(name, { status } as VolumeStates)
    await expectAsTheTableSays(name, { status }, from.status?.includes(status) ?? true)
  })
})

describe.each(ACTIONS.filter(([, { from }]) => from.group_id && from.attach_status))(
  '%s',
  (name) => {
    test.each([
      [{ attach_status: 'attached' }, false],
      [{ migration_status: 'migrating' }, false],
      [{ migration_status: 'starting' }, false],
      [{ migration_status: 'success' }, true],
      [{ consistencygroup_id: 'a-group' }, false],
      [{ group_id: 'a-group' }, false],
    ] as const)('of a volume with %o', async (states, allowed) => {
      await expectAsTheTableSays(name, states, allowed)
    })
  },
)

const QUIET_ACTIONS = Object.entries(QUIET_VOLUME_ACTIONS) as [
  keyof typeof QUIET_VOLUME_ACTIONS,
  Omit<VolumeAction, 'refusal'>,
][]

describe.each(QUIET_ACTIONS)('%s', (name, action) => {
  test.each(VOLUME_STATUSES)('of a volume in state %s', async (status) => {
    const id = await volumeIn({ status })
    const before = (await stateOf(id))!
    const isAllowed = action.from.status!.includes(status)
    expect((await QUIET_REQUESTS[name](id)).status).toBe(202)
    expect(await stateOf(id)).toEqual({ ...before, ...(isAllowed && action.at) })
  })
})
