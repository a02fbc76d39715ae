import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { version } from '../../kernel/microversion.ts'
import { since } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { concurrentUpdate } from '../faults.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { providerTarget } from '../resource-providers/provider-target.usecase.ts'
import { nextGeneration } from '../resource-providers/providers.store.ts'
import { INTEGER, object, UUID } from '../schemas.ts'
import * as policies from './aggregates.policies.ts'
import { aggregatesOf, replaceAggregates } from './aggregates.store.ts'

const PATH = '/resource_providers/{uuid}/aggregates'

/** From here on they count as a change of the provider. */
const WITH_GENERATION = '1.19'
const isCounted = (ctx: RequestContext): boolean => ctx.version >= version(WITH_GENERATION)

const AGGREGATES = since({
  '1.0': closed({ aggregates: T.Array(T.String()) }),
  [WITH_GENERATION]: closed({
    aggregates: T.Array(T.String()),
    resource_provider_generation: T.Integer(),
  }),
})

/** Source: placement/schemas/aggregate.py. */
const UUIDS = T.Unsafe<readonly string[]>({ type: 'array', items: UUID, uniqueItems: true })

interface Replacement {
  readonly aggregates: readonly string[]
  readonly resource_provider_generation: number
}

function shown(ctx: RequestContext, aggregates: readonly string[], generation: number) {
  return { aggregates, ...(isCounted(ctx) && { resource_provider_generation: generation }) }
}

const list = operation({
  id: 'aggregates.list',
  method: 'GET',
  path: PATH,
  versions: ['1.1'],
  summary: 'List the aggregates of a resource provider',
  policy: policies.LIST,
  refuse: onlyJson,
  target: providerTarget,
  query: NO_PARAMETERS,
  response: { 200: AGGREGATES },
  errors: [403, 404],
  async handle({ tx, ctx, env, target: { id, generation } }) {
    const aggregates = (await aggregatesOf(tx, [id])).get(id) ?? []
    return fresh(ctx, env, [], { body: shown(ctx, aggregates, generation) })
  },
})

const replace = operation({
  id: 'aggregates.replace',
  method: 'PUT',
  path: PATH,
  versions: ['1.1'],
  summary: 'Replace the aggregates of a resource provider',
  policy: policies.UPDATE,
  target: providerTarget,
  body: since({
    '1.1': UUIDS,
    [WITH_GENERATION]: object<Replacement>(
      { aggregates: UUIDS, resource_provider_generation: INTEGER },
      ['aggregates', 'resource_provider_generation'],
    ),
  }),
  response: { 200: AGGREGATES },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target: { id, generation } }) {
    const { aggregates, resource_provider_generation: known } =
      'aggregates' in body ? body : { aggregates: body, resource_provider_generation: generation }
    if (known !== generation) {
      throw concurrentUpdate(
        "Resource provider's generation already changed. Please update the generation and try again.",
      )
    }
    await replaceAggregates(tx, id, aggregates)
    if (isCounted(ctx)) await nextGeneration(tx, id, env.clock.isoNow())
    return fresh(ctx, env, [], {
      body: shown(ctx, aggregates, generation + Number(isCounted(ctx))),
    })
  },
})

export const aggregateOperations = [list, replace]
