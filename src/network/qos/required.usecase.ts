/** Policies that others name: networks, ports, floating IPs, gateways. Source: neutron/core_extensions/qos.py. */
import { policyRemoveAuthorizationError, qosPolicyNotFound } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { visibleQosPolicies } from './policies.ts'
import { qosPolicyRows } from './policies.store.ts'

/**
 * The policy stays while the transaction lasts.
 * @param id null takes it away, undefined leaves it
 * @param now the one that it takes the place of, which only those may take away who see it
 * @throws Fault QosPolicyNotFound, PolicyRemoveAuthorizationError
 */
export async function requireQosPolicy(
  { tx, ctx }: NetworkCall,
  id: string | null | undefined,
  now: string | null = null,
): Promise<void> {
  if (id === undefined || id === now) return
  const find = (wanted: string) => qosPolicyRows.find(tx, wanted, visibleQosPolicies(ctx), 'stay')
  if (now !== null && (await find(now)) === undefined) throw policyRemoveAuthorizationError(now)
  if (id !== null && (await find(id)) === undefined) throw qosPolicyNotFound(id)
}
