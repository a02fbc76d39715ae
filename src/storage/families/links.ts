/** Tables that say which two things belong together, and nothing else of them. */
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { inList, statement } from '../statement.ts'
import type { Tables } from '../tables.ts'

type Column<Name extends keyof Tables> = keyof Tables[Name] & string

export interface LinkStore {
  /** What is linked to one thing, in order. */
  of(tx: Tx, from: string): Promise<readonly string[]>
  /** The same of several, by thing; what has no link is left out. */
  ofMany(tx: Tx, from: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  has(tx: Tx, from: string, to: string): Promise<boolean>
  /** False where they were linked already. */
  add(tx: Tx, from: string, to: string): Promise<boolean>
  /** False where they were not linked. */
  remove(tx: Tx, from: string, to: string): Promise<boolean>
}

interface LinkRow {
  origin: string
  linked: string
}

/** @param from with `to` the primary key of the table */
export function linkStore<Name extends keyof Tables>(
  table: Name,
  from: Column<Name>,
  to: Column<Name>,
): LinkStore {
  const [links, origin, linked] = [sql.table(table), sql.ref(from), sql.ref(to)]
  const rows = statement(
    (_, p: { from: readonly string[] }) =>
      sql<LinkRow>`
        select ${origin} as origin, ${linked} as linked from ${links}
        where ${origin} in ${inList(p.from)}`,
  )
  const one = statement(
    (_, p: { from: string; to: string }) =>
      sql`select 1 from ${links} where ${origin} = ${p.from} and ${linked} = ${p.to}`,
  )
  const addition = statement(
    (_, p: { from: string; to: string }) =>
      sql`insert into ${links} (${origin}, ${linked}) values (${p.from}, ${p.to}) on conflict do nothing`,
  )
  const removal = statement(
    (_, p: { from: string; to: string }) =>
      sql`delete from ${links} where ${origin} = ${p.from} and ${linked} = ${p.to}`,
  )
  const ofMany = async (tx: Tx, ids: readonly string[]) => {
    const found = Map.groupBy(await tx.all(rows, { from: ids }), (row) => row.origin)
    return new Map([...found].map(([id, of]) => [id, of.map((row) => row.linked).sort()]))
  }
  return {
    ofMany,
    of: async (tx, id) => (await ofMany(tx, [id])).get(id) ?? [],
    has: async (tx, id, other) => (await tx.first(one, { from: id, to: other })) !== undefined,
    add: async (tx, id, other) => (await tx.run(addition, { from: id, to: other })) > 0,
    remove: async (tx, id, other) => (await tx.run(removal, { from: id, to: other })) > 0,
  }
}
