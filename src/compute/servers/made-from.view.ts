/** What a server was made from, as it shows it: its image and its flavor. */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { HEEDED_PROPERTIES } from './heeded-properties.ts'
import { flavorOf, type Server } from './server.ts'
import { FLAVOR_EXTRA_SPECS } from './show.policies.ts'
import type { ShownServer } from './shown-server.ts'

const LINKS = T.Array(LINK)
const TEXT = T.String()

export function bookmark(ctx: RequestContext, collection: string, id: string) {
  return itemLinks(ctx, collection, id).filter(({ rel }) => rel === 'bookmark')
}

export const IMAGE = T.Union([
  closed({
    id: TEXT,
    links: LINKS,
    properties: T.Optional(T.Record(TEXT, T.Unknown())),
  }),
  T.Literal(''),
])

export function imageOf({ server }: ShownServer, ctx: RequestContext, withProperties: boolean) {
  const { image_id: id } = server
  if (id === null) return ''
  const image = { id, links: bookmark(ctx, 'images', id) }
  return withProperties ? { ...image, properties: heededOf(server) } : image
}

function heededOf({ image_properties }: Server): Record<string, unknown> {
  const properties = JSON.parse(image_properties) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => HEEDED_PROPERTIES.has(name)),
  )
}

export const FLAVOR = closed({
  vcpus: T.Integer(),
  ram: T.Integer(),
  disk: T.Integer(),
  ephemeral: T.Integer(),
  swap: T.Integer(),
  original_name: TEXT,
  extra_specs: T.Optional(T.Record(TEXT, TEXT)),
})

export function embeddedFlavor({ server }: ShownServer, ctx: RequestContext) {
  const { vcpus, ram, disk, ephemeral, swap, name, extra_specs } = flavorOf(server)
  const shown = { vcpus, ram, disk, ephemeral, swap, original_name: name }
  return ctx.allows(FLAVOR_EXTRA_SPECS) ? { ...shown, extra_specs } : shown
}
