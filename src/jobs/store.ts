import { sql } from 'kysely'
import type { Tx } from '../storage/database.ts'
import { inIntegers, inList, statement } from '../storage/statement.ts'
import type { JobsTable } from '../storage/tables.ts'

/** Later than any job that waits for its time: it waits for `advance`. */
export const HELD = '9999-12-31T23:59:59.999Z'

/**
 * One claim on one job. It is worth nothing once the job has another claim or the cloud another
 * generation.
 */
export interface Claimed {
  readonly id: string
  readonly claim: string
  readonly generation: number
}

/** The generation of the cloud that is there now. */
const GENERATION = sql<number>`(select generation from cloud)`

/**
 * Literals, not parameters: the databases use an index of some rows only where the query says
 * plainly that it is about those.
 */
const FIRST = sql<boolean>`state = 'first'`
const QUEUED = sql<boolean>`state = 'queued'`
const FINISHED = sql<boolean>`state = 'finished'`

type NewRow = Pick<
  JobsTable,
  'state' | 'kind' | 'version' | 'resource_id' | 'payload' | 'request_id' | 'run_at' | 'created_at'
>

const insert = statement((db, p: NewRow) =>
  db
    .insertInto('jobs')
    .values({
      state: p.state,
      kind: p.kind,
      version: p.version,
      resource_id: p.resource_id,
      payload: p.payload,
      generation: GENERATION,
      request_id: p.request_id,
      run_at: p.run_at,
      followed: 0,
      failures: 0,
      created_at: p.created_at,
    })
    .onConflict((conflict) => conflict.doNothing()),
)

const markFollowed = statement((db, p: { resource_id: string }) =>
  db.updateTable('jobs').set({ followed: 1 }).where('resource_id', '=', p.resource_id).where(FIRST),
)

/**
 * Adds a job: as the first of its resource, or behind the others. A unique index allows one first
 * job a resource, so of two that are added at once one finds the other; and the first is locked
 * when it is marked as followed, so it cannot end unaware of its follower.
 */
export async function insertJob(tx: Tx, row: Omit<NewRow, 'state'>): Promise<void> {
  for (;;) {
    if ((await tx.run(insert, { ...row, state: 'first' })) === 1) return
    if ((await tx.run(markFollowed, row)) === 1) break
  }
  await tx.run(insert, { ...row, state: 'queued' })
}

/** When the next job of each kind falls due, or the next claim on one expires. */
export const nextRuns = statement((_, p: { kinds: readonly string[] }, dialect) => {
  const kind = sql.ref(dialect === 'postgres' ? 'kinds.unnest' : 'kinds.value')
  return sql<{ kind: string; run_at: string | null }>`
    select ${kind} as kind, (
      select run_at from jobs
      where ${FIRST} and jobs.kind = ${kind} and run_at < ${sql.lit(HELD)}
        and generation = ${GENERATION}
      order by run_at limit 1
    ) as run_at
    from ${inList(p.kinds)} as kinds`
})

/**
 * Takes jobs of one kind that are due. A claim moves the due time to the claim's end, so that the
 * job of a worker that died falls due by itself. Workers on one PostgreSQL skip what another is
 * just taking.
 */
export const claimJobs = statement(
  (db, p: { kind: string; now: string; until: string; claim: string; limit: number }, dialect) => {
    const due = db
      .selectFrom('jobs')
      .select('serial')
      .where(FIRST)
      .where('kind', '=', p.kind)
      .where('run_at', '<=', p.now)
      .where('generation', '=', GENERATION)
      .orderBy('run_at')
      .limit(p.limit)
    return db
      .updateTable('jobs')
      .set({
        run_at: p.until,
        claimed_by: p.claim,
        started_at: sql<string>`coalesce(started_at, ${p.now})`,
      })
      .where('serial', 'in', dialect === 'postgres' ? due.forUpdate().skipLocked() : due)
      .returningAll()
  },
)

export const renewClaims = statement(
  (db, p: { ids: readonly string[]; claims: readonly string[]; until: string }) =>
    db
      .updateTable('jobs')
      .set({ run_at: p.until })
      .where('serial', 'in', inIntegers(p.ids))
      .where('claimed_by', 'in', inList(p.claims))
      .where('generation', '=', GENERATION),
)

/** The next three change nothing where the claim was lost: whoever has it now goes on. */
const claimed = (p: Claimed) =>
  sql<boolean>`serial = ${p.id} and claimed_by = ${p.claim} and generation = ${p.generation}
    and generation = ${GENERATION}`

export const finishClaimed = statement(
  (
    db,
    p: Claimed &
      Pick<JobsTable, 'outcome' | 'progress' | 'failures' | 'last_error' | 'finished_at'>,
  ) =>
    db
      .updateTable('jobs')
      .set({
        state: 'finished',
        claimed_by: null,
        outcome: p.outcome,
        progress: p.progress,
        failures: p.failures,
        last_error: p.last_error,
        finished_at: p.finished_at,
      })
      .where(claimed(p))
      .returning(['resource_id', 'followed']),
)

export const progressClaimed = statement(
  (db, p: Claimed & Pick<JobsTable, 'progress' | 'failures' | 'last_error'>) =>
    db
      .updateTable('jobs')
      .set({ progress: p.progress, failures: p.failures, last_error: p.last_error })
      .where(claimed(p)),
)

export const postponeClaimed = statement(
  (db, p: Claimed & { runAt: string; failures: number; error: string }) =>
    db
      .updateTable('jobs')
      .set({ run_at: p.runAt, claimed_by: null, failures: p.failures, last_error: p.error })
      .where(claimed(p)),
)

/** Makes the next job of a resource its first. Whether more follow shows when that one ends. */
export const promoteNext = statement((db, p: { resource_id: string }) =>
  db
    .updateTable('jobs')
    .set({ state: 'first', followed: 1 })
    .where('serial', '=', (next) =>
      next
        .selectFrom('jobs')
        .select('serial')
        .where(QUEUED)
        .where('resource_id', '=', p.resource_id)
        .orderBy('serial')
        .limit(1),
    ),
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

/** Forgets all jobs that ended but the latest so many. */
export const forgetFinished = statement((db, p: { keep: number }) =>
  db
    .deleteFrom('jobs')
    .where(FINISHED)
    .where('serial', '<=', (last) =>
      last
        .selectFrom('jobs')
        .select('serial')
        .where(FINISHED)
        .orderBy('serial', 'desc')
        .limit(1)
        .offset(p.keep),
    ),
)

/**
 * Begins the next generation of the cloud: every job there is ends unfinished, and so does what is
 * under way. On PostgreSQL it waits for whoever is just adding or ending one.
 */
export async function beginGeneration(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres') {
    await sql`lock table jobs in access exclusive mode`.execute(tx.db)
  }
  await tx.db
    .updateTable('cloud')
    .set({ generation: sql<number>`generation + 1` })
    .execute()
  await tx.db.deleteFrom('jobs').execute()
}

/** The latest jobs, latest first. */
export async function latestJobs(
  tx: Tx,
  filter: { kind?: string; resourceId?: string; limit: number },
): Promise<JobsTable[]> {
  let query = tx.db.selectFrom('jobs').selectAll().orderBy('serial', 'desc').limit(filter.limit)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.resourceId !== undefined) query = query.where('resource_id', '=', filter.resourceId)
  return await query.execute()
}
