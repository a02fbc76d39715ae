/**
 * Interfaces of servers: when they may change, and what is said where Network refuses. Source:
 * openstack/nova nova/compute/api.py (attach_interface, detach_interface),
 * nova/api/openstack/compute/attach_interfaces.py, nova/network/neutron.py (_create_port_minimal).
 */
import { badRequest, conflict, forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import type { ShownPort } from '../../network/facade.ts'
import { serverAction } from '../servers/server-actions.ts'

const CHANGEABLE = ['active', 'paused', 'stopped'] as const

/** Both are done with the answer: nothing is under way meanwhile. */
export const ATTACH = serverAction({ name: 'attach_interface', vmStates: CHANGEABLE })
export const DETACH = serverAction({ name: 'detach_interface', vmStates: CHANGEABLE })

/** A port of a server, and the name by which its guest knows it. */
export interface Interface {
  readonly port: ShownPort
  readonly tag: string | null
}

/** What a server is to be plugged into. Nothing: the only network that there is. */
export interface AskedInterface {
  readonly portId: string | undefined
  readonly networkId: string | undefined
  readonly address: string | undefined
  readonly tag: string | undefined
}

export function portNotFound(id: string): Fault {
  return notFound(`Port id ${id} could not be found.`)
}

/** @throws Fault 400 */
export function refuseContradictions({ portId, networkId, address }: AskedInterface): void {
  if (networkId && portId) throw badRequest('Must not input both network_id and port_id')
  if (address && !networkId) throw badRequest('Must input network_id when request IP address')
}

const AS_400 = new Set(['NetworkAmbiguous'])
const AS_404 = new Set(['PortNotFound', 'NetworkNotFound'])
const OUTSIDE = new Set(['InvalidIpForNetwork', 'InvalidIpForSubnet'])

/** Statuses are others than for new servers; in some cases the real service fails. */
export function attachmentRefused(refused: Fault, asked: AskedInterface): Fault {
  const { type = '', message } = refused
  if (AS_400.has(type)) return badRequest(message)
  if (AS_404.has(type)) return notFound(message)
  if (type === 'OverQuota') return forbidden('Maximum number of ports exceeded')
  if (type === 'IpAddressAlreadyAllocated') {
    return conflict(`Fixed IP ${asked.address} is already in use.`)
  }
  if (OUTSIDE.has(type)) {
    return badRequest(
      `Invalid input received: Fixed IP ${asked.address} is not a valid ip address for network ` +
        `${asked.networkId}.`,
    )
  }
  if (type === 'IpAddressGenerationFailure') {
    return badRequest(`No fixed IP addresses available for network: ${asked.networkId}`)
  }
  return refused
}
