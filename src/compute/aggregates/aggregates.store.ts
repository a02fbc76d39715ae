import { conflict } from '../../kernel/faults.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { inList, statement } from '../../storage/statement.ts'
import { ZONE_KEY, type Aggregate } from './aggregate.ts'

const selectAll = statement((db) => db.selectFrom('aggregates').selectAll().orderBy('id'))

const selectOne = statement((db, p: { id: number }) =>
  db.selectFrom('aggregates').selectAll().where('id', '=', p.id),
)

/** SQLite has one writer, so there a plain read is a lock already. */
const selectLocked = statement((db, p: { id: number }, dialect) => {
  const query = db.selectFrom('aggregates').selectAll().where('id', '=', p.id)
  return dialect === 'postgres' ? query.forUpdate() : query
})

const selectAllHosts = statement((db) =>
  db.selectFrom('aggregate_hosts').select(['aggregate_id', 'host']).orderBy('id'),
)

const selectHosts = statement((db, p: { id: number }) =>
  db
    .selectFrom('aggregate_hosts')
    .select(['aggregate_id', 'host'])
    .where('aggregate_id', '=', p.id)
    .orderBy('id'),
)

const selectAllMetadata = statement((db) =>
  db.selectFrom('aggregate_metadata').select(['aggregate_id', 'key', 'value']).orderBy('id'),
)

const selectMetadata = statement((db, p: { id: number }) =>
  db
    .selectFrom('aggregate_metadata')
    .select(['aggregate_id', 'key', 'value'])
    .where('aggregate_id', '=', p.id)
    .orderBy('id'),
)

interface Row {
  id: number
  uuid: string
  name: string
  created_at: string
  updated_at: string | null
}

function toAggregate(
  row: Row,
  hosts: readonly { host: string }[],
  metadata: readonly { key: string; value: string }[],
): Aggregate {
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    hosts: hosts.map(({ host }) => host),
    metadata: new Map(metadata.map(({ key, value }) => [key, value])),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** All aggregates, by id. */
export async function listAggregates(tx: Tx): Promise<Aggregate[]> {
  const rows = await tx.all(selectAll, {})
  const hosts = Map.groupBy(await tx.all(selectAllHosts, {}), (row) => row.aggregate_id)
  const metadata = Map.groupBy(await tx.all(selectAllMetadata, {}), (row) => row.aggregate_id)
  return rows.map((row) => toAggregate(row, hosts.get(row.id) ?? [], metadata.get(row.id) ?? []))
}

/** With a lock, nobody else changes it, its hosts or its metadata until the unit ends. */
export async function findAggregate(
  tx: Tx,
  id: number,
  lock?: Lock,
): Promise<Aggregate | undefined> {
  // A number that no column can hold is the number of no aggregate.
  if (!Number.isSafeInteger(id)) return undefined
  const row = await tx.first(lock === undefined ? selectOne : selectLocked, { id })
  if (row === undefined) return undefined
  return toAggregate(row, await tx.all(selectHosts, { id }), await tx.all(selectMetadata, { id }))
}

/** @throws 409 where the name is taken */
export async function insertAggregate(
  tx: Tx,
  values: { uuid: string; name: string; createdAt: string },
): Promise<number> {
  const { uuid, name, createdAt } = values
  const insert = tx.db
    .insertInto('aggregates')
    .values({ uuid, name, created_at: createdAt, updated_at: null })
    .returning('id')
  return (await unlessTaken(name, insert.executeTakeFirstOrThrow())).id
}

/** @throws 409 where the name is taken */
export async function renameAggregate(tx: Tx, id: number, name: string): Promise<void> {
  const update = tx.db.updateTable('aggregates').set({ name }).where('id', '=', id)
  await unlessTaken(name, update.execute())
}

async function unlessTaken<T>(name: string, change: Promise<T>): Promise<T> {
  try {
    return await change
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw conflict(`Aggregate ${name} already exists.`)
  }
}

const updateTime = statement((db, p: { id: number; at: string }) =>
  db.updateTable('aggregates').set({ updated_at: p.at }).where('id', '=', p.id),
)

export async function touchAggregate(tx: Tx, id: number, at: string): Promise<void> {
  await tx.run(updateTime, { id, at })
}

/** Its metadata goes with it; hosts must have left before. */
export async function deleteAggregate(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('aggregates').where('id', '=', id).execute()
}

/** Sets the keys with a text and removes those with null; other keys stay. */
export async function changeMetadata(
  tx: Tx,
  id: number,
  changes: readonly (readonly [key: string, value: string | null])[],
): Promise<void> {
  const removed = changes.filter(([, value]) => value === null).map(([key]) => key)
  if (removed.length > 0) {
    await tx.db
      .deleteFrom('aggregate_metadata')
      .where('aggregate_id', '=', id)
      .where('key', 'in', removed)
      .execute()
  }
  const rows = changes.flatMap(([key, value]) =>
    value === null ? [] : [{ aggregate_id: id, key, value }],
  )
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await tx.db
      .insertInto('aggregate_metadata')
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflicting) =>
        conflicting
          .columns(['aggregate_id', 'key'])
          .doUpdateSet((set) => ({ value: set.ref('excluded.value') })),
      )
      .execute()
  }
}

/** A body may hold more keys than SQLite takes parameters (32,766, three for each key). */
const ROWS_AT_ONCE = 5000

export async function addHost(tx: Tx, id: number, host: string): Promise<void> {
  await tx.db.insertInto('aggregate_hosts').values({ aggregate_id: id, host }).execute()
}

export async function removeHost(tx: Tx, id: number, host: string): Promise<void> {
  await tx.db
    .deleteFrom('aggregate_hosts')
    .where('aggregate_id', '=', id)
    .where('host', '=', host)
    .execute()
}

/** A host that is no more leaves all aggregates. */
export async function removeHostEverywhere(tx: Tx, host: string): Promise<void> {
  await tx.db.deleteFrom('aggregate_hosts').where('host', '=', host).execute()
}

const selectOtherZones = statement((db, p: { id: number; hosts: readonly string[]; key: string }) =>
  db
    .selectFrom('aggregate_metadata')
    .select('value')
    .where('key', '=', p.key)
    .where('aggregate_id', '!=', p.id)
    .where('aggregate_id', 'in', (member) =>
      member
        .selectFrom('aggregate_hosts')
        .select('aggregate_id')
        .where('host', 'in', inList(p.hosts)),
    )
    .orderBy('aggregate_id'),
)

/** The zones of other aggregates that hold one of the hosts, one for each, by aggregate id. */
export async function otherZones(
  tx: Tx,
  id: number,
  hosts: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.all(selectOtherZones, { id, hosts, key: ZONE_KEY })
  return rows.map(({ value }) => value)
}
