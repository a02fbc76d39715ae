import { Type as T } from 'typebox'
import type { ImageHead } from '../../image/facade.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { itemLinks, type Link } from '../../kernel/item-links.ts'
import { field, LINK, nullable, View, type Field } from '../../kernel/view.ts'
import { metadataOf, progressOf, shownStatus } from './image.ts'

/** Source: openstack/nova nova/api/openstack/compute/views/images.py. */

const TIME = T.String({ format: 'date-time' })
const LINKS = T.Array(LINK)
const DISK_CONFIG = T.Optional(T.Union([T.Literal('AUTO'), T.Literal('MANUAL')]))
const SERVER = T.Optional(
  T.Object({ id: T.String(), links: LINKS }, { additionalProperties: false }),
)

export const METADATA = T.Record(T.String(), T.Unknown())

const identity: Record<string, Field<ImageHead>> = {
  id: field(T.String({ format: 'uuid' }), (image) => image.id),
  name: field(nullable(T.String()), (image) => image.name),
}

const links = field(LINKS, (image: ImageHead, ctx) => linksOf(image, ctx))

export const imageView = new View<ImageHead>({ ...identity, links })

export const imageDetailView = new View<ImageHead>({
  ...identity,
  minRam: field(T.Integer(), (image) => image.min_ram),
  minDisk: field(T.Integer(), (image) => image.min_disk),
  metadata: field(METADATA, (image) => metadataOf(image.properties)),
  created: field(TIME, (image) => shownTime(image.created_at)),
  updated: field(TIME, (image) => shownTime(image.updated_at)),
  status: field(T.String(), (image) => shownStatus(image.status)),
  progress: field(T.Integer(), (image) => progressOf(image.status)),
  'OS-EXT-IMG-SIZE:size': field(T.Integer(), (image) => image.size ?? 0),
  links,
  server: field(SERVER, (image, ctx) => serverOf(image, ctx)),
  'OS-DCF:diskConfig': field(DISK_CONFIG, (image) => diskConfigOf(image)),
})

/** Images have no microseconds here. */
function shownTime(stored: string): string {
  return `${stored.slice(0, 19)}Z`
}

function linksOf({ id }: ImageHead, ctx: RequestContext): (Link & { type?: string })[] {
  const type = 'application/vnd.openstack.image'
  const href = `${ctx.addressOf('image')}/images/${id}`
  return [...itemLinks(ctx, 'images', id), { rel: 'alternate', type, href }]
}

/** The one that it is a snapshot of. */
function serverOf({ properties }: ImageHead, ctx: RequestContext) {
  const id = properties['instance_uuid']
  return id ? { id, links: itemLinks(ctx, 'servers', id) } : undefined
}

function diskConfigOf({ properties }: ImageHead): 'AUTO' | 'MANUAL' | undefined {
  const flag = properties['auto_disk_config']
  if (flag === undefined || flag === null) return undefined
  return booleanFrom(flag) === true ? 'AUTO' : 'MANUAL'
}
