import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import type { MetadataItem } from '../metadata/metadata.ts'
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
export function itemsSql(dialect: Dialect): string {
  const items = 'from volume_metadata where volume_serial = volumes.serial'
  return dialect === 'postgres'
    ? `(select json_agg(json_build_array(key, value, position))::text ${items})`
    : `(select json_group_array(json_array(key, value, position)) ${items})`
}

/** The same for a query that is built. */
export function itemsText(dialect: Dialect): RawBuilder<string | null> {
  return sql.raw(itemsSql(dialect))
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
