import { sql } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { countRows, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { attachedSql, readAttached } from '../attachments/attachments.store.ts'
import { imageItemsSql, readImageItems } from '../image-metadata/image-metadata.store.ts'
import { VOLUME_COLUMNS } from './columns.ts'
import { recordsOf, volumeMetadata, type WithItems } from '../metadata/metadata.store.ts'
import type { Volume, VolumeName } from './volume.ts'

const SOURCE: ListSource = {
  table: 'volumes',
  columns: VOLUME_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
  items: {
    metadata: {
      table: 'volume_metadata',
      owner: 'volume_serial',
      ofRow: 'serial',
      key: 'key',
      value: 'value',
      index: {
        within: 'project_id',
        columns: { project_id: 'project_id', created_at: 'created_at', serial: 'volume_serial' },
      },
    },
    image_metadata: {
      table: 'volume_image_metadata',
      owner: 'volume_serial',
      ofRow: 'serial',
      key: 'key',
      value: 'value',
    },
  },
}

const WITH_TYPE: ListSource = {
  ...SOURCE,
  joins: 'left join volume_types on volume_types.id = volumes.volume_type_id',
}

/**
 * A page of volumes with all there is to them, in one statement: the items of each volume come as
 * one value, since each value costs as much as it takes to find it.
 * @throws 404 for a marker that is no volume
 */
export async function pageOfVolumes(tx: Tx, request: ListRequest): Promise<readonly Volume[]> {
  const select =
    `volumes.*, volume_types.name as volume_type, ` +
    `${volumeMetadata.itemsSql(tx.dialect)} as metadata, ` +
    `${attachedSql(tx.dialect)} as attachments, ` +
    `${imageItemsSql(tx.dialect)} as "imageMetadata"`
  const rows = await listRows<VolumeRow>(tx, WITH_TYPE, select, request)
  for (const row of rows) {
    row.attachments = readAttached(row.attachments as string | null)
    row.imageMetadata = readImageItems(row.imageMetadata as string | null)
  }
  return recordsOf<Volume>(rows as readonly WithItems<Volume>[])
}

/** What lies in other tables is text until it is read. */
interface VolumeRow extends Omit<WithItems<Volume>, 'attachments' | 'imageMetadata'> {
  attachments: string | null | Volume['attachments']
  imageMetadata: string | Volume['imageMetadata']
}

/** The same page, names only. */
export function pageOfNames(tx: Tx, request: ListRequest): Promise<readonly VolumeName[]> {
  return listRows(tx, SOURCE, 'volumes.id, volumes.name', request)
}

/** How many volumes a request finds, on all pages together. */
export function countVolumes(tx: Tx, request: ListRequest): Promise<number> {
  return countRows(tx, SOURCE, request)
}

export interface VolumeTotals {
  readonly count: number
  readonly size: number
}

export async function totalsOf(tx: Tx, projectId: string | undefined): Promise<VolumeTotals> {
  let query = tx.db.selectFrom('volumes').select((is) => [
    is.fn.countAll<number>().as('count'),
    // PostgreSQL adds bigints up to a numeric, which would come as text.
    sql<number>`cast(coalesce(sum(size), 0) as bigint)`.as('size'),
  ])
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  return query.executeTakeFirstOrThrow()
}

/** Every value that each metadata key has on some volume. */
export async function distinctMetadata(
  tx: Tx,
  projectId: string | undefined,
): Promise<Record<string, string[]>> {
  let query = tx.db.selectFrom('volume_metadata').select(['key', 'value']).distinct()
  if (projectId !== undefined) query = query.where('project_id', '=', projectId)
  const rows = await query.orderBy('key').orderBy('value').execute()
  const values = Map.groupBy(rows, ({ key }) => key)
  return Object.fromEntries([...values].map(([key, items]) => [key, items.map((i) => i.value)]))
}
