/** Images and lists of them at random, and what such a list finds by a model of it. */
import fc from 'fast-check'
import { filtersIn } from '../../src/image/images/image-filters.ts'
import { VISIBILITIES, type Visibility } from '../../src/image/images/image-status.ts'
import type { ImageListRequest } from '../../src/image/images/list-request.ts'
import type { MemberStatus } from '../../src/image/storage/tables.ts'
import { EVERYTHING } from '../../src/kernel/lists/request.ts'
import type { Database } from '../../src/storage/database.ts'

const NAMES = ['a', 'B', 'b', 'É', null] as const
const SIZES = [null, 0, 1, 2] as const
const OWNERS = ['p', 'q', null] as const
const STATUSES = ['pending', 'accepted', 'rejected'] as const

export interface Made {
  readonly name: string | null
  readonly size: number | null
  readonly owner: string | null
  readonly visibility: Visibility
  readonly hidden: boolean
  readonly tags: readonly string[]
  readonly os: string | null
  /** How `p` stands to it. */
  readonly member: MemberStatus | null
  readonly isDeleted: boolean
  /** Two of the same second are in the order of making. */
  readonly second: number
}

export const made: fc.Arbitrary<Made> = fc.record({
  name: fc.constantFrom(...NAMES),
  size: fc.constantFrom(...SIZES),
  owner: fc.constantFrom(...OWNERS),
  visibility: fc.constantFrom(...VISIBILITIES),
  hidden: fc.boolean(),
  tags: fc.subarray(['t', 'u']),
  os: fc.constantFrom('x', 'y', null),
  member: fc.option(fc.constantFrom(...STATUSES), { freq: 2 }),
  isDeleted: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  second: fc.integer({ min: 0, max: 3 }),
})

export interface Asked {
  readonly isAdmin: boolean
  readonly visibility: Visibility | 'all' | undefined
  readonly memberStatus: MemberStatus | 'all'
  readonly filters: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly key: 'created_at' | 'name' | 'size'
  readonly direction: 'asc' | 'desc'
  /** The place of the marker among all images, modulo their number; none if negative. */
  readonly marker: number
  readonly limit: number
}

export const asked: fc.Arbitrary<Asked> = fc.record({
  isAdmin: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  visibility: fc.constantFrom(undefined, undefined, 'all' as const, ...VISIBILITIES),
  memberStatus: fc.constantFrom('accepted' as const, 'all' as const, ...STATUSES),
  filters: fc
    .dictionary(
      fc.constantFrom('os_hidden', 'name', 'size', 'size_min', 'owner', 'os', 'id'),
      fc.constant(''),
      { maxKeys: 2 },
    )
    .chain(
      (names) =>
        fc.record(
          Object.fromEntries(Object.keys(names).map((name) => [name, VALUES[name]!])),
        ) as fc.Arbitrary<Record<string, string>>,
    ),
  tags: fc.subarray(['t', 'u'], { maxLength: 1 }),
  key: fc.constantFrom('created_at', 'name', 'size'),
  direction: fc.constantFrom('asc', 'desc'),
  marker: fc.integer({ min: -10, max: 9 }),
  limit: fc.integer({ min: 0, max: 12 }),
})

const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  os_hidden: fc.constantFrom('true', 'false'),
  name: fc.constantFrom('a', 'A', 'B', 'É', 'in:A,b', 'in:É,"a"', 'nope'),
  size: fc.constantFrom('0', '1', 'gt:1', 'x'),
  size_min: fc.constantFrom('0', '1', '-5', '99999999999999999999'),
  owner: fc.constantFrom('p', 'q', 'z'),
  os: fc.constantFrom('x', 'y', 'z'),
  id: fc.constantFrom('id-0', 'ID-1', 'in:id-0,id-2', 'nope'),
}

export const time = (second: number) => `2026-01-01T00:00:0${second}.000Z`

