/** What ports show beside their own rows. */
import { networksOfPorts } from '../networks/for-ports.store.ts'
import type { NetworkCall } from '../operation.ts'
import { trunkDetailsOf } from '../trunks/details.store.ts'
import { assignments } from './dns.ts'
import type { PortRow } from './ports.store.ts'
import type { Port } from './ports.ts'
import { requestsOfPorts } from './requests-of-ports.usecase.ts'

export async function completed(
  { tx, env }: NetworkCall,
  rows: readonly PortRow[],
): Promise<Port[]> {
  const networks = await networksOfPorts(
    tx,
    rows.map(({ network_id: id }) => id),
  )
  const trunks = await trunkDetailsOf(
    tx,
    rows.map(({ id }) => id),
  )
  const networkPolicyOf = (row: PortRow) => networks.get(row.network_id)?.qos_policy_id ?? null
  const requests = await requestsOfPorts(
    tx,
    rows,
    (row) => row.qos_policy_id ?? networkPolicyOf(row),
  )
  return rows.map((row): Port => ({
    ...row,
    dns_assignment: assignments(row.fixed_ips, row, env.options.dnsDomain),
    qos_network_policy_id: networkPolicyOf(row),
    resource_request: requests.get(row.id) ?? null,
    // Only the parent of a trunk shows any.
    trunk_details: trunks.get(row.id) ?? undefined!,
    ...NEVER_SHOWN,
  }))
}

/** Clients may send them; no driver of the plug-in keeps them as it is configured. */
const NEVER_SHOWN = { device_profile: undefined!, numa_affinity_policy: undefined! }
