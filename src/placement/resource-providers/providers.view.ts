import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { version } from '../../kernel/microversion.ts'
import { field, View } from '../../kernel/view.ts'
import { LINKS, pathOf } from '../links.ts'
import type { Provider } from './provider.ts'

const UUID_OR_NULL = T.Union([T.String(), T.Null()])

/** What a provider has of its own, by the microversion that brought it. */
const PARTS = [
  ['inventories', '1.0'],
  ['usages', '1.0'],
  ['aggregates', '1.1'],
  ['traits', '1.6'],
  ['allocations', '1.11'],
] as const

export function pathOfProvider(uuid: string): string {
  return `/resource_providers/${uuid}`
}

function linksOf({ uuid }: Provider, ctx: RequestContext) {
  const href = pathOf(ctx, pathOfProvider(uuid))
  const parts = PARTS.filter(([, since]) => ctx.version >= version(since))
  return [{ rel: 'self', href }, ...parts.map(([rel]) => ({ rel, href: `${href}/${rel}` }))]
}

export const providerView = new View<Provider>({
  uuid: field(T.String(), ({ uuid }) => uuid),
  name: field(T.String(), ({ name }) => name),
  generation: field(T.Integer(), ({ generation }) => generation),
  links: field(LINKS, linksOf),
  parent_provider_uuid: field(UUID_OR_NULL, (provider) => provider.parent_uuid, { from: '1.14' }),
  root_provider_uuid: field(T.String(), (provider) => provider.root_uuid, { from: '1.14' }),
})
