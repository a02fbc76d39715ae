import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { version } from '../../kernel/microversion.ts'
import { since } from '../../kernel/operation.ts'
import { closed, nullable } from '../../kernel/view.ts'
import type { Candidate, Found, Node } from './candidate.ts'

const AMOUNTS = T.Record(T.String(), T.Integer())
const BY_PROVIDER = T.Record(T.String(), closed({ resources: AMOUNTS }))

const LISTED = closed({
  allocations: T.Array(
    closed({ resource_provider: closed({ uuid: T.String() }), resources: AMOUNTS }),
  ),
})
const KEYED = closed({ allocations: BY_PROVIDER })
const MAPPED = closed({
  allocations: BY_PROVIDER,
  mappings: T.Record(T.String(), T.Array(T.String())),
})

const ROOM = {
  resources: T.Record(T.String(), closed({ capacity: T.Integer(), used: T.Integer() })),
}
const WITH_TRAITS = { ...ROOM, traits: T.Array(T.String()) }
const WITH_TREE = {
  ...WITH_TRAITS,
  parent_provider_uuid: nullable(T.String()),
  root_provider_uuid: T.String(),
}

const answer = (request: typeof LISTED | typeof KEYED | typeof MAPPED, summary: object) =>
  closed({
    allocation_requests: T.Array(request),
    provider_summaries: T.Record(T.String(), closed(summary as typeof ROOM)),
  })

export const ANSWER = since({
  '1.10': answer(LISTED, ROOM),
  '1.12': answer(KEYED, ROOM),
  '1.17': answer(KEYED, WITH_TRAITS),
  '1.29': answer(KEYED, WITH_TREE),
  '1.34': answer(MAPPED, WITH_TREE),
})

const AS_DICTIONARY = version('1.12')
const TRAITS = version('1.17')
/** Summaries have all classes from here on, before only those that are asked for. */
const ALL_CLASSES = version('1.27')
export const TREES = version('1.29')
const MAPPINGS = version('1.34')

export function candidatesBody(
  ctx: RequestContext,
  { candidates, summaries }: Found,
  asked: ReadonlySet<string>,
) {
  return {
    allocation_requests: candidates.map((one) => requestOf(ctx, one)),
    provider_summaries: Object.fromEntries(
      summaries.map((node) => [node.uuid, summaryOf(ctx, node, asked)]),
    ),
  }
}

function requestOf(ctx: RequestContext, { pieces, mappings }: Candidate) {
  const byProvider = [...Map.groupBy(pieces, ({ node }) => node.uuid)].map(([uuid, of]) => {
    const amounts = of.map(({ resourceClass, amount }) => [resourceClass, amount] as const)
    return [uuid, Object.fromEntries(amounts)] as const
  })
  if (ctx.version < AS_DICTIONARY) {
    const allocations = byProvider.map(([uuid, resources]) => ({
      resource_provider: { uuid },
      resources,
    }))
    return { allocations }
  }
  const allocations = byProvider.map(([uuid, resources]) => [uuid, { resources }] as const)
  const body = { allocations: Object.fromEntries(allocations) }
  if (ctx.version < MAPPINGS) return body
  const shown = [...mappings].map(([suffix, uuids]) => [suffix, [...uuids]] as const)
  return { ...body, mappings: Object.fromEntries(shown) }
}

function summaryOf(ctx: RequestContext, node: Node, asked: ReadonlySet<string>) {
  const rooms = [...node.rooms].filter(([name]) => ctx.version >= ALL_CLASSES || asked.has(name))
  const resources = rooms.map(([name, { capacity, used }]) => [name, { capacity, used }] as const)
  return {
    resources: Object.fromEntries(resources),
    ...(ctx.version >= TRAITS && { traits: node.traits }),
    ...(ctx.version >= TREES && {
      ...{ parent_provider_uuid: node.parentUuid, root_provider_uuid: node.rootUuid },
    }),
  }
}
