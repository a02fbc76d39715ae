import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../src/storage/database.ts'
import { columnTypes, createTable } from '../../src/storage/schema.ts'
import { statement } from '../../src/storage/statement.ts'
import type { Tables } from '../../src/storage/tables.ts'

/** Tables of the contract suite alone, so that it does not depend on what services store. */
type Scratch = {
  owners: { id: string; total: number }
  items: Item
}

type WithScratch = Kysely<Tables & Scratch>

export function scratch(db: Kysely<Tables>): WithScratch {
  return db.withTables<Scratch>()
}

export async function createScratch(database: Database): Promise<void> {
  await database.write(async (tx) => {
    const { text, integer } = columnTypes(tx.dialect)
    await createTable(tx.db, tx.dialect, 'owners')
      .addColumn('id', text, (column) => column.primaryKey().notNull())
      .addColumn('total', integer, (column) => column.notNull())
      .execute()
    await createTable(tx.db, tx.dialect, 'items')
      .addColumn('owner', text, (column) => column.notNull().references('owners.id'))
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('size', integer)
      .addPrimaryKeyConstraint('items_pk', ['owner', 'key'])
      .execute()
    await scratch(tx.db).insertInto('owners').values({ id: 'o', total: 0 }).execute()
  })
}

interface Item {
  owner: string
  key: string
  value: string
  size: number | null
}

export const insertItem = statement((db, p: Item) =>
  scratch(db)
    .insertInto('items')
    .values({ owner: p.owner, key: p.key, value: p.value, size: p.size }),
)

export const upsertItem = statement((db, p: Item) =>
  scratch(db)
    .insertInto('items')
    .values({ owner: p.owner, key: p.key, value: p.value, size: p.size })
    .onConflict((conflict) =>
      conflict.columns(['owner', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    ),
)

export const getItem = statement((db, p: { owner: string; key: string }) =>
  scratch(db).selectFrom('items').selectAll().where('owner', '=', p.owner).where('key', '=', p.key),
)

export const listItems = statement((db, p: { owner: string }) =>
  scratch(db).selectFrom('items').selectAll().where('owner', '=', p.owner).orderBy('key'),
)

export const countItems = statement((db) =>
  scratch(db)
    .selectFrom('items')
    .select((eb) => eb.fn.countAll<number>().as('count')),
)

export const getTotal = statement((db, p: { id: string }) =>
  scratch(db).selectFrom('owners').select('total').where('id', '=', p.id),
)

/** The conditional update that every change of state is made with. */
export const swapTotal = statement((db, p: { id: string; from: number; to: number }) =>
  scratch(db)
    .updateTable('owners')
    .set({ total: p.to })
    .where('id', '=', p.id)
    .where('total', '=', p.from),
)

export const addToTotal = statement((db, p: { id: string; by: number }) =>
  scratch(db)
    .updateTable('owners')
    .set({ total: sql`total + ${p.by}` })
    .where('id', '=', p.id),
)

export function item(key: string, value = 'v'): Item {
  return { owner: 'o', key, value, size: null }
}

/** How many items are committed. */
export async function committedItems(database: Database): Promise<number> {
  return database.read(async (tx) => (await tx.first(countItems, {}))!.count)
}

/** A promise and the function that fulfils it: how a test holds a unit where it wants it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
