/** What pools of subnets show beside their own rows. */
import type { Caller } from '../caller.ts'
import type { Tx } from '../../storage/database.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import type { Pool, PoolRow } from './subnetpools.ts'

interface Call {
  readonly tx: Tx
  readonly ctx: Caller
}

/** Whether a pool is shared depends on who asks. */
export async function completedPools({ tx, ctx }: Call, rows: readonly PoolRow[]): Promise<Pool[]> {
  const ids = rows.map(({ id }) => id)
  const shared = await grantedAmong(tx, ACCESS_SHARED, ctx.token.projectId, ids)
  return rows.map((row) => ({ ...row, shared: shared.has(row.id) }))
}

/** As it is shown: lengths of prefixes are texts. */
export function shownPool(pool: Pool): Pool {
  const text = (length: number) => String(length) as unknown as number
  return {
    ...pool,
    default_prefixlen: text(pool.default_prefixlen),
    min_prefixlen: text(pool.min_prefixlen),
    max_prefixlen: text(pool.max_prefixlen),
  }
}

/** As the answer to a change shows it: lengths are numbers, and what is not set is left out. */
export function shownChange(pool: Pool): Pool {
  return {
    ...pool,
    ...(pool.default_quota === null && { default_quota: undefined! }),
    ...(pool.address_scope_id === null && { address_scope_id: undefined! }),
  }
}
