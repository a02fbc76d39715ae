import { sql } from 'kysely'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Order } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { SqlPart } from '../../storage/lists/sql-text.ts'
import { inIntegers, statement } from '../../storage/statement.ts'
import { IMAGE_COLUMNS } from './columns.ts'
import { imageColumns, imageOf, type ImageRow } from './images.store.ts'
import type { Image, Viewer } from './image.ts'
import { groupOfAdministrators, visibleGroups, type ImageListRequest } from './list-request.ts'

const SOURCE: ListSource = {
  table: 'images',
  columns: IMAGE_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
  deleted: 'deleted_at',
}

/** What rows are ordered by, and nothing else of them. */
const PLACE = [
  ...['serial', 'id', 'name', 'status', 'container_format', 'disk_format', 'size'],
  ...['created_at', 'updated_at'],
]
  .map((column) => `images.${column}`)
  .join(', ')

type Place = Readonly<Record<string, string | number | null>> & { readonly serial: number }

/**
 * A page of the images that somebody sees. Each group of those that he sees is looked through by an
 * index of its own, in order, and the pages of all are made one.
 */
export async function pageOfImages(
  tx: Tx,
  request: ImageListRequest,
  viewer: Viewer,
): Promise<readonly Image[]> {
  const { conditions: related, parts } = await relatedConditions(tx, request)
  const conditions = [...request.conditions, ...related]
  const groups = await groupsOf(tx, request, viewer)
  const isNarrow = conditions.some(
    (one) => one.kind === 'in' && IMAGE_COLUMNS.get(one.column)!.selective,
  )
  const all = groups.map((group): Condition => ({ kind: 'all', of: group }))
  const pages: Place[] = []
  for (const group of isNarrow ? [[{ kind: 'any', of: all } as const]] : groups) {
    const asked = { ...request, conditions: [...conditions, ...group] }
    pages.push(...(await listRows<Place>(tx, SOURCE, PLACE, asked, parts)))
  }
  const places = pages.sort(byOrder(request.order)).slice(0, request.limit)
  return imagesAt(
    tx,
    places.map(({ serial }) => serial),
  )
}

async function groupsOf(
  tx: Tx,
  request: ImageListRequest,
  { projectId, isAdmin }: Viewer,
): Promise<Condition[][]> {
  if (isAdmin) return [groupOfAdministrators(projectId, request)]
  const shared = projectId === undefined ? [] : await sharedWith(tx, projectId, request)
  return visibleGroups(projectId, request, shared)
}

const sharedIds = statement((db, p: { member: string; status: string }) =>
  db
    .selectFrom('image_members')
    .select('image_id')
    .where('member', '=', p.member)
    .where(sql<boolean>`(status = ${p.status} or ${p.status} = 'all')`),
)

async function sharedWith(
  tx: Tx,
  member: string,
  { memberStatus, visibility }: ImageListRequest,
): Promise<readonly string[]> {
  if (visibility !== undefined && visibility !== 'all' && visibility !== 'shared') return []
  const rows = await tx.all(sharedIds, { member, status: memberStatus })
  return rows.map((row) => row.image_id)
}

function byOrder(order: readonly Order[]) {
  const [first, second] = order
  const isMade =
    first!.column === 'created_at' &&
    second!.column === 'id' &&
    first!.direction === second!.direction
  const columns: readonly Order[] = isMade
    ? [first!, { column: 'serial', direction: first!.direction }]
    : order
  return (one: Place, other: Place): number => {
    for (const { column, direction } of columns) {
      const [a, b] = [one[column]!, other[column]!]
      if (a === b) continue
      const isBefore = a === null || (b !== null && a < b)
      return isBefore === (direction === 'asc') ? -1 : 1
    }
    return 0
  }
}

const rows = statement(
  (_db, p: { serials: readonly string[] }, dialect) => sql<ImageRow>`
    select ${sql.raw(imageColumns(dialect))} from images where serial in ${inIntegers(p.serials)}`,
)

/** In the order of `serials`. */
async function imagesAt(tx: Tx, serials: readonly number[]): Promise<Image[]> {
  const found = await tx.all(rows, { serials: serials.map(String) })
  const bySerial = new Map(found.map((row) => [row.serial, row]))
  return serials.flatMap((serial) => {
    const row = bySerial.get(serial)
    return row === undefined ? [] : [imageOf(row)]
  })
}

/** Up to so many images are looked up by their ids; more are met soon enough on the way. */
const FEW = 5_000

/** Longer values are in no index. */
const INDEXED_LENGTH = 255

const withTag = statement((db, p: { value: string }) =>
  db.selectFrom('image_tags').select('image_id').where('value', '=', p.value).limit(sql.lit(FEW)),
)

const withProperty = statement((db, p: { name: string; value: string }) =>
  db
    .selectFrom('image_properties')
    .select('image_id')
    .where('name', '=', p.name)
    .where('value', '=', p.value)
    .where(sql<boolean>`length(value) <= ${sql.lit(INDEXED_LENGTH)}`)
    .limit(sql.lit(FEW)),
)

/** That the images have these tags and properties. */
async function relatedConditions(
  tx: Tx,
  { tags, properties }: ImageListRequest,
): Promise<{ conditions: readonly Condition[]; parts: readonly SqlPart[] }> {
  const conditions: Condition[] = []
  const parts: SqlPart[] = []
  const add = (found: readonly { image_id: string }[] | undefined, part: SqlPart): void => {
    if (found === undefined || found.length === FEW) parts.push(part)
    else conditions.push({ kind: 'in', column: 'id', values: found.map((row) => row.image_id) })
  }
  for (const value of tags) {
    add(await tx.all(withTag, { value }), {
      text: 'exists (select 1 from image_tags where image_id = images.id and value = ?)',
      values: [value],
    })
  }
  for (const [name, value] of properties) {
    const isIndexed = [...value].length <= INDEXED_LENGTH
    add(isIndexed ? await tx.all(withProperty, { name, value }) : undefined, {
      text:
        'exists (select 1 from image_properties ' +
        'where image_id = images.id and name = ? and value = ?)',
      values: [name, value],
    })
  }
  return { conditions, parts }
}
