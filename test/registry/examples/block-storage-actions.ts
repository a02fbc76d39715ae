import { plain, type Example, type Examples, type World } from '../world.ts'
import { updateVolume } from '../../../src/block-storage/volumes/volumes.store.ts'
import { updateImage } from '../../../src/image/images/images.store.ts'
import { image } from './image.ts'
import { volume } from './made-volume.ts'

const CONNECTOR = { initiator: 'iqn.2026-01.org.example:1', host: 'host1' }

/** An action on a new volume. */
const on =
  (action: string, how: unknown = null) =>
  async (world: World): Promise<Example> => ({
    ...(await volume(world)),
    body: { [action]: how },
  })

/** An action on a volume after another one. */
const after = (before: object) => (action: string, how: unknown) => async (world: World) => {
  const { params } = await volume(world)
  const path = `/v3/volumes/${params!['volume_id']}/action`
  await world.call('block-storage', 'POST', path, { as: world.owner, body: before })
  return { params: params!, body: { [action]: how } }
}

const onAttached = after({ 'os-attach': { host_name: 'host1', mountpoint: '/dev/vdb' } })
const onImaged = after({ 'os-set_image_metadata': { metadata: { os: 'x' } } })

/** A reservation of a volume of the owner. */
async function reservation(world: World): Promise<Example> {
  const { params } = await volume(world)
  const made = await world.call('block-storage', 'POST', '/v3/attachments', {
    as: world.owner,
    body: { attachment: { volume_uuid: params!['volume_id'] } },
    version: '3.27',
  })
  return { params: { attachment_id: made.attachment.id } }
}

export const volumeActionExamples: Examples = {
  'volumes.reserve': on('os-reserve'),
  'volumes.unreserve': on('os-unreserve'),
  'volumes.attach': on('os-attach', { host_name: 'host1', mountpoint: '/dev/vdb' }),
  'volumes.begin_detaching': onAttached('os-begin_detaching', null),
  'volumes.roll_detaching': on('os-roll_detaching'),
  'volumes.detach': onAttached('os-detach', {}),
  'volumes.initialize_connection': on('os-initialize_connection', { connector: CONNECTOR }),
  'volumes.terminate_connection': on('os-terminate_connection', { connector: CONNECTOR }),
  'volumes.force_detach': onAttached('os-force_detach', { connector: CONNECTOR }),

  'volumes.retype': async (world) => {
    const name = world.fresh('type')
    await world.call('block-storage', 'POST', '/v3/types', { body: { volume_type: { name } } })
    return on('os-retype', { new_type: name })(world)
  },
  'volumes.migrate': async (world) => {
    const { params } = await volume(world)
    const { volume: shown } = await world.call(
      ...(['block-storage', 'GET', `/v3/volumes/${params!['volume_id']}`] as const),
    )
    const { pools } = await world.call('block-storage', 'GET', '/v3/scheduler-stats/get_pools')
    const others = (pools as { name: string }[]).map(({ name }) => name)
    const host = others.find((name) => name !== shown['os-vol-host-attr:host'])
    return { params: params!, body: { 'os-migrate_volume': { host } } }
  },
  'volumes.migrate_completion': async (world) => {
    const { params } = await volume(world)
    return on('os-migrate_volume_completion', { new_volume: params!['volume_id'] })(world)
  },
  'volumes.upload_image': on('os-volume_upload_image', {
    ...{ image_name: 'image', disk_format: 'qcow2' },
  }),
  'volumes.reimage': async (world) => {
    const { image_id } = (await image(world, { visibility: 'community' })).params!
    await world.cloud.app.database.write((tx) => updateImage(tx, image_id!, { status: 'active' }))
    return on('os-reimage', { image_id })(world)
  },
  'volumes.set_bootable': on('os-set_bootable', { bootable: true }),
  'volumes.update_readonly_flag': on('os-update_readonly_flag', { readonly: true }),
  'volumes.force_delete': on('os-force_delete'),
  'volumes.extend_completion': async (world) => {
    const { params } = await volume(world)
    const id = params!['volume_id']!
    const extending = { status: 'extending', previous_status: 'in-use' } as const
    await world.cloud.app.database.write((tx) => updateVolume(tx, id, extending))
    return { params: params!, body: { 'os-extend_volume_completion': {} } }
  },
  'volumes.set_image_metadata': on('os-set_image_metadata', { metadata: { os: 'x' } }),
  'volumes.show_image_metadata': onImaged('os-show_image_metadata', null),
  'volumes.unset_image_metadata': onImaged('os-unset_image_metadata', { key: 'os' }),
  'attachments.list': plain,
  'attachments.detail': plain,
  'attachments.show': reservation,
  'attachments.create': async (world) => {
    const { params } = await volume(world)
    return { body: { attachment: { volume_uuid: params!['volume_id'] } } }
  },
  'attachments.update': async (world) => ({
    ...(await reservation(world)),
    body: { attachment: { connector: CONNECTOR } },
  }),
  'attachments.complete': async (world) => ({
    ...(await reservation(world)),
    body: { 'os-complete': null },
  }),
  'attachments.delete': reservation,
}
