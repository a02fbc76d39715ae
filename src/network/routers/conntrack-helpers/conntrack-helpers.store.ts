/** Rows of conntrack helpers. */
import type { Tx } from '../../../storage/database.ts'
import { Rows, type Stored } from '../../rows/rows.store.ts'
import { CONNTRACK_HELPERS, type ConntrackHelperAttributes } from './conntrack-helpers.table.ts'
import type { ConntrackHelper } from './conntrack-helpers.ts'

interface Hidden {
  readonly router_id: string
}

export type ConntrackHelperRow = Stored<ConntrackHelperAttributes, 'project_id', Hidden>

export const conntrackHelperRows = new Rows<ConntrackHelperAttributes, 'project_id', Hidden>(
  CONNTRACK_HELPERS,
  { table: 'conntrack_helpers', elsewhere: ['project_id'], hidden: { router_id: 'text' } },
)

/** By router, in the order of what they are for. */
export async function helpersOfRouters(
  tx: Tx,
  routerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ConntrackHelper[]>> {
  if (routerIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('conntrack_helpers')
    .select(['router_id', 'protocol', 'port', 'helper'])
    .where('router_id', 'in', routerIds)
    .orderBy('protocol')
    .orderBy('port')
    .orderBy('helper')
    .execute()
  const byRouter = Map.groupBy(rows, (row) => row.router_id)
  return new Map(
    [...byRouter].map(([id, own]) => [
      id,
      own.map(({ protocol, port, helper }) => ({ protocol, port, helper })),
    ]),
  )
}

/** They go with their router. */
export async function deleteHelpersOf(tx: Tx, routerId: string): Promise<void> {
  await tx.db.deleteFrom('conntrack_helpers').where('router_id', '=', routerId).execute()
}
