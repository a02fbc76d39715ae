import type { Example, Examples, World } from '../world.ts'
import { volume } from './block-storage.ts'

const CONNECTOR = { initiator: 'iqn.2026-01.org.example:1', host: 'host1' }

/** An action on a new volume. */
const on =
  (action: string, how: unknown = null) =>
  async (world: World): Promise<Example> => ({
    ...(await volume(world)),
    body: { [action]: how },
  })

/** An action on a volume that something uses. */
const onAttached = (action: string, how: unknown) => async (world: World) => {
  const { params } = await volume(world)
  const path = `/v3/volumes/${params!['volume_id']}/action`
  const body = { 'os-attach': { host_name: 'host1', mountpoint: '/dev/vdb' } }
  await world.call('block-storage', 'POST', path, { as: world.owner, body })
  return { params: params!, body: { [action]: how } }
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
}
