/**
 * Changes of an image, as clients ask for them. Source: openstack/glance glance/api/v2/images.py
 * (RequestDeserializer._validate_change, ImagesController._do_add, _do_replace, _do_remove),
 * glance/domain/__init__.py (Image).
 */
import { badRequest, forbidden } from '../../kernel/faults.ts'
import type { PatchOperation } from '../../kernel/json-patch.ts'
import { detailed } from '../faults.ts'
import type { ImageOptions } from '../options.ts'
import { IMAGE_SCHEMA } from '../schemas/image-schema.ts'
import { refuseUnfit } from '../schemas/schema.ts'
import {
  attributesOf,
  isReserved,
  numberOf,
  refuseLongName,
  refuseNegative,
  refuseTooManyProperties,
  refuseTooManyTags,
  refuseUnstorable,
  type Attributes,
  type Properties,
} from './attributes.ts'
import type { Image } from './image.ts'

const READ_ONLY = new Set([
  ...['created_at', 'updated_at', 'status', 'checksum', 'size', 'virtual_size', 'direct_url'],
  ...['self', 'file', 'schema', 'id', 'os_hash_algo', 'os_hash_value'],
])

/** How many steps a path has: one, but where a location is meant by its place. */
function stepsOf({ op, path }: PatchOperation): number {
  return path[0] === 'locations' && op !== 'replace' ? 2 : 1
}

/**
 * Refuses what no image lets be changed so, whatever it is like.
 * @throws Fault 400, 403
 */
export function readChanges(patch: readonly PatchOperation[]): readonly PatchOperation[] {
  for (const change of patch) refuseChange(change)
  return patch
}

function refuseChange(change: PatchOperation): void {
  const { path } = change
  const [name] = path as [string]
  if (path.length !== stepsOf(change)) {
    throw badRequest(`Invalid JSON pointer for this resource: '/${path.join('/')}'`)
  }
  if (READ_ONLY.has(name)) throw forbidden(`Attribute '${name}' is read-only.`)
  if (isReserved(name)) throw forbidden(`Attribute '${name}' is reserved.`)
  if (change.op === 'remove') return
  refuseUnfit(IMAGE_SCHEMA, { [name]: path.length === 1 ? change.value : [change.value] })
  refuseLongName(name)
}

/** Whom the policy lets do what. Each throws where it does not. */
export interface Judge {
  readonly isAdmin: boolean
  /** Of any change. */
  modify(): void
  /** Of a new visibility, before that. */
  publish(visibility: unknown): void
}

/** An image as it will be. */
export interface Draft {
  readonly attributes: Attributes
  readonly properties: Properties
  readonly tags: ReadonlySet<string>
}

interface Work {
  readonly image: Image
  readonly attributes: Record<string, unknown>
  readonly properties: Map<string, string | null>
  tags: ReadonlySet<string>
  hasMore: boolean
}

/**
 * The image after a patch, of which locations are no part.
 * @param isOld the patch is written by the older draft, by which nothing is added twice
 * @throws Fault 400, 403, 409, 413
 */
export function patched(
  image: Image,
  changes: readonly PatchOperation[],
  judge: Judge,
  options: ImageOptions,
  isOld: boolean,
): Draft {
  const work: Work = {
    image,
    attributes: { ...attributesOf(image) },
    properties: new Map(Object.entries(image.properties)),
    tags: new Set(image.tags),
    hasMore: false,
  }
  for (const change of changes) apply(work, change, judge, options, isOld)
  const { properties, tags } = work
  const attributes = work.attributes as unknown as Attributes
  if (work.hasMore) refuseTooManyProperties(properties, options)
  refuseUnstorable(attributes, properties, tags)
  return { attributes, properties, tags }
}

function apply(
  work: Work,
  change: PatchOperation,
  judge: Judge,
  options: ImageOptions,
  isOld: boolean,
): void {
  const [name] = change.path as [string]
  const isAttribute = name === 'tags' || Object.hasOwn(work.attributes, name)
  const isThere = isAttribute || work.properties.has(name)
  if (change.op === 'replace' && name === 'owner' && !judge.isAdmin) {
    throw detailed(403, "Owner can't be updated by non admin.")
  }
  if (name === 'visibility') judge.publish(change.op === 'remove' ? undefined : change.value)
  judge.modify()
  if (change.op === 'add' && isOld && isThere) {
    throw detailed(409, `Property ${name} already present.`)
  }
  if (change.op !== 'add' && !isThere) throw detailed(409, `Property ${name} does not exist.`)
  if (change.op === 'remove') {
    if (isAttribute) throw detailed(403, `Property ${name} may not be removed.`)
    work.properties.delete(name)
  } else if (isAttribute) {
    setAttribute(work, name, change.value, judge, options)
  } else {
    work.hasMore ||= !Object.hasOwn(work.image.properties, name)
    work.properties.set(name, change.value as string | null)
  }
}

function setAttribute(
  work: Work,
  name: string,
  value: unknown,
  judge: Judge,
  options: ImageOptions,
): void {
  const { image, attributes } = work
  switch (name) {
    case 'tags':
      work.tags = new Set(value as string[])
      return refuseTooManyTags(work.tags.size, options)
    case 'disk_format':
    case 'container_format':
      if (image.status !== 'queued' && image.status !== 'importing') {
        throw forbidden(`Attribute ${name} can be only replaced for a queued image.`)
      }
      break
    case 'min_disk':
    case 'min_ram':
      attributes[name] = numberOf(value)
      return refuseNegative(name, numberOf(value))
    case 'owner':
      // The real service changes it, finds that the caller does not see the image any more, and stops.
      if (!judge.isAdmin && value !== image.owner) {
        throw forbidden(`Forbidding request, image ${image.id} not visible`)
      }
  }
  attributes[name] = value
}
