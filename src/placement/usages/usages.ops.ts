import { Type as T } from 'typebox'
import { version } from '../../kernel/microversion.ts'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { UNKNOWN_TYPE } from '../allocations/allocation.ts'
import { fresh } from '../answers.ts'
import { inventoriesOf } from '../inventories/inventories.store.ts'
import { judgedParameter } from '../lists.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { providerTargetOf } from '../resource-providers/provider-target.usecase.ts'
import { object } from '../schemas.ts'
import * as policies from './usages.policies.ts'
import { consumerCounts, usagesOf, type ConsumerCount, type Usage } from './usages.store.ts'

const AMOUNTS = T.Record(T.String(), T.Integer())

const listOfProvider = operation({
  id: 'provider_usages.list',
  method: 'GET',
  path: '/resource_providers/{uuid}/usages',
  summary: 'Show how much is used of a resource provider',
  policy: policies.OF_PROVIDER,
  refuse: onlyJson,
  target: providerTargetOf((_, plain) => `${plain}: ${plain}`),
  response: { 200: closed({ resource_provider_generation: T.Integer(), usages: AMOUNTS }) },
  errors: [403, 404],
  async handle({ tx, ctx, env, target: { id, generation } }) {
    const inventories = await inventoriesOf(tx, [id])
    const usages = Object.fromEntries(inventories.map((one) => [one.resource_class, one.used]))
    return fresh(ctx, env, [], { body: { resource_provider_generation: generation, usages } })
  },
})

/** From here on usage is told by the type of the consumer. */
const BY_TYPE = '1.38'

/** Source: placement/schemas/usage.py. */
const ID = T.Unsafe<string>({ type: 'string', minLength: 1, maxLength: 255 })
const CONSUMER_TYPE = T.Unsafe<string>({
  type: 'string',
  pattern: '^[A-Z0-9_]+$|^all|^unknown$',
  minLength: 1,
  maxLength: 255,
})

interface Asked {
  readonly project_id: string
  readonly user_id?: string
  readonly consumer_type?: string
}

const OWNER = { project_id: ID, user_id: ID }

const listTotal = operation({
  id: 'usages.list',
  method: 'GET',
  path: '/usages',
  versions: ['1.9'],
  summary: 'Show how much a project uses',
  policy: policies.TOTAL,
  judgedOn: ({ ctx }) => ({ project_id: judgedParameter(ctx, 'project_id') }),
  refuse: onlyJson,
  query: since({
    '1.9': object<Asked>(OWNER, ['project_id']),
    [BY_TYPE]: object<Asked>({ ...OWNER, consumer_type: CONSUMER_TYPE }, ['project_id']),
  }),
  response: {
    200: since({
      '1.9': closed({ usages: AMOUNTS }),
      [BY_TYPE]: closed({ usages: T.Record(T.String(), AMOUNTS) }),
    }),
  },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const filter = { projectId: query.project_id, userId: query.user_id }
    const all = await usagesOf(tx, filter)
    if (ctx.version < version(BY_TYPE)) {
      return fresh(ctx, env, [], { body: { usages: sumsOf(all) } })
    }
    const counts = await consumerCounts(tx, filter)
    return fresh(ctx, env, [], { body: { usages: byType(all, counts, query.consumer_type) } })
  },
})

function sumsOf(usages: readonly Usage[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { resource_class: name, used } of usages) sums[name] = (sums[name] ?? 0) + used
  return sums
}

/** @param asked a type, `all` for all of them in one sum, or undefined for each of them */
function byType(
  usages: readonly Usage[],
  counts: readonly ConsumerCount[],
  asked: string | undefined,
): Record<string, Record<string, number>> {
  const nameOf = ({ consumer_type: type }: { consumer_type: string | null }): string =>
    asked === 'all' ? 'all' : (type ?? UNKNOWN_TYPE)
  const consumers: Record<string, number> = {}
  for (const one of counts) consumers[nameOf(one)] = (consumers[nameOf(one)] ?? 0) + one.count
  const grouped = [...Map.groupBy(usages, nameOf)].filter(
    ([name]) => asked === undefined || name === asked,
  )
  return Object.fromEntries(
    grouped.map(([name, of]) => [name, { ...sumsOf(of), consumer_count: consumers[name]! }]),
  )
}

export const usageOperations = [listOfProvider, listTotal]
