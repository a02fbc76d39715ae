import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { version } from '../../kernel/microversion.ts'
import { closed } from '../../kernel/view.ts'
import { UNKNOWN_TYPE } from './allocation.ts'
import type { Allocation, Consumer } from './allocations.store.ts'

const RESOURCES = T.Record(T.String(), T.Integer())

export const OF_CONSUMER = closed({
  allocations: T.Record(T.String(), closed({ resources: RESOURCES, generation: T.Integer() })),
  project_id: T.Optional(T.String()),
  user_id: T.Optional(T.String()),
  consumer_generation: T.Optional(T.Integer()),
  consumer_type: T.Optional(T.String()),
})

export const OF_PROVIDER = closed({
  allocations: T.Record(
    T.String(),
    closed({ resources: RESOURCES, consumer_generation: T.Optional(T.Integer()) }),
  ),
  resource_provider_generation: T.Integer(),
})

const WITH_OWNER = version('1.12')
const WITH_GENERATION = version('1.28')
const WITH_TYPE = version('1.38')

function resourcesOf(allocations: readonly Allocation[]): Record<string, number> {
  return Object.fromEntries(allocations.map((one) => [one.resource_class, one.used]))
}

/** @param consumer undefined where there is none, which has nothing */
export function consumerBody(
  ctx: RequestContext,
  consumer: Consumer | undefined,
  allocations: readonly Allocation[],
) {
  const byProvider = Map.groupBy(allocations, (one) => one.provider_uuid)
  const shown = [...byProvider].map(([uuid, of]) => {
    const { provider_generation: generation } = of[0]!
    return [uuid, { resources: resourcesOf(of), generation }] as const
  })
  const body = { allocations: Object.fromEntries(shown) }
  if (consumer === undefined || allocations.length === 0) return body
  const { project_id, user_id, generation, consumer_type } = consumer
  return {
    ...body,
    ...(ctx.version >= WITH_OWNER && { project_id, user_id }),
    ...(ctx.version >= WITH_GENERATION && { consumer_generation: generation }),
    ...(ctx.version >= WITH_TYPE && { consumer_type: consumer_type ?? UNKNOWN_TYPE }),
  }
}

export function providerBody(
  ctx: RequestContext,
  generation: number,
  allocations: readonly Allocation[],
) {
  const byConsumer = Map.groupBy(allocations, (one) => one.consumer_uuid)
  const shown = [...byConsumer].map(([uuid, of]) => {
    const { consumer_generation } = of[0]!
    const more = ctx.version >= WITH_GENERATION && { consumer_generation }
    return [uuid, { resources: resourcesOf(of), ...more }] as const
  })
  return { allocations: Object.fromEntries(shown), resource_provider_generation: generation }
}
