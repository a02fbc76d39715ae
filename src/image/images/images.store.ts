import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { setAtOnce, valuesDuring } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Dialect, Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { changeWhere } from '../../storage/states.ts'
import { statement } from '../../storage/statement.ts'
import type { ImageLocationsTable, ImagesTable } from '../storage/tables.ts'
import type { ImageAction, ImageCourse } from './image-actions.ts'
import {
  asSeenBy,
  isVisible,
  type Image,
  type ImageLocation,
  type Viewer,
  type VisibleImage,
} from './image.ts'

/** What stands between `select` and `from images` for a whole image, as `imageOf` reads it. */
export function imageColumns(dialect: Dialect): string {
  const related = (columns: string, table: string, order: string): string => {
    const of = `from ${table} where ${table}.image_id = images.id`
    return dialect === 'postgres'
      ? `(select json_agg(json_build_array(${columns}) order by ${order})::text ${of})`
      : `(select json_group_array(json_array(${columns}) order by ${order}) ${of})`
  }
  const locations = related('serial, url, store, metadata, status', 'image_locations', 'serial')
  return [
    'images.*',
    `${related('name, value', 'image_properties', 'position')} as properties`,
    `${related('value', 'image_tags', 'position')} as tags`,
    `${locations} as locations`,
  ].join(', ')
}

/** What lies in other tables is JSON until it is read. */
export interface ImageRow extends Selectable<ImagesTable> {
  readonly properties: string | null
  readonly tags: string | null
  readonly locations: string | null
}

export function imageOf({ properties, tags, locations, ...row }: ImageRow): Image {
  return {
    ...row,
    properties: Object.fromEntries(read<[string, string | null]>(properties)),
    tags: read<[string]>(tags).map(([tag]) => tag),
    locations: read<LocationRow>(locations).flatMap(locationOf),
  }
}

type LocationRow = readonly [number, string, string, string, string]

function locationOf([serial, url, store, metadata, status]: LocationRow): ImageLocation[] {
  if (status !== 'active') return []
  return [{ serial, url, store, metadata: JSON.parse(metadata) as Record<string, unknown> }]
}

function read<Item>(json: string | null): Item[] {
  return json === null ? [] : (JSON.parse(json) as Item[])
}

const whole = statement(
  (_db, p: { id: string; project: string }, dialect) => sql<ImageRow & { is_member: number }>`
    select ${sql.raw(imageColumns(dialect))},
      (select count(*) from image_members
        where image_id = images.id and member = ${p.project}) as is_member
    from images where images.id = ${p.id} and images.deleted_at is null`,
)

/**
 * An image that the viewer may know of. With a lock, nobody else changes or deletes it until the
 * unit ends. Ids are found in any case.
 */
export async function findVisible(
  tx: Tx,
  viewer: Viewer,
  asked: string,
  lock?: Lock,
): Promise<VisibleImage | undefined> {
  const id = asked.toLowerCase()
  await lockRow(tx, 'images', { id }, lock)
  const found = await tx.first(whole, { id, project: viewer.projectId ?? '' })
  if (found === undefined) return undefined
  const { is_member: isMember, ...row } = found
  const image = imageOf(row)
  return isVisible(image, viewer, isMember > 0) ? asSeenBy(image, viewer) : undefined
}

/** The same for the service itself, which sees all: for jobs. */
export async function findImage(tx: Tx, id: string, lock?: Lock): Promise<Image | undefined> {
  return findVisible(tx, { projectId: undefined, isAdmin: true }, id, lock)
}

const anyImage = statement(() => sql<{ one: number }>`select 1 as one from images limit 1`)

/** Deleted ones count: their rows stay. */
export async function hasEverHadImages(tx: Tx): Promise<boolean> {
  return (await tx.first(anyImage, {})) !== undefined
}

/** False where the id is taken, by a deleted image too. */
export async function insertImage(tx: Tx, image: Insertable<ImagesTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('images')
    .values(image)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateImage(
  tx: Tx,
  id: string,
  changes: Updateable<ImagesTable>,
): Promise<void> {
  await tx.db.updateTable('images').set(changes).where('id', '=', id).execute()
}

/** The last of those that an image has. */
export async function insertLocation(
  tx: Tx,
  location: Pick<ImageLocationsTable, 'image_id' | 'url' | 'store'> & { metadata?: string },
): Promise<void> {
  const values = { metadata: '{}', ...location, status: 'active' } as const
  await tx.db.insertInto('image_locations').values(values).execute()
}

type Properties = Iterable<readonly [name: string, value: string | null]>

/** Gives a new image its properties, in this order. */
export async function insertProperties(tx: Tx, id: string, properties: Properties): Promise<void> {
  const rows = [...properties].map(([name, value], position) => ({
    ...{ image_id: id, name, value, position },
  }))
  if (rows.length > 0) await tx.db.insertInto('image_properties').values(rows).execute()
}

/** Gives an image these properties instead of those it has. */
export async function writeProperties(tx: Tx, id: string, properties: Properties): Promise<void> {
  await tx.db.deleteFrom('image_properties').where('image_id', '=', id).execute()
  await insertProperties(tx, id, properties)
}

/** Gives a new image its tags. */
export async function insertTags(tx: Tx, id: string, tags: Iterable<string>): Promise<void> {
  const rows = [...tags].map((value, position) => ({ image_id: id, value, position }))
  if (rows.length > 0) await tx.db.insertInto('image_tags').values(rows).execute()
}

/** Gives an image these tags instead of those it has. */
export async function writeTags(tx: Tx, id: string, tags: Iterable<string>): Promise<void> {
  await tx.db.deleteFrom('image_tags').where('image_id', '=', id).execute()
  await insertTags(tx, id, tags)
}

/**
 * Begins an action: sets what its table says, and `changes`, where the image is in a state in which
 * it may begin.
 * @throws the refusal of the action
 */
export async function beginImageAction(
  tx: Tx,
  action: ImageAction,
  image: Selectable<ImagesTable>,
  changes: Updateable<ImagesTable>,
): Promise<void> {
  const set = { ...setAtOnce(action, image), ...changes }
  if (!(await changeWhere(tx, 'images', image.id, action.from, set))) throw action.refusal(image)
}

/** Ends an action. False, and nothing changes, where the image is in no state that the action set. */
export async function endImageAction(
  tx: Tx,
  course: ImageCourse,
  id: string,
  changes: Updateable<ImagesTable>,
): Promise<boolean> {
  return changeWhere(tx, 'images', id, { status: valuesDuring(course, 'status') }, changes)
}

/** Forgets an image and what is said of it; its id stays taken. */
export async function dropImage(tx: Tx, id: string, at: string): Promise<void> {
  for (const table of RELATED) await tx.db.deleteFrom(table).where('image_id', '=', id).execute()
  const gone = { status: 'deleted', deleted_at: at, updated_at: at } as const
  await tx.db.updateTable('images').set(gone).where('id', '=', id).execute()
}

const RELATED = ['image_properties', 'image_tags', 'image_members', 'image_locations'] as const
