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

export const snapshotExamples: Examples = {
  'snapshots.list': plain,
  'snapshots.detail': plain,
  'snapshots.create': async (world) => ({ body: { snapshot: (await volume(world)).params! } }),
  'snapshots.show': (world) => snapshot(world),
  'snapshots.delete': (world) => snapshot(world),
}
