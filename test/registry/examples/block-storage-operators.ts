import { plain, type Example, type Examples, type World } from '../world.ts'

/** What the owner is told of a volume that no backend can take. */
async function message(world: World): Promise<Example> {
  const name = world.fresh('nowhere')
  const type = { name, extra_specs: { vendor_name: 'nobody' } }
  await world.call('block-storage', 'POST', '/v3/types', { body: { volume_type: type } })
  const made = await world.call('block-storage', 'POST', '/v3/volumes', {
    as: world.owner,
    body: { volume: { size: 1, volume_type: name } },
  })
  await world.cloud.settled()
  const query = `?resource_uuid=${made.volume.id}`
  const { messages } = await world.call('block-storage', 'GET', `/v3/messages${query}`, {
    version: '3.5',
  })
  return { params: { message_id: messages[0].id } }
}

/** Of what operators of block storage use, and of what it tells users. */
export const operatorExamples: Examples = {
  'messages.list': plain,
  'messages.show': (world) => message(world),
  'messages.delete': (world) => message(world),
  'resource_filters.list': plain,
}
