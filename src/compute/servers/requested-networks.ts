/**
 * What a client may say of the networks of a new server, before Network is asked.
 * Source: openstack/nova nova/api/openstack/compute/servers.py (_get_requested_networks),
 * nova/compute/api.py (create).
 */
import { badRequest } from '../../kernel/faults.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import type { RequestedNetwork } from '../../network/facade.ts'
import type { NetworkAsked, NetworksAsked } from './create.schemas.ts'

/** What a server is to be plugged into, and by which tag the guest knows it. */
export type NetworkWanted = RequestedNetwork & { readonly tag?: string | undefined }
export type NetworksWanted = 'auto' | 'none' | readonly NetworkWanted[]

/** @throws 400 */
export function networksOf(asked: NetworksAsked | undefined): NetworksWanted {
  if (asked === undefined) return []
  if (typeof asked === 'string') return asked
  const ports = new Set<string>()
  return asked.map((one) => networkOf(one, ports))
}

function networkOf(asked: NetworkAsked, ports: Set<string>): NetworkWanted {
  const { port, fixed_ip: address, uuid, tag } = asked
  if (!port) {
    if (uuid === undefined) throw badRequest("Bad network format: missing 'uuid'")
    if (!isUuidLike(uuid)) {
      throw badRequest(`Bad networks format: network uuid is not in proper format (${uuid})`)
    }
    return { networkId: uuid, address, tag }
  }
  if (ports.has(port)) {
    throw badRequest(
      `Port ID '${port}' was specified twice: you cannot attach a port multiple times.`,
    )
  }
  if (address !== undefined) {
    throw badRequest(
      `Specified Fixed IP '${address}' cannot be used with port '${port}': the two cannot be ` +
        'specified together.',
    )
  }
  ports.add(port)
  return { portId: port, tag }
}

/** Several servers cannot share an address or a port. @throws 400 */
export function refuseSharing(wanted: NetworksWanted): void {
  if (typeof wanted === 'string') return
  if (wanted.some(({ address }) => address !== undefined)) {
    throw badRequest(
      'Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is specified.',
    )
  }
  if (wanted.some(({ portId }) => portId !== undefined)) {
    throw badRequest(
      'Failed to launch instances: Unable to launch multiple instances with a single configured ' +
        'port ID. Please launch your instance one by one with different ports.',
    )
  }
}
