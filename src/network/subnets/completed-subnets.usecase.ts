/** What subnets show of their networks. */
import type { Caller } from '../caller.ts'
import type { Tx } from '../../storage/database.ts'
import { externalAmong } from '../networks/external.store.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import type { subnetRows } from './subnets.store.ts'
import type { Subnet } from './subnets.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Caller
}

type Row = NonNullable<Awaited<ReturnType<typeof subnetRows.find>>>

/** Whether a subnet is shared depends on who asks. */
export async function completedSubnets({ tx, ctx }: Call, rows: readonly Row[]): Promise<Subnet[]> {
  const networks = [...new Set(rows.map((row) => row.network_id))]
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, networks)
  const external = await externalAmong(tx, networks)
  return rows.map((row) => {
    const own = {
      ...row,
      shared: shared.has(row.network_id),
      'router:external': external.has(row.network_id),
    }
    // The others are said in creations alone, and never shown.
    return own as Subnet
  })
}
