import type { Example, World } from '../world.ts'

/** A volume of the owner that is available. */
export async function volume(world: World, metadata: object = {}): Promise<Example> {
  const made = await world.call('block-storage', 'POST', '/v3/volumes', {
    as: world.owner,
    body: { volume: { size: 1, name: world.fresh('volume'), metadata } },
  })
  await world.cloud.settled()
  return { params: { volume_id: made.volume.id } }
}
