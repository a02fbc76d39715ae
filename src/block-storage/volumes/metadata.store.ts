import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { toRecord, type MetadataItem } from '../metadata/metadata.ts'
import type { VolumeHead } from './volume.ts'

const itemsOf = statement((db, p: { id: string }) =>
  db
    .selectFrom('volume_metadata')
    .select(['key', 'value', 'position'])
    .where('volume_id', '=', p.id)
    .orderBy('position'),
)

/** In the order in which they were added. */
export function itemsOfVolume(tx: Tx, id: string): Promise<MetadataItem[]> {
  return tx.all(itemsOf, { id })
}

/** In the order in which the keys were added. */
export async function metadataOf(tx: Tx, id: string): Promise<Record<string, string>> {
  return toRecord(await tx.all(itemsOf, { id }))
}

const itemsOfMany = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('volume_metadata')
    .select(['volume_id', 'key', 'value', 'position'])
    .where('volume_id', 'in', inList(p.ids)),
)

/** The metadata of a page of volumes, by their ids. A volume without any is not in it. */
export async function metadataOfMany(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Record<string, string>>> {
  const found = new Map<string, MetadataItem[]>()
  for (const item of await tx.all(itemsOfMany, { ids })) {
    const items = found.get(item.volume_id)
    if (items === undefined) found.set(item.volume_id, [item])
    else items.push(item)
  }
  const records = new Map<string, Record<string, string>>()
  for (const [id, items] of found) {
    records.set(id, toRecord(items.sort((a, b) => a.position - b.position)))
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
          volume_id: p['volume'] as string,
          project_id: p['project'] as string,
          created_at: p['created'] as string,
          key: p[`key${index}`] as string,
          value: p[`value${index}`] as string,
          position: p[`position${index}`] as number,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['volume_id', 'key'])
          .doUpdateSet((is) => ({ value: is.ref('excluded.value') })),
      ),
  )
}

/** Adds items and gives existing ones their new value; those keep their place. */
export async function writeItems(
  tx: Tx,
  volume: Omit<VolumeHead, 'status' | 'user_id'>,
  items: readonly MetadataItem[],
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_MAX) {
    const part = items.slice(from, from + ROWS_MAX)
    const parameters: Record<string, string | number> = {
      volume: volume.id,
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

const remove = statement((db, p: { id: string; keys: readonly string[] }) =>
  db
    .deleteFrom('volume_metadata')
    .where('volume_id', '=', p.id)
    .where('key', 'in', inList(p.keys)),
)

export async function removeItems(tx: Tx, id: string, keys: readonly string[]): Promise<void> {
  await tx.run(remove, { id, keys })
}
