/** What the ports of a network mean for it. */
import type { Tx } from '../../storage/database.ts'

export interface PortInBrief {
  readonly id: string
  /** Empty where the cloud made it for itself. */
  readonly project_id: string
  readonly device_owner: string
  readonly vif_type: string
}

/** Those of the network. */
export function portsOf(tx: Tx, networkId: string): Promise<PortInBrief[]> {
  return tx.db
    .selectFrom('ports')
    .select(['id', 'project_id', 'device_owner', 'vif_type'])
    .where('network_id', '=', networkId)
    .orderBy('serial')
    .execute()
}
