/**
 * Addresses that servers get and lose by the older actions. Source: openstack/nova
 * nova/api/openstack/compute/{floating_ips,multinic}.py.
 */
import { badRequest, conflict } from '../../kernel/faults.ts'
import type { ServerInterface } from '../../network/facade.ts'
import { serverAction } from '../servers/server-actions.ts'

/** Whatever the server does; it has to be somewhere, and a lock counts: the real service fails there. */
const anyhow = { taskStates: 'any', needsHost: true, needsLaunch: false } as const

export const ADD_FIXED_IP = serverAction({ ...anyhow, name: 'addFixedIp' })
export const REMOVE_FIXED_IP = serverAction({ ...anyhow, name: 'removeFixedIp' })
export const INJECT = serverAction({ ...anyhow, name: 'injectNetworkInfo' })

export interface FloatingIpAsked {
  readonly address: string
  readonly fixed_address?: string
}

/** Where a floating IP is to lead: an address of a port. */
export interface Inside {
  readonly portId: string
  readonly address: string
}

/**
 * The address that is asked for, or the first of the fourth version.
 * @throws Fault 400
 */
export function insideOf(
  serverId: string,
  plugged: readonly ServerInterface[],
  { address: outside, fixed_address: asked }: FloatingIpAsked,
): Inside {
  if (plugged.length === 0) throw badRequest('Instance network is not ready yet')
  const all = plugged.flatMap(({ portId, addresses }) =>
    addresses.map(({ address, version }) => ({ portId, address, version })),
  )
  if (all.length === 0) throw badRequest('No fixed IPs associated to instance')
  const wanted = all.find(({ address, version }) =>
    asked === undefined ? version === 4 : address === asked,
  )
  if (wanted !== undefined) return wanted
  if (asked !== undefined) throw badRequest('Specified fixed address not assigned to instance')
  throw badRequest(
    `Unable to associate floating IP ${outside} to any fixed IPs for instance ${serverId}. ` +
      'Instance has no fixed IPv4 addresses to associate.',
  )
}

/** @param said why, in the words of Network */
export function notAssociated(
  serverId: string,
  outside: string,
  { address }: Inside,
  said: string,
) {
  return badRequest(
    `Unable to associate floating IP ${outside} to fixed IP ${address} for instance ${serverId}. ` +
      `Error: ${said}`,
  )
}

export function notAssociatedWith(serverId: string, outside: string) {
  return conflict(`Floating IP ${outside} is not associated with instance ${serverId}.`)
}
