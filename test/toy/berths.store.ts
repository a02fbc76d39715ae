import type { Kysely } from 'kysely'
import type { Condition } from '../../src/kernel/lists/conditions.ts'
import type { ListRequest } from '../../src/kernel/lists/request.ts'
import type { Database, Tx } from '../../src/storage/database.ts'
import type { Lock } from '../../src/kernel/target.ts'
import { findRow, listRows } from '../../src/storage/lists/page.ts'
import type { ListSource } from '../../src/storage/lists/source.ts'
import { lockRow } from '../../src/storage/locks.ts'
import { columnTypes, createTable } from '../../src/storage/schema.ts'
import type { Tables } from '../../src/storage/tables.ts'
import { BERTHS, type Berth, type BerthChanges } from './berths.table.ts'

const INTEGERS = ['is_open', 'shared', 'depth', 'channel', 'revision_number'] as const
const TEXTS = [
  'name',
  'project_id',
  'side',
  'quay_id',
  'tugs',
  'address',
  'cidr',
  'options',
  'pilot',
  'code',
  'status',
  'lights',
] as const

type BerthRow = { id: string } & Record<(typeof TEXTS)[number], string | null> &
  Record<(typeof INTEGERS)[number], number | null>

type WithBerths = Kysely<Tables & { berths: BerthRow }>

function berths({ db }: Tx): WithBerths {
  return db.withTables<{ berths: BerthRow }>()
}

export async function createBerths(database: Database): Promise<void> {
  await database.write(async (tx) => {
    const { text, integer } = columnTypes(tx.dialect)
    let table = createTable(tx.db, tx.dialect, 'berths').addColumn('id', text, (column) =>
      column.primaryKey().notNull(),
    )
    for (const name of TEXTS) table = table.addColumn(name, text)
    for (const name of INTEGERS) table = table.addColumn(name, integer)
    await table.execute()
  })
}

const source: ListSource = { table: 'berths', columns: BERTHS.columns, made: ['id'] }

export async function listBerths(tx: Tx, request: ListRequest): Promise<Berth[]> {
  return (await listRows<BerthRow>(tx, source, '*', request)).map(toBerth)
}

export async function findBerth(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
  lock: Lock | undefined,
): Promise<Berth | undefined> {
  await lockRow(tx, 'berths' as keyof Tables, { id }, lock)
  const row = await findRow<BerthRow>(tx, source, '*', id, visible)
  return row && toBerth(row)
}

export async function insertBerths(tx: Tx, made: readonly Berth[]): Promise<void> {
  const rows = made.map((one) => ({ ...columnsOf(one), id: one.id }) as BerthRow)
  await berths(tx).insertInto('berths').values(rows).execute()
}

/** What is changed by the statement is the revision that was seen. */
export async function changeBerth(tx: Tx, now: Berth, changes: BerthChanges): Promise<Berth> {
  const revision = now.revision_number + 1
  const { numUpdatedRows } = await berths(tx)
    .updateTable('berths')
    .set({ ...columnsOf(changes), revision_number: revision })
    .where('id', '=', now.id)
    .where('revision_number', '=', now.revision_number)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error(`berth ${now.id} was changed though it is locked`)
  return { ...now, ...changes, revision_number: revision }
}

export async function deleteBerth(tx: Tx, { id, revision_number: revision }: Berth): Promise<void> {
  const { numDeletedRows } = await berths(tx)
    .deleteFrom('berths')
    .where('id', '=', id)
    .where('revision_number', '=', revision)
    .executeTakeFirst()
  if (numDeletedRows !== 1n) throw new Error(`berth ${id} was changed though it is locked`)
}

function columnsOf({ open, shared, tugs, options, id: _, ...others }: Partial<Berth>) {
  return {
    ...others,
    ...(open !== undefined && { is_open: Number(open) }),
    ...(shared !== undefined && { shared: Number(shared) }),
    ...(tugs !== undefined && { tugs: JSON.stringify(tugs) }),
    ...(options !== undefined && { options: JSON.stringify(options) }),
  }
}

function toBerth({ is_open: open, shared, tugs, options, ...others }: BerthRow): Berth {
  return {
    ...others,
    open: open === 1,
    shared: shared === 1,
    tugs: JSON.parse(tugs!),
    options: JSON.parse(options!),
  } as Berth
}
