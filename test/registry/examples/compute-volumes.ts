import { serverRow } from '../../support/server-rows.ts'
import { type Example, type Examples, type World } from '../world.ts'
import { volume } from './made-volume.ts'

async function freeVolume(world: World): Promise<{ serverId: string; volumeId: string }> {
  const serverId = await serverRow(world.cloud, world.owner)
  return { serverId, volumeId: (await volume(world)).params!['volume_id']! }
}

async function attached(world: World): Promise<Example> {
  const { serverId: server_id, volumeId: volume_id } = await freeVolume(world)
  const path = `/v2.1/servers/${server_id}/os-volume_attachments`
  const body = { volumeAttachment: { volumeId: volume_id } }
  await world.call('compute', 'POST', path, { as: world.owner, body })
  await world.cloud.settled()
  return { params: { server_id, volume_id } }
}

export const computeVolumeExamples: Examples = {
  'volume_attachments.list': attached,
  'volume_attachments.show': attached,
  'volume_attachments.delete': attached,
  async 'volume_attachments.create'(world) {
    const { serverId, volumeId } = await freeVolume(world)
    return { params: { server_id: serverId }, body: { volumeAttachment: { volumeId } } }
  },
  async 'volume_attachments.update'(world) {
    const { params } = await attached(world)
    const volumeAttachment = { volumeId: params!['volume_id'], delete_on_termination: true }
    return { params: params!, body: { volumeAttachment } }
  },
  /** Block Storage has moved the volume. */
  async 'volume_attachments.swap'(world) {
    const { params } = await attached(world)
    const reset = { body: { 'os-reset_status': { migration_status: 'success' } } }
    await world.call('block-storage', 'POST', `/v3/volumes/${params!['volume_id']}/action`, reset)
    const volumeAttachment = { volumeId: (await volume(world)).params!['volume_id'] }
    return { params: params!, body: { volumeAttachment }, version: '2.84' }
  },
}
