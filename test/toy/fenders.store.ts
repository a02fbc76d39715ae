import type { Kysely } from 'kysely'
import type { ListRequest } from '../../src/kernel/lists/request.ts'
import type { Condition } from '../../src/kernel/lists/conditions.ts'
import type { Lock } from '../../src/kernel/target.ts'
import type { Database, Tx } from '../../src/storage/database.ts'
import { findRow, listRows } from '../../src/storage/lists/page.ts'
import type { ListSource } from '../../src/storage/lists/source.ts'
import { lockRow } from '../../src/storage/locks.ts'
import { columnTypes, createTable } from '../../src/storage/schema.ts'
import type { Tables } from '../../src/storage/tables.ts'
import { FENDERS, type Fender } from './fenders.table.ts'

type FenderRow = {
  readonly id: string
  readonly berth_id: string
  readonly name: string
  readonly description: string
  readonly project_id: string
  readonly revision_number: number
  /** All of it, as JSON. */
  readonly whole: string
}

type FenderTables = {
  fenders: FenderRow
  fender_tags: { fender_id: string; name: string }
  fender_ropes: { fender_id: string; colour: string }
}

function fenders({ db }: Tx): Kysely<Tables & FenderTables> {
  return db.withTables<FenderTables>()
}

export async function createFenders(database: Database): Promise<void> {
  await database.write(async ({ db, dialect }) => {
    const { text, integer } = columnTypes(dialect)
    await createTable(db, dialect, 'fenders')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('berth_id', text)
      .addColumn('name', text)
      .addColumn('description', text)
      .addColumn('project_id', text)
      .addColumn('revision_number', integer)
      .addColumn('whole', text)
      .execute()
    for (const [table, name] of [
      ['fender_tags', 'name'],
      ['fender_ropes', 'colour'],
    ] as const) {
      await createTable(db, dialect, table)
        .addColumn('fender_id', text)
        .addColumn(name, text)
        .execute()
    }
  })
}

const source: ListSource = {
  table: 'fenders',
  columns: FENDERS.columns,
  made: ['id'],
  members: {
    tags: { table: 'fender_tags', owner: 'fender_id', ofRow: 'id', name: 'name' },
    ropes: { table: 'fender_ropes', owner: 'fender_id', ofRow: 'id', name: 'colour' },
  },
}

/** Those of a berth. */
export async function listFenders(tx: Tx, berth: string, request: ListRequest): Promise<Fender[]> {
  const rows = await listRows<FenderRow>(tx, source, '*', request)
  return rows.filter((row) => row.berth_id === berth).map(toFender)
}

export async function findFender(
  tx: Tx,
  berth: string,
  id: string,
  visible: readonly Condition[],
  lock: Lock | undefined,
): Promise<Fender | undefined> {
  await lockRow(tx, 'fenders' as keyof Tables, { id }, lock)
  const row = await findRow<FenderRow>(tx, source, '*', id, visible)
  return row?.berth_id === berth ? toFender(row) : undefined
}

export async function insertFender(tx: Tx, berth: string, made: Fender): Promise<void> {
  const { id, name, project_id, revision_number } = made
  const db = fenders(tx)
  const whole = JSON.stringify(made)
  const row = { id, berth_id: berth, name, project_id, revision_number, whole }
  await db
    .insertInto('fenders')
    .values({ ...row, description: made.description! })
    .execute()
  for (const tag of made.tags) {
    await db.insertInto('fender_tags').values({ fender_id: id, name: tag }).execute()
  }
  for (const { colour } of made.ropes) {
    await db
      .insertInto('fender_ropes')
      .values({ fender_id: id, colour: String(colour) })
      .execute()
  }
}

export async function changeFender(tx: Tx, changed: Fender): Promise<void> {
  const { id, name, revision_number } = changed
  await fenders(tx)
    .updateTable('fenders')
    .set({ name, revision_number, whole: JSON.stringify(changed) })
    .where('id', '=', id)
    .execute()
}

export async function deleteFender(tx: Tx, id: string): Promise<void> {
  await fenders(tx).deleteFrom('fenders').where('id', '=', id).execute()
}

function toFender({ whole }: FenderRow): Fender {
  return JSON.parse(whole) as Fender
}