export async function insert(database: Database, images: readonly Made[]): Promise<void> {
  await database.write(async (tx) => {
    for (const table of ['images', 'image_members', 'image_tags', 'image_properties'] as const) {
      await tx.db.deleteFrom(table).execute()
    }
    for (const [index, image] of images.entries()) {
      const id = `id-${index}`
      const { name, size, owner, visibility, second } = image
      await tx.db
        .insertInto('images')
        .values({
          ...{ serial: index + 1, id, name, size, owner, visibility, status: 'queued' },
          ...{ os_hidden: Number(image.hidden), protected: 0, min_disk: 0, min_ram: 0 },
          ...{ created_at: time(second), updated_at: time(second) },
          deleted_at: image.isDeleted ? time(second) : null,
        })
        .execute()
      for (const [position, value] of image.tags.entries()) {
        await tx.db.insertInto('image_tags').values({ image_id: id, value, position }).execute()
      }
      if (image.os !== null) {
        const row = { image_id: id, name: 'os', value: image.os, position: 0 }
        await tx.db.insertInto('image_properties').values(row).execute()
      }
      if (image.member !== null) {
        const row = { image_id: id, member: 'p', status: image.member, created_at: time(0) }
        await tx.db
          .insertInto('image_members')
          .values({ ...row, updated_at: time(0) })
          .execute()
      }
    }
  })
}

export function requestOf({ filters, ...list }: Asked, images: readonly Made[]): ImageListRequest {
  const sent = new Map(Object.entries(filters))
  if (!sent.has('os_hidden')) sent.set('os_hidden', 'false')
  const { conditions, properties } = filtersIn(sent)
  const { key, direction } = list
  const names = key === 'created_at' ? [key, 'id'] : [key, 'created_at', 'id']
  const marker = list.marker < 0 || images.length === 0 ? undefined : list.marker % images.length
  return {
    ...EVERYTHING,
    ...{ conditions, properties, visibility: list.visibility, memberStatus: list.memberStatus },
    tags: list.tags,
    limit: list.limit,
    order: names.map((column) => ({ column, direction })),
    marker:
      marker === undefined || images[marker]!.isDeleted
        ? undefined
        : { id: `id-${marker}`, as: 'row', missing: () => new Error('the marker is there') },
    firstPage: '',
  }
}

/** The same without a database: the ids that are found. */
export function model(images: readonly Made[], list: Asked): string[] {
  const all = images.map((image, index) => ({ ...image, id: `id-${index}`, index }))
  const before = (a: (typeof all)[number], b: (typeof all)[number]): number => {
    const place = ({ key }: Asked, one: typeof a): (string | number)[] => {
      if (key === 'created_at') return [one.second, one.index]
      const value = key === 'name' ? (one.name ?? '') : (one.size ?? -1)
      return [value, one.second, one.id]
    }
    const [x, y] = [place(list, a), place(list, b)]
    const at = x.findIndex((value, index) => value !== y[index])
    if (at < 0) return 0
    const isBefore = x[at]! < y[at]!
    return isBefore === (list.direction === 'asc') ? -1 : 1
  }
  const ordered = all.filter((image) => !image.isDeleted).sort(before)
  const marker = list.marker < 0 || all.length === 0 ? undefined : all[list.marker % all.length]
  const after = (image: (typeof all)[number]): boolean =>
    marker === undefined || marker.isDeleted || before(marker, image) < 0
  return ordered
    .filter((image) => after(image) && isListed(image, list) && fits(image, image.id, list))
    .slice(0, list.limit)
    .map(({ id }) => id)
}

function isListed(image: Made, { isAdmin, visibility, memberStatus }: Asked): boolean {
  const isOwn = image.owner === 'p'
  const isOf = (status: MemberStatus | null): boolean =>
    status !== null && (memberStatus === 'all' || memberStatus === status)
  const isSeen =
    isAdmin ||
    isOwn ||
    image.visibility === 'public' ||
    image.visibility === 'community' ||
    (image.visibility === 'shared' && isOf(image.member))
  if (!isSeen) return false
  if (visibility === 'all') return true
  return visibility === undefined
    ? isOwn || image.visibility !== 'community'
    : image.visibility === visibility
}

const small = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

function fits(image: Made, id: string, { filters, tags }: Asked): boolean {
  const among = (own: string | null, value: string): boolean => {
    const values = value.startsWith('in:') ? value.slice(3).replaceAll('"', '').split(',') : [value]
    return own !== null && values.map(small).includes(small(own))
  }
  const isHidden = (filters['os_hidden'] ?? 'false') === 'true'
  return (
    image.hidden === isHidden &&
    tags.every((tag) => image.tags.includes(tag)) &&
    Object.entries(filters).every(([name, value]) => {
      if (name === 'name') return among(image.name, value)
      if (name === 'id') return among(id, value)
      if (name === 'owner') return image.owner === value
      if (name === 'os') return image.os === value
      if (name === 'size') return image.size === (Number(value) || 0)
      if (name === 'size_min') return image.size !== null && image.size >= Number(value)
      return true
    })
  )
}
