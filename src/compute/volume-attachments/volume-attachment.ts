/** How those hear of it who miss a volume at a server, or cannot have it there. */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import type { BlockDevice } from '../block-devices/block-devices.store.ts'

export function volumeNotFound(id: string): Fault {
  return notFound(`Volume ${id} could not be found.`)
}

export function notAttached(serverId: string, volumeId: string): Fault {
  return notFound(`Instance ${serverId} is not attached to volume ${volumeId}`)
}

/** The same where upstream names the row that it misses. */
export function noDeviceOf(volumeId: string): Fault {
  return notFound(`No volume Block Device Mapping with id ${volumeId}.`)
}

function alreadyAttached(reason: string): Fault {
  return badRequest(`Invalid volume: volume ${reason}`)
}

/**
 * A volume is attached once to a server, and to several servers only if it is made for that.
 * Source: openstack/nova nova/compute/api.py (_check_volume_already_attached).
 * @param devices of all servers that are this volume
 * @throws Fault 400
 */
export function refuseAttached(
  { id, isShared }: { readonly id: string; readonly isShared: boolean },
  devices: readonly BlockDevice[],
  serverId: string,
): void {
  if (devices.length === 0) return
  if (!isShared) {
    const servers = devices.map(({ server_id }) => server_id).join(' ')
    throw alreadyAttached(`${id} is already attached to instances: ${servers}`)
  }
  if (devices.some(({ server_id }) => server_id === serverId)) {
    throw alreadyAttached(`${id} already attached`)
  }
}

/** Only Block Storage itself exchanges volumes. */
export function notMigrating(id: string): Fault {
  return conflict(`volume ${id} is not migrating; this API should only be called by Cinder`)
}
