/** What volumes took over from the images they were made from. */
import { sql, type RawBuilder } from 'kysely'
import type { Dialect, Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import { readItems } from '../metadata/metadata.store.ts'
import { toRecord, type MetadataItem } from '../metadata/metadata.ts'

const TABLE = 'volume_image_metadata'

/** The items of the volume at hand as one column, to be read by `readItems`; null without any. */
export function imageItemsSql(dialect: Dialect): string {
  const items = `from ${TABLE} where volume_serial = volumes.serial having count(*) > 0`
  return dialect === 'postgres'
    ? `(select json_agg(json_build_array(key, value, position))::text ${items})`
    : `(select json_group_array(json_array(key, value, position)) ${items})`
}

/** The same for a query that is built. */
export function imageItemsText(dialect: Dialect): RawBuilder<string | null> {
  return sql.raw(imageItemsSql(dialect))
}

export function readImageItems(text: string | null): Readonly<Record<string, string>> | null {
  return text === null ? null : toRecord(readItems(text))
}

const itemsOf = statement((db, p: { serial: number }) =>
  db
    .selectFrom(TABLE)
    .select(['key', 'value', 'position'])
    .where('volume_serial', '=', p.serial)
    .orderBy('position'),
)

/** In the order in which they were added. */
export function imageItemsOf(tx: Tx, serial: number): Promise<MetadataItem[]> {
  return tx.all(itemsOf, { serial })
}

/** Adds items, or gives those that are there their new value. */
export async function writeImageItems(
  tx: Tx,
  serial: number,
  items: readonly MetadataItem[],
): Promise<void> {
  if (items.length === 0) return
  await tx.db
    .insertInto(TABLE)
    .values(items.map((item) => ({ ...item, volume_serial: serial })))
    .onConflict((conflict) =>
      conflict
        .columns(['volume_serial', 'key'])
        .doUpdateSet((is) => ({ value: is.ref('excluded.value') })),
    )
    .execute()
}

export async function removeImageItem(tx: Tx, serial: number, key: string): Promise<void> {
  await tx.db.deleteFrom(TABLE).where('volume_serial', '=', serial).where('key', '=', key).execute()
}
