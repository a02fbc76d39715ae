/** Floating IPs of Network, as Compute speaks of them. Source: openstack/nova nova/network/neutron.py. */
import { badRequest, conflict, forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import type { ShownFloatingIp } from '../../network/facade.ts'

/** With the network that its address is from. */
export interface PooledFloatingIp extends ShownFloatingIp {
  readonly pool: string
}

export function floatingIpNotFound(id: string): Fault {
  return notFound(`Floating IP not found for ID ${id}`)
}

export function poolNotFound(): Fault {
  return notFound('Floating IP pool not found.')
}

/** The real service fails here. */
export function severalPools(name: string): Fault {
  return conflict(`Multiple floating IP pools matches found for name '${name}'`)
}

const NO_ADDRESS: ReadonlySet<string | undefined> = new Set([
  'IpAddressGenerationFailure',
  'ExternalIpAddressExhausted',
])

/**
 * The refusal of a new floating IP.
 * @param pool as the client named it @param said what Network said
 */
export function allocationRefused(refused: Fault, pool: string | undefined, said: string): Fault {
  const { status, type } = refused
  const where = (named: string, unnamed: string) => (pool ? `${named} in pool ${pool}.` : unnamed)
  if (NO_ADDRESS.has(type)) {
    return notFound(where('No more floating IPs', 'No more floating IPs available.'))
  }
  if (type === 'OverQuota') {
    return forbidden(where('IP allocation over quota', 'IP allocation over quota.'))
  }
  return status === 400 ? badRequest(said) : refused
}
