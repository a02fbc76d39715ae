/**
 * Tables of specs: keys with a value or null, each of one owner, e.g. the extra specs of volume
 * types. Their operations are those of `kernel/families/specs.ts`.
 */
import { sql } from 'kysely'
import type { Specs } from '../../kernel/families/specs.ts'
import type { Tx } from '../database.ts'
import { inList, statement } from '../statement.ts'
import type { Tables } from '../tables.ts'

type SpecTable = {
  [Name in keyof Tables]: Tables[Name] extends { key: string; value: string | null } ? Name : never
}[keyof Tables]

type OwnerColumn<Name extends SpecTable> = Exclude<keyof Tables[Name], 'key' | 'value'> & string

/** In the order of the keys. */
export type StoredSpecs = ReadonlyMap<string, string | null>

export interface SpecStore {
  of(tx: Tx, owner: string): Promise<StoredSpecs>
  /** By owner; who has none is left out. */
  ofMany(tx: Tx, owners: readonly string[]): Promise<ReadonlyMap<string, StoredSpecs>>
  /** Sets these keys, whether they were there or not; others stay. */
  write(tx: Tx, owner: string, specs: Specs): Promise<void>
  /** False where there was no such key. */
  remove(tx: Tx, owner: string, key: string): Promise<boolean>
}

interface SpecRow {
  owner: string
  key: string
  value: string | null
}

/** @param column names the owner; it and `key` are the primary key of the table */
export function specStore<Name extends SpecTable>(
  table: Name,
  column: OwnerColumn<Name>,
): SpecStore {
  const specs = sql.table(table)
  const owner = sql.ref(column)
  const rows = statement(
    (_, p: { owners: readonly string[] }) =>
      sql<SpecRow>`select ${owner} as owner, key, value from ${specs} where ${owner} in ${inList(p.owners)}`,
  )
  const removal = statement(
    (_, p: { owner: string; key: string }) =>
      sql`delete from ${specs} where ${owner} = ${p.owner} and key = ${p.key}`,
  )
  const ofMany = async (tx: Tx, owners: readonly string[]) => {
    const found = Map.groupBy(await tx.all(rows, { owners }), (row) => row.owner)
    return new Map([...found].map(([id, items]) => [id, inOrder(items)]))
  }
  return {
    ofMany,
    of: async (tx, id) => (await ofMany(tx, [id])).get(id) ?? new Map(),
    async write(tx, id, asked) {
      const values = Object.entries(asked).map(([key, value]) => sql`(${id}, ${key}, ${value})`)
      if (values.length === 0) return
      await sql`
        insert into ${specs} (${owner}, key, value) values ${sql.join(values)}
        on conflict (${owner}, key) do update set value = excluded.value`.execute(tx.db)
    },
    remove: async (tx, id, key) => (await tx.run(removal, { owner: id, key })) > 0,
  }
}

function inOrder(rows: readonly SpecRow[]): StoredSpecs {
  const sorted = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return new Map(sorted.map(({ key, value }) => [key, value]))
}
