/**
 * What clients may say of an image, and what is refused whether it is made or changed. Sources:
 * openstack/glance glance/api/v2/images.py, glance/domain/__init__.py (Image), glance/quota/__init__.py,
 * glance/common/utils.py (no_4byte_params), glance/db/utils.py.
 */
import { badRequest, Fault } from '../../kernel/faults.ts'
import { ExactNumber } from '../../kernel/python.ts'
import type { ImageOptions } from '../options.ts'
import type { Visibility } from './image-status.ts'

/** Apart from properties and tags. */
export interface Attributes {
  readonly name: string | null
  readonly owner: string | null
  readonly visibility: Visibility
  readonly protected: boolean
  readonly os_hidden: boolean
  readonly disk_format: string | null
  readonly container_format: string | null
  /** GiB. */
  readonly min_disk: number
  /** MiB. */
  readonly min_ram: number
}

export type Properties = ReadonlyMap<string, string | null>

/** What begins the names of properties that the service keeps for itself. */
export const RESERVED_NAMESPACE = 'os_glance'

const RESERVED = new Set(['location', 'deleted', 'deleted_at'])

/** Names that no property may have, though no attribute has them. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name) || name.startsWith(RESERVED_NAMESPACE)
}

/** Most characters of the name of a property. */
const NAME_MAX = 255

/** @throws 400 */
export function refuseLongName(name: string): void {
  // By the shape of the table, changes of the real service fail where creating refuses.
  if ([...name].length <= NAME_MAX) return
  throw badRequest('Custom property should not be greater than 255 characters.')
}

/** A number that passed the schema; those that no double holds are beyond every limit. */
export function numberOf(value: unknown): number {
  return value instanceof ExactNumber ? value.value : (value as number)
}

/** @throws 400 */
export function refuseNegative(name: 'min_disk' | 'min_ram', value: number): void {
  if (value >= 0) return
  throw badRequest(`Invalid value '${value}' for parameter '${name}': Cannot be a negative value`)
}

const INTEGER_MAX = 2_147_483_647

/**
 * What the columns of the real service do not hold.
 * @throws 400
 */
export function refuseUnstorable(
  { name, owner, min_disk, min_ram }: Attributes,
  properties: Properties,
  tags: Iterable<string>,
): void {
  refuseRareCharacters('name', name)
  refuseRareCharacters('owner', owner)
  for (const [key, value] of properties) {
    if (isRare(key)) throw badRequest("Property names can't contain 4 byte unicode.")
    refuseRareCharacters(key, value)
  }
  for (const [key, value] of Object.entries({ min_disk, min_ram })) {
    if (value <= INTEGER_MAX) continue
    throw badRequest(`'${key}' value out of range, must not exceed ${INTEGER_MAX}.`)
  }
  for (const tag of tags) {
    if (isRare(tag)) throw badRequest("Param values can't contain 4 byte unicode.")
  }
}

function refuseRareCharacters(key: string, value: string | null): void {
  if (value === null || !isRare(value)) return
  throw badRequest(`${inTitleCase(key)} can't contain 4 byte unicode characters.`)
}

/** With characters that take four bytes. */
function isRare(text: string): boolean {
  return /[\u{10000}-\u{10ffff}]/u.test(text)
}

/** Python's `title()`. */
function inTitleCase(text: string): string {
  return text.replaceAll(
    /(\p{L})(\p{L}*)/gu,
    (_, first: string, rest: string) => first.toUpperCase() + rest.toLowerCase(),
  )
}

/** @throws 413 */
export function refuseTooManyTags(count: number, { maxTags }: ImageOptions): void {
  if (maxTags >= 0 && count > maxTags) throw overQuota('tags', count, maxTags)
}

/** @throws 413 */
export function refuseTooManyProperties(
  properties: Properties,
  { maxProperties }: ImageOptions,
): void {
  const names = [...properties.keys()]
  const count = names.filter((name) => !name.startsWith(RESERVED_NAMESPACE)).length
  if (maxProperties >= 0 && count > maxProperties) {
    throw overQuota('properties', count, maxProperties)
  }
}

function overQuota(what: string, attempted: number, maximum: number): Fault {
  return new Fault(
    413,
    `The limit has been exceeded on the number of allowed image ${what}. ` +
      `Attempted: ${attempted}, Maximum: ${maximum}`,
  )
}

/** The columns that hold the attributes. */
export function columnsOf(attributes: Attributes) {
  const { name, owner, visibility, disk_format, container_format, min_disk, min_ram } = attributes
  return {
    ...{ name, visibility, disk_format, container_format, min_disk, min_ram },
    owner: owner === '' ? null : owner,
    protected: Number(attributes.protected),
    os_hidden: Number(attributes.os_hidden),
  }
}

/** What the columns of an image say. */
export function attributesOf(image: ReturnType<typeof columnsOf>): Attributes {
  const { name, owner, visibility, disk_format, container_format, min_disk, min_ram } = image
  return {
    ...{ name, owner, visibility, disk_format, container_format, min_disk, min_ram },
    protected: image.protected === 1,
    os_hidden: image.os_hidden === 1,
  }
}
