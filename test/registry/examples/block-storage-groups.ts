import { plain, type Example, type Examples, type World } from '../world.ts'

/** A volume of the owner that is available. */
async function volume(world: World): Promise<string> {
  const body = { volume: { size: 1, name: world.fresh('volume') } }
  const as = world.owner
  const made = await world.call('block-storage', 'POST', '/v3/volumes', { as, body })
  await world.cloud.settled()
  return made.volume.id
}

const newTransfer = async (world: World): Promise<Example> => ({
  body: { transfer: { volume_id: await volume(world) } },
})

/** A volume of the owner that is on offer. */
async function transfer(world: World): Promise<Example> {
  const { body } = await newTransfer(world)
  const send = { as: world.owner, body: body as object }
  const made = await world.call('block-storage', 'POST', '/v3/os-volume-transfer', send)
  const { id, auth_key } = made.transfer
  return { params: { transfer_id: id }, body: { accept: { auth_key } } }
}

const offered = async (world: World): Promise<Example> => ({
  params: (await transfer(world)).params!,
})

export const transferExamples: Examples = {
  'transfers.list': plain,
  'transfers.detail': plain,
  'transfers.show': offered,
  'transfers.create': newTransfer,
  'transfers.accept': transfer,
  'transfers.delete': offered,
  'volume_transfers.list': plain,
  'volume_transfers.detail': plain,
  'volume_transfers.show': offered,
  'volume_transfers.create': newTransfer,
  'volume_transfers.accept': transfer,
  'volume_transfers.delete': offered,
}
