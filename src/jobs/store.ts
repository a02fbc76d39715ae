import type { Tx } from '../storage/database.ts'
import { inList, statement } from '../storage/statement.ts'
import type { JobsTable } from '../storage/tables.ts'

/** One claim on one job. */
export interface Claimed {
  readonly id: string
  readonly claim: string
}

/** Later than any job that waits for its time: it waits for `advance`. */
export const HELD = '9999-12-31T23:59:59.999Z'

export const insertJob = statement((db, p: Omit<JobsTable, 'claimed_by' | 'last_error'>) =>
  db.insertInto('jobs').values({
    id: p.id,
    kind: p.kind,
    resource_id: p.resource_id,
    payload: p.payload,
    run_at: p.run_at,
    attempts: p.attempts,
    created_at: p.created_at,
    claimed_by: null,
    last_error: null,
  }),
)

/** When the next job falls due, or the next claim expires. */
export const nextRun = statement((db, p: { kinds: readonly string[] }) =>
  db
    .selectFrom('jobs')
    .select('run_at')
    .where('run_at', '<', HELD)
    .where('kind', 'in', inList(p.kinds))
    .orderBy('run_at')
    .limit(1),
)

/**
 * Takes what is due. A claim moves the due time to the claim's end, so that the job of a worker
 * that died falls due by itself. Workers on one PostgreSQL skip what another is just taking.
 */
export const claimJobs = statement(
  (
    db,
    p: { kinds: readonly string[]; now: string; until: string; claim: string; limit: number },
    dialect,
  ) => {
    const due = db
      .selectFrom('jobs')
      .select('id')
      .where('run_at', '<=', p.now)
      .where('kind', 'in', inList(p.kinds))
      .orderBy('run_at')
      .limit(p.limit)
    return db
      .updateTable('jobs')
      .set({ run_at: p.until, claimed_by: p.claim })
      .where('id', 'in', dialect === 'postgres' ? due.forUpdate().skipLocked() : due)
      .returningAll()
  },
)

export const renewClaims = statement(
  (db, p: { ids: readonly string[]; claims: readonly string[]; until: string }) =>
    db
      .updateTable('jobs')
      .set({ run_at: p.until })
      .where('id', 'in', inList(p.ids))
      .where('claimed_by', 'in', inList(p.claims)),
)

/** Changes no row when the claim was lost: whoever has it now finishes the job. */
export const removeClaimed = statement((db, p: Claimed) =>
  db.deleteFrom('jobs').where('id', '=', p.id).where('claimed_by', '=', p.claim),
)

export const postponeClaimed = statement(
  (db, p: Claimed & { runAt: string; attempts: number; error: string }) =>
    db
      .updateTable('jobs')
      .set({ run_at: p.runAt, claimed_by: null, attempts: p.attempts, last_error: p.error })
      .where('id', '=', p.id)
      .where('claimed_by', '=', p.claim),
)

/** Gives up every claim, whosever it is. */
export const releaseClaims = statement((db, p: { now: string }) =>
  db
    .updateTable('jobs')
    .set({ run_at: p.now, claimed_by: null })
    .where('claimed_by', 'is not', null),
)

/** Makes held jobs due, all or those that match; returns how many. */
export async function releaseHeld(
  tx: Tx,
  now: string,
  filter: { kind?: string; resourceId?: string },
): Promise<number> {
  let update = tx.db.updateTable('jobs').set({ run_at: now }).where('run_at', '=', HELD)
  if (filter.kind !== undefined) update = update.where('kind', '=', filter.kind)
  if (filter.resourceId !== undefined) update = update.where('resource_id', '=', filter.resourceId)
  const { numUpdatedRows } = await update.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
