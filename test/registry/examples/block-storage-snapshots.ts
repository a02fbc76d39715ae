import { plain, type Example, type Examples, type World } from '../world.ts'
import { volume } from './made-volume.ts'

/** A snapshot of the owner's that is available. */
async function snapshot(world: World, metadata: object = {}): Promise<Example> {
  const { params } = await volume(world)
  const made = await world.call('block-storage', 'POST', '/v3/snapshots', {
    as: world.owner,
    body: { snapshot: { ...params, name: world.fresh('snapshot'), metadata } },
  })
  await world.cloud.settled()
  return { params: { snapshot_id: made.snapshot.id } }
}

const idOf = ({ params }: Example): string => params!['snapshot_id']!

/** A request about a snapshot that is available. */
const acted = (body: object) => async (world: World) => ({ ...(await snapshot(world)), body })

async function withKey(world: World): Promise<Example> {
  const { params } = await snapshot(world, { key: 'value' })
  return { params: { ...params, key: 'key' } }
}

async function onBackend(world: World): Promise<Example> {
  const { services } = await world.call('block-storage', 'GET', '/v3/os-services')
  const { host } = services.find((item: any) => item.binary === 'cinder-volume')
  return { query: `?host=${encodeURIComponent(host)}` }
}

async function managed(world: World): Promise<Example> {
  const { params } = await volume(world)
  return { body: { snapshot: { ...params, ref: { 'source-name': 'some' } } } }
}

export const snapshotExamples: Examples = {
  'snapshots.list': plain,
  'snapshots.detail': plain,
  'snapshots.create': async (world) => ({ body: { snapshot: (await volume(world)).params! } }),
  'snapshots.show': (world) => snapshot(world),
  'snapshots.delete': (world) => snapshot(world),
  'snapshots.update': acted({ snapshot: { name: 'renamed' } }),
  'snapshots.reset_status': acted({ 'os-reset_status': { status: 'error' } }),
  'snapshots.update_status': async (world) => {
    const made = await snapshot(world)
    await world.call('block-storage', 'POST', `/v3/snapshots/${idOf(made)}/action`, {
      body: { 'os-reset_status': { status: 'creating' } },
    })
    return { ...made, body: { 'os-update_snapshot_status': { status: 'error' } } }
  },
  'snapshots.force_delete': acted({ 'os-force_delete': null }),
  'snapshots.unmanage': acted({ 'os-unmanage': null }),
  'snapshots.metadata.list': (world) => snapshot(world),
  'snapshots.metadata.show': withKey,
  'snapshots.metadata.create': acted({ metadata: { key1: 'val1' } }),
  'snapshots.metadata.replace': acted({ metadata: { key1: 'val1' } }),
  'snapshots.metadata.set': async (world) => ({
    ...(await withKey(world)),
    body: { meta: { key: 'other' } },
  }),
  'snapshots.metadata.delete': withKey,
  'volumes.revert': async (world) => {
    const { params } = await volume(world)
    const made = await world.call('block-storage', 'POST', '/v3/snapshots', {
      as: world.owner,
      body: { snapshot: params! },
    })
    await world.cloud.settled()
    return { params: params!, body: { revert: { snapshot_id: made.snapshot.id } } }
  },
  'manageable_snapshots.list': onBackend,
  'manageable_snapshots.detail': onBackend,
  'manageable_snapshots.manage': managed,
  'snapshot_manage.list': onBackend,
  'snapshot_manage.detail': onBackend,
  'snapshot_manage.manage': managed,
}
