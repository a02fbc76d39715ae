import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { toRecord, type MetadataItem } from './metadata.ts'

/** Which table holds the items of what. */
interface MetadataTables {
  readonly items: 'volume_metadata' | 'snapshot_metadata'
  /** The column of `items` that refers to `serial` of `owners`. */
  readonly owner: 'volume_serial' | 'snapshot_serial'
  readonly owners: 'volumes' | 'snapshots'
}

interface Owner {
  readonly serial: number
  readonly project_id: string
  readonly created_at: string
}

/** Rows written by one statement; a longer list takes several. */
const ROWS_MAX = 16

/** The queries about the items of one kind of resource. */
function metadataStore({ items, owner, owners }: MetadataTables) {
  const table = sql.table(items)
  const ofOwner = sql.ref(owner)

  const itemsOf = statement(
    (_db, p: { serial: number }) => sql<MetadataItem>`
      select key, value, position from ${table} where ${ofOwner} = ${p.serial}`,
  )

  const itemsSql = (dialect: Dialect): string => {
    const from = `from ${items} where ${owner} = ${owners}.serial`
    return dialect === 'postgres'
      ? `(select json_agg(json_build_array(key, value, position))::text ${from})`
      : `(select json_group_array(json_array(key, value, position)) ${from})`
  }

  /** One statement for each number of rows, so that each is prepared once. */
  const upserts = Array.from({ length: ROWS_MAX }, (_, index) =>
    statement((_db, p: Record<string, string | number>) => {
      const rows = Array.from(
        { length: index + 1 },
        (_row, i) => sql`(${p['serial']}, ${p[`key${i}`]}, ${p[`value${i}`]},
          ${p[`position${i}`]}, ${p['project']}, ${p['created']})`,
      )
      return sql`
        insert into ${table} (${ofOwner}, key, value, position, project_id, created_at)
        values ${sql.join(rows)}
        on conflict (${ofOwner}, key) do update set value = excluded.value`
    }),
  )

  const remove = statement(
    (_db, p: { serial: number; keys: readonly string[] }) => sql`
      delete from ${table} where ${ofOwner} = ${p.serial} and key in ${inList(p.keys)}`,
  )

  return {
    /** In the order in which they were added. */
    itemsOf: async (tx: Tx, serial: number): Promise<MetadataItem[]> =>
      (await tx.all(itemsOf, { serial })).sort(byPosition),

    /** The items of the row at hand as one column, to be read by `readItems`. */
    itemsSql,

    /** The same for a query that is built. */
    itemsText: (dialect: Dialect): RawBuilder<string | null> => sql.raw(itemsSql(dialect)),

    /** Adds items and gives existing ones their new value; those keep their place. */
    async writeItems(tx: Tx, ofWhat: Owner, written: readonly MetadataItem[]): Promise<void> {
      for (let from = 0; from < written.length; from += ROWS_MAX) {
        const part = written.slice(from, from + ROWS_MAX)
        const parameters: Record<string, string | number> = {
          serial: ofWhat.serial,
          project: ofWhat.project_id,
          created: ofWhat.created_at,
        }
        part.forEach(({ key, value, position }, index) => {
          parameters[`key${index}`] = key
          parameters[`value${index}`] = value
          parameters[`position${index}`] = position
        })
        await tx.run(upserts[part.length - 1]!, parameters)
      }
    },

    async removeItems(tx: Tx, serial: number, keys: readonly string[]): Promise<void> {
      await tx.run(remove, { serial, keys })
    },
  }
}

export const volumeMetadata = metadataStore({
  items: 'volume_metadata',
  owner: 'volume_serial',
  owners: 'volumes',
})

export const snapshotMetadata = metadataStore({
  items: 'snapshot_metadata',
  owner: 'snapshot_serial',
  owners: 'snapshots',
})

export function readItems(text: string | null): readonly MetadataItem[] {
  if (text === null) return []
  const rows = JSON.parse(text) as readonly (readonly [string, string, number])[]
  return rows.map(([key, value, position]) => ({ key, value, position })).sort(byPosition)
}

/** Sorting in SQL takes the database longer than the few items take us. */
function byPosition(a: MetadataItem, b: MetadataItem): number {
  return a.position - b.position
}

interface HasMetadata {
  readonly metadata: Readonly<Record<string, string>>
}

/** A row as the database gives it: its items are text. */
export type WithItems<Row extends HasMetadata> = Omit<Row, 'metadata'> & {
  metadata: string | null | Row['metadata']
}

/**
 * The rows of a list, each with its items as a record instead of a text. What was made together has
 * the same items, so they are read once. In place: a thousand copies would be a thousand new objects.
 */
export function recordsOf<Row extends HasMetadata>(
  rows: readonly WithItems<Row>[],
): readonly Row[] {
  let [text, metadata]: [string | null, Row['metadata']] = [null, {}]
  for (const row of rows) {
    const items = row.metadata as string | null
    if (items !== text) {
      text = items
      metadata = toRecord(readItems(text))
    }
    row.metadata = metadata
  }
  return rows as unknown as readonly Row[]
}
