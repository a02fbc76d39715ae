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

/** Gives a volume these items in place of those that it has, in this order. */
export async function replaceImageItems(
  tx: Tx,
  serial: number,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  await tx.db.deleteFrom(TABLE).where('volume_serial', '=', serial).execute()
  const items = Object.entries(metadata)
  await writeImageItems(
    tx,
    serial,
    items.map(([key, value], position) => ({ key, value, position })),
  )
}

interface Copy {
  readonly from: number
  readonly to: number
}

const toSnapshot = statement((db, { from, to }: Copy) =>
  db
    .insertInto('snapshot_image_metadata')
    .columns(['snapshot_serial', 'key', 'value', 'position'])
    .expression((values) =>
      values
        .selectFrom(TABLE)
        .select([sql<number>`${to}`.as('snapshot_serial'), 'key', 'value', 'position'])
        .where('volume_serial', '=', from),
    ),
)

const fromSnapshot = statement((db, { from, to }: Copy) =>
  db
    .insertInto(TABLE)
    .columns(['volume_serial', 'key', 'value', 'position'])
    .expression((values) =>
      values
        .selectFrom('snapshot_image_metadata')
        .select([sql<number>`${to}`.as('volume_serial'), 'key', 'value', 'position'])
        .where('snapshot_serial', '=', from),
    ),
)

const fromVolume = statement((db, { from, to }: Copy) =>
  db
    .insertInto(TABLE)
    .columns(['volume_serial', 'key', 'value', 'position'])
    .expression((values) =>
      values
        .selectFrom(`${TABLE} as source`)
        .select([
          sql<number>`${to}`.as('volume_serial'),
          ...(['source.key', 'source.value', 'source.position'] as const),
        ])
        .where('source.volume_serial', '=', from),
    ),
)

/** A snapshot keeps what its volume has now. */
export async function keepImageItems(tx: Tx, from: number, to: number): Promise<void> {
  await tx.run(toSnapshot, { from, to })
}

/** A new volume gets what the source of its content has. @param source serials */
export async function inheritImageItems(
  tx: Tx,
  source: { readonly snapshot: number } | { readonly volume: number },
  to: number,
): Promise<void> {
  if ('snapshot' in source) await tx.run(fromSnapshot, { from: source.snapshot, to })
  else await tx.run(fromVolume, { from: source.volume, to })
}

export async function removeImageItem(tx: Tx, serial: number, key: string): Promise<void> {
  await tx.db.deleteFrom(TABLE).where('volume_serial', '=', serial).where('key', '=', key).execute()
}
