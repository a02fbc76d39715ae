/** What ports need of hosts, by the rules of their QoS policies. */
import type { Tx } from '../../storage/database.ts'
import { rulesOfPolicies } from '../qos/rules/rules.store.ts'
import { segmentsOf } from '../segments/segments.store.ts'
import type { PortRow } from './ports.store.ts'
import { resourceRequest, type ResourceRequest } from './resource-requests.ts'

/**
 * By port; those that need nothing are left out.
 * @param policyOf the QoS policy that a port has, its own or its network's
 */
export async function requestsOfPorts(
  tx: Tx,
  ports: readonly PortRow[],
  policyOf: (port: PortRow) => string | null,
): Promise<ReadonlyMap<string, ResourceRequest>> {
  const policies = new Set(ports.flatMap((port) => policyOf(port) ?? []))
  const found = new Map<string, ResourceRequest>()
  if (policies.size === 0) return found
  const rules = await rulesOfPolicies(tx, [...policies])
  const limited = ports.filter((port) => rules.has(policyOf(port) ?? ''))
  const networks = new Set(limited.map((port) => port.network_id))
  const segments = await segmentsOf(tx, [...networks])
  for (const port of limited) {
    const request = resourceRequest({
      portId: port.id,
      vnicType: port['binding:vnic_type'],
      rules: rules.get(policyOf(port)!)!,
      physicalNetwork: segments.get(port.network_id)?.[0]?.physical_network,
    })
    if (request !== null) found.set(port.id, request)
  }
  return found
}
