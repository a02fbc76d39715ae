/** What lies in a namespace under a name of its own: objects, properties and tags have a table each. */
import { sql } from 'kysely'
import type { Lock } from '../../../kernel/target.ts'
import type { Tx } from '../../../storage/database.ts'
import { lockRow } from '../../../storage/locks.ts'
import { UniqueViolation } from '../../../storage/errors.ts'
import { statement } from '../../../storage/statement.ts'
import { keyOf } from '../names.ts'
import type { SentObject } from '../objects/object.ts'
import type { NamedProperty } from '../properties/property.ts'
import type { PropertyType, PropertyTypes } from '../property-type.ts'
import type { NamedTag } from '../tags/tag.ts'

export interface Item {
  readonly id: number
  readonly name: string
  readonly created_at: string
  /** Null where nobody has made or changed it through the API. */
  readonly updated_at: string | null
}

type Texts = Readonly<Record<string, string | null>>

interface ItemTable<Stored extends Item, Sent> {
  readonly table: 'metadef_objects' | 'metadef_properties' | 'metadef_tags'
  /** The columns that it has beside those of all. */
  columns(sent: Sent): Texts
  read(row: Item & Texts): Stored
}

export interface ItemStore<Stored extends Item, Sent> {
  /** With a lock, nobody else changes or deletes it until the unit ends. */
  find(tx: Tx, place: ItemPlace, lock?: Lock): Promise<Stored | undefined>
  /** In the order in which they were made. */
  of(tx: Tx, namespaceId: number): Promise<Stored[]>
  /** @param at null where they are not made through the API. @throws UniqueViolation */
  insert(tx: Tx, namespaceId: number, items: readonly Sent[], at: MadeAt): Promise<void>
  /** @throws UniqueViolation */
  update(tx: Tx, id: number, sent: Sent, at: string): Promise<void>
  delete(tx: Tx, id: number): Promise<void>
  /** Deletes all of a namespace. */
  clear(tx: Tx, namespaceId: number): Promise<void>
}

export interface ItemPlace {
  readonly namespace: string
  readonly name: string
}

export interface MadeAt {
  readonly created_at: string
  readonly updated_at: string | null
}

export function itemStore<Stored extends Item, Sent extends { readonly name: string }>(
  kind: ItemTable<Stored, Sent>,
): ItemStore<Stored, Sent> {
  const table = sql.table(kind.table)
  type Row = Item & Texts
  const one = statement(
    (_, p: { namespace: string; key: string }) => sql<Row>`
      select item.* from ${table} as item
      inner join metadef_namespaces as namespace on namespace.id = item.namespace_id
      where namespace.key = ${p.namespace} and item.key = ${p.key}`,
  )
  const all = statement(
    (_, p: { namespaceId: number }) => sql<Row>`
      select * from ${table} where namespace_id = ${p.namespaceId} order by id`,
  )
  const find = async (tx: Tx, { namespace, name }: ItemPlace) => {
    const row = await tx.first(one, { namespace: keyOf(namespace), key: keyOf(name) })
    return row && kind.read(row)
  }
  return {
    async find(tx, place, lock) {
      const found = await find(tx, place)
      if (found === undefined || lock === undefined || tx.dialect === 'sqlite') return found
      await lockRow(tx, kind.table, { id: found.id }, lock)
      return find(tx, place)
    },
    async of(tx, namespaceId) {
      return (await tx.all(all, { namespaceId })).map((row) => kind.read(row))
    },
    async insert(tx, namespaceId, items, at) {
      const rows = items.map((sent) => ({
        namespace_id: namespaceId,
        ...namesOf(sent),
        ...kind.columns(sent),
        ...at,
      }))
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const some = rows.slice(start, start + ROWS_AT_ONCE)
        const values = some.map((row) => sql`(${sql.join(Object.values(row))})`)
        const columns = Object.keys(some[0]!).map((column) => sql.ref(column))
        await sql`insert into ${table} (${sql.join(columns)}) values ${sql.join(values)}`.execute(
          tx.db,
        )
      }
    },
    async update(tx, id, sent, at) {
      const changes = { ...namesOf(sent), ...kind.columns(sent), updated_at: at }
      const set = Object.entries(changes).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
      await sql`update ${table} set ${sql.join(set)} where id = ${id}`.execute(tx.db)
    },
    async delete(tx, id) {
      await sql`delete from ${table} where id = ${id}`.execute(tx.db)
    },
    async clear(tx, namespaceId) {
      await sql`delete from ${table} where namespace_id = ${namespaceId}`.execute(tx.db)
    },
  }
}

function namesOf({ name }: { readonly name: string }) {
  return { name, key: keyOf(name) }
}

/** A body may hold more items than SQLite takes parameters (32,766, eight for each item). */
const ROWS_AT_ONCE = 4000

/** @throws what `taken` gives, where the name of a change is that of another row */
export async function unlessTaken<T>(change: Promise<T>, taken: () => Error): Promise<T> {
  try {
    return await change
  } catch (error) {
    if (error instanceof UniqueViolation) throw taken()
    throw error
  }
}

export interface StoredObject extends Item {
  readonly description: string | null
  readonly required: readonly string[]
  readonly properties: PropertyTypes
}

export const objectStore = itemStore<StoredObject, SentObject>({
  table: 'metadef_objects',
  columns: ({ description = null, required = [], properties = {} }) => ({
    description,
    // One text, as the real service keeps them: a name with a comma in it comes out as two.
    required: required.join(','),
    properties: JSON.stringify(properties),
  }),
  read: ({ required, properties, description, ...item }) => ({
    ...item,
    description: description!,
    required: required ? required.split(',') : [],
    properties: JSON.parse(properties!) as PropertyTypes,
  }),
})

export interface StoredProperty extends Item, NamedProperty {}

export const propertyStore = itemStore<StoredProperty, NamedProperty>({
  table: 'metadef_properties',
  columns: ({ schema }) => ({ schema: JSON.stringify(schema) }),
  read: ({ schema, ...item }) => ({ ...item, schema: JSON.parse(schema!) as PropertyType }),
})

export const tagStore = itemStore<Item, NamedTag>({
  table: 'metadef_tags',
  columns: () => ({}),
  read: (row) => row,
})
