import { Type as T, type TSchema } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { always } from '../../kernel/operation.ts'
import { closed, field, nullable, View, type Field } from '../../kernel/view.ts'
import type { ImageOptions } from '../options.ts'
import { shownTime } from '../times.ts'
import type { Image, ImageLocation } from './image.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())
const INTEGER_OR_NULL = nullable(T.Integer())

/**
 * Field order is that on the wire. Source: openstack/glance glance/api/v2/images.py
 * (ResponseSerializer._format_image).
 */
const HEAD: Record<string, Field<Image>> = {
  name: field(TEXT_OR_NULL, (i) => i.name),
  disk_format: field(TEXT_OR_NULL, (i) => i.disk_format),
  container_format: field(TEXT_OR_NULL, (i) => i.container_format),
  visibility: field(TEXT, (i) => i.visibility),
  size: field(INTEGER_OR_NULL, (i) => i.size),
  virtual_size: field(INTEGER_OR_NULL, (i) => i.virtual_size),
  status: field(TEXT, (i) => i.status),
  checksum: field(TEXT_OR_NULL, (i) => i.checksum),
  protected: field(T.Boolean(), (i) => i.protected === 1),
  min_ram: field(T.Integer(), (i) => i.min_ram),
  min_disk: field(T.Integer(), (i) => i.min_disk),
  owner: field(TEXT_OR_NULL, (i) => i.owner),
  os_hidden: field(T.Boolean(), (i) => i.os_hidden === 1),
  os_hash_algo: field(TEXT_OR_NULL, (i) => i.os_hash_algo),
  os_hash_value: field(TEXT_OR_NULL, (i) => i.os_hash_value),
  id: field(TEXT, (i) => i.id),
  created_at: field(TEXT, (i) => shownTime(i.created_at)),
  updated_at: field(TEXT, (i) => shownTime(i.updated_at)),
}

const TAIL: Record<string, Field<Image>> = {
  tags: field(T.Array(TEXT), (i) => i.tags),
  self: field(TEXT, (i) => pathOf(i)),
  file: field(TEXT, (i) => `${pathOf(i)}/file`),
  schema: field(TEXT, () => '/v2/schemas/image'),
}

const head = new View<Image>(HEAD)
const tail = new View<Image>(TAIL)

/** From the root of the service. */
export function pathOf({ id }: Pick<Image, 'id'>): string {
  return `/v2/images/${id}`
}

/** Properties that the service keeps for itself. */
const HIDDEN = new Set(['os_glance_stage_host', 'os_glance_hash_op_host'])

export function renderImage(
  image: Image,
  ctx: RequestContext,
  options: ImageOptions,
): Record<string, unknown> {
  const properties = Object.entries(image.properties).filter(([name]) => !HIDDEN.has(name))
  // Of deactivated images administrators alone learn where their bytes lie.
  const locations = image.status === 'deactivated' && !ctx.isAdmin ? [] : image.locations
  const [first] = locations
  const stores = locations.map(({ store }) => store)
  return {
    ...Object.fromEntries(properties),
    ...head.render(image, ctx),
    ...(options.showLocations && { locations: locations.map(shownLocation) }),
    ...(options.showDirectUrl && first !== undefined && { direct_url: first.url }),
    ...tail.render(image, ctx),
    ...(stores.length > 0 && { stores: stores.join(',') }),
  }
}

export function shownLocation({ url, store, metadata }: ImageLocation) {
  return { url, metadata: { ...metadata, store } }
}

export const LOCATION = closed({ url: TEXT, metadata: T.Record(TEXT, T.Unknown()) })

const PROPERTIES: Record<string, TSchema> = {
  ...head.at(0).properties,
  locations: T.Optional(T.Array(LOCATION)),
  direct_url: T.Optional(TEXT),
  ...tail.at(0).properties,
  stores: T.Optional(TEXT),
}

/** Beside the attributes, whatever properties clients gave it. */
export const IMAGE = always(T.Object(PROPERTIES, { additionalProperties: TEXT_OR_NULL }))

export const IMAGES = always(
  closed({
    images: T.Array(IMAGE.at(0)!),
    first: TEXT,
    schema: TEXT,
    next: T.Optional(TEXT),
  }),
)
