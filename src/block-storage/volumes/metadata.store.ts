import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { toRecord, type MetadataItem } from '../metadata/metadata.ts'
import type { VolumeHead } from './volume.ts'

const itemsOf = statement((db, p: { serial: number }) =>
  db
    .selectFrom('volume_metadata')
    .select(['key', 'value', 'position'])
    .where('volume_serial', '=', p.serial),
)

/** In the order in which they were added. */
export async function itemsOfVolume(tx: Tx, serial: number): Promise<MetadataItem[]> {
  return (await tx.all(itemsOf, { serial })).sort(byPosition)
}

/** The items of the volume at hand as one column, to be read by `readItems`. */
export function itemsText(dialect: Dialect): RawBuilder<string | null> {
  const items = sql`from volume_metadata where volume_serial = volumes.serial`
  return dialect === 'postgres'
    ? sql`(select json_agg(json_build_array(key, value, position))::text ${items})`
    : sql`(select json_group_array(json_array(key, value, position)) ${items})`
}

export function readItems(text: string | null): readonly MetadataItem[] {
  if (text === null) return []
  const rows = JSON.parse(text) as readonly (readonly [string, string, number])[]
  return rows.map(([key, value, position]) => ({ key, value, position })).sort(byPosition)
}

/** Sorting in SQL takes the database longer than the few items take us. */
function byPosition(a: MetadataItem, b: MetadataItem): number {
  return a.position - b.position
}

/** Any number of volumes as one parameter, so that there is one statement to prepare. */
const itemsOfMany = statement((db, p: { serials: string }, dialect) =>
  db
    .selectFrom('volume_metadata')
    .select(['volume_serial', 'key', 'value', 'position'])
    .where(
      'volume_serial',
      'in',
      dialect === 'postgres'
        ? sql<number>`(select value::bigint from json_array_elements_text(${p.serials}::json))`
        : sql<number>`(select value from json_each(${p.serials}))`,
    ),
)

/** The metadata of a page of volumes, by their serials. A volume without any is not in it. */
export async function metadataOfMany(
  tx: Tx,
  serials: readonly number[],
): Promise<ReadonlyMap<number, Record<string, string>>> {
  const rows = await tx.all(itemsOfMany, { serials: JSON.stringify(serials) })
  const found = new Map<number, MetadataItem[]>()
  for (const item of rows) {
    const items = found.get(item.volume_serial)
    if (items === undefined) found.set(item.volume_serial, [item])
    else items.push(item)
  }
  const records = new Map<number, Record<string, string>>()
  for (const [serial, items] of found) {
    if (items.length > 1) items.sort(byPosition)
    records.set(serial, toRecord(items))
  }
  return records
}

/** Rows written by one statement; a longer list takes several. */
const ROWS_MAX = 16

/** One statement for each number of rows, so that each is prepared once. */
const upserts = Array.from({ length: ROWS_MAX }, (_, index) => upsertOf(index + 1))

function upsertOf(rows: number) {
  return statement((db, p: Record<string, string | number>) =>
    db
      .insertInto('volume_metadata')
      .values(
        Array.from({ length: rows }, (_, index) => ({
          volume_serial: p['volume'] as number,
          project_id: p['project'] as string,
          created_at: p['created'] as string,
          key: p[`key${index}`] as string,
          value: p[`value${index}`] as string,
          position: p[`position${index}`] as number,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['volume_serial', 'key'])
          .doUpdateSet((is) => ({ value: is.ref('excluded.value') })),
      ),
  )
}

/** Adds items and gives existing ones their new value; those keep their place. */
export async function writeItems(
  tx: Tx,
  volume: Pick<VolumeHead, 'serial' | 'project_id' | 'created_at'>,
  items: readonly MetadataItem[],
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_MAX) {
    const part = items.slice(from, from + ROWS_MAX)
    const parameters: Record<string, string | number> = {
      volume: volume.serial,
      project: volume.project_id,
      created: volume.created_at,
    }
    part.forEach(({ key, value, position }, index) => {
      parameters[`key${index}`] = key
      parameters[`value${index}`] = value
      parameters[`position${index}`] = position
    })
    await tx.run(upserts[part.length - 1]!, parameters)
  }
}

const remove = statement((db, p: { serial: number; keys: readonly string[] }) =>
  db
    .deleteFrom('volume_metadata')
    .where('volume_serial', '=', p.serial)
    .where('key', 'in', inList(p.keys)),
)

export async function removeItems(tx: Tx, serial: number, keys: readonly string[]): Promise<void> {
  await tx.run(remove, { serial, keys })
}
