/** What the subnets of a network mean for it. */
import type { Tx } from '../../storage/database.ts'

export interface SubnetInBrief {
  readonly id: string
  readonly network_id: string
  readonly project_id: string
  readonly segment_id: string | null
  readonly ip_version: 4 | 6
}

/** Those of the networks, in the order in which they were made. */
export async function subnetsOf(
  tx: Tx,
  networkIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SubnetInBrief[]>> {
  const found = new Map<string, SubnetInBrief[]>()
  if (networkIds.length === 0) return found
  const rows = await tx.db
    .selectFrom('subnets')
    .select(['id', 'network_id', 'project_id', 'segment_id', 'ip_version'])
    .where('network_id', 'in', networkIds)
    .orderBy('serial')
    .execute()
  for (const row of rows) {
    const others = found.get(row.network_id)
    if (others === undefined) found.set(row.network_id, [row])
    else others.push(row)
  }
  return found
}
