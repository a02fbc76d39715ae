/**
 * How hosts reach volumes. Source: openstack/cinder cinder/volume/manager.py
 * (initialize_connection, _parse_connection_options).
 */
import type { Connection, Connector } from '../../drivers/volume/interface.ts'
import type { RequestContext } from '../../kernel/context.ts'
import type { AttachMode } from './attachment-status.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { frontEndSpecs } from '../qos-specs/front-end.ts'
import { findQosSpecs } from '../qos-specs/qos-specs.store.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import { invalidInput, type Volume } from '../volumes/volume.ts'
import { invalidVolume } from '../volumes/volume-actions.ts'

/**
 * Lets a host reach a volume.
 * @throws 400 where the connector lacks what the backend needs, or no backend has the volume
 */
export async function connect(
  ctx: Pick<RequestContext, 'isAdmin'>,
  env: BlockStorageEnv,
  volume: Volume,
  connector: Connector,
): Promise<Connection> {
  const answer = await env.volumes.connect(placeOf(volume), connector)
  if ('missing' in answer) {
    throw invalidInput(`Connector doesn't have required information: ${answer.missing}`)
  }
  const { type, qos } = await env.database.read(async (tx) => {
    // The type is the volume's, whoever may use it now.
    const viewer = { isAdmin: true, projectId: undefined }
    const found = await getType(tx, viewer, volume.volume_type_id)
    const { qosSpecsId: id } = found
    return { type: found, qos: id === null ? undefined : await findQosSpecs(tx, id) }
  })
  const data = {
    ...answer.data,
    qos_specs: frontEndSpecs(qos, volume.size),
    access_mode: accessMode(ctx, volume),
    encrypted: volume.encryption_key_id !== null,
    cacheable: type.extraSpecs.get('cacheable') === '<is> True',
  }
  return { type: answer.type, data }
}

/** Upstream reads what administrators set on a volume for administrators alone. */
function accessMode({ isAdmin }: Pick<RequestContext, 'isAdmin'>, volume: Volume): AttachMode {
  if (!isAdmin) return 'rw'
  return volume.attached_mode ?? (volume.readonly === 1 ? 'ro' : 'rw')
}

/** Ends that hosts reach it. @param connector undefined for all of them */
export async function disconnect(
  env: BlockStorageEnv,
  volume: Volume,
  connector: Connector | undefined,
): Promise<void> {
  if (volume.host !== null) await env.volumes.disconnect(placeOf(volume), connector)
}

/** A connector may be a text, which says nothing. */
export function connectorOf(sent: Connector | string | null | undefined): Connector | undefined {
  if (sent === null || sent === undefined) return undefined
  return typeof sent === 'string' ? {} : sent
}

function placeOf({ id, size, host }: Volume) {
  if (host === null) throw invalidVolume('no backend has the volume')
  return { id, sizeGib: size, pool: host }
}
