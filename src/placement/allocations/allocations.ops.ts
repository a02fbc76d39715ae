import { isUuidLike } from '../../kernel/formats.ts'
import { fresh } from '../answers.ts'
import { refusal } from '../faults.ts'
import { onlyJson } from '../only-json.ts'
import { operation, target } from '../operation.ts'
import { canonical } from '../resource-providers/provider.ts'
import { providerTargetOf } from '../resource-providers/provider-target.usecase.ts'
import { NotAllocated } from './allocation.ts'
import * as policies from './allocations.policies.ts'
import { ONE_CONSUMER, SEVERAL_CONSUMERS } from './allocations.schemas.ts'
import {
  allocationsOfConsumer,
  allocationsOfProvider,
  findConsumer,
  type Consumer,
} from './allocations.store.ts'
import { removeAllocations, replaceAllocations } from './allocations.usecase.ts'
import { consumerBody, OF_CONSUMER, OF_PROVIDER, providerBody } from './allocations.view.ts'
import { wantedOf, wantedOfAll } from './wanted.ts'

const ONE = '/allocations/{consumer_uuid}'

interface Named {
  readonly consumer_uuid: string
}

const list = operation({
  id: 'allocations.list',
  method: 'GET',
  path: ONE,
  summary: 'List the allocations of a consumer',
  policy: policies.LIST,
  refuse: onlyJson,
  response: { 200: OF_CONSUMER },
  errors: [403],
  async handle({ tx, ctx, env, params }) {
    const consumer = await findConsumer(tx, params.consumer_uuid)
    const allocations = consumer === undefined ? [] : await allocationsOfConsumer(tx, consumer.id)
    return fresh(ctx, env, allocations, { body: consumerBody(ctx, consumer, allocations) })
  },
})

/** The name of a consumer, which need not be there. */
const consumerName = target<{ readonly uuid: string }, Named>({
  async load(_, { params: { consumer_uuid: uuid } }) {
    if (!isUuidLike(uuid)) throw refusal(400, `Malformed consumer_uuid: ${uuid}`)
    return { uuid: canonical(uuid) }
  },
  missing: () => refusal(404, ''),
})

const replace = operation({
  id: 'allocations.replace',
  method: 'PUT',
  path: ONE,
  summary: 'Replace the allocations of a consumer',
  policy: policies.UPDATE,
  target: consumerName,
  lock: 'none',
  body: ONE_CONSUMER,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 409, 415],
  async handle({ tx, env, body, target: { uuid } }) {
    try {
      await replaceAllocations(tx, env, [wantedOf(uuid, body)])
    } catch (error) {
      if (!(error instanceof NotAllocated)) throw error
      throw error.reason === 'unknown class'
        ? refusal(400, `Unable to allocate inventory for consumer ${uuid}: ${error.message}`)
        : refusal(409, `Unable to allocate inventory: ${error.message}`)
    }
  },
})

const consumerTarget = target<Consumer, Named>({
  load: (tx, { params, lock }) => findConsumer(tx, params.consumer_uuid, lock),
  missing: ({ consumer_uuid: uuid }) => refusal(404, `No allocations for consumer '${uuid}'`),
})

const remove = operation({
  id: 'allocations.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete the allocations of a consumer',
  policy: policies.DELETE,
  target: consumerTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, target }) {
    await removeAllocations(tx, target)
  },
})

const manage = operation({
  id: 'allocations.manage',
  method: 'POST',
  path: '/allocations',
  versions: ['1.13'],
  summary: 'Replace the allocations of several consumers at once',
  policy: policies.MANAGE,
  body: SEVERAL_CONSUMERS,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 409, 415],
  async handle({ tx, env, body }) {
    try {
      await replaceAllocations(tx, env, wantedOfAll(body))
    } catch (error) {
      if (!(error instanceof NotAllocated)) throw error
      throw error.reason === 'unknown class'
        ? refusal(400, `Unable to allocate inventory ${error.message}`)
        : refusal(409, `Unable to allocate inventory: ${error.message}`)
    }
  },
})

const listOfProvider = operation({
  id: 'provider_allocations.list',
  method: 'GET',
  path: '/resource_providers/{uuid}/allocations',
  summary: 'List what is allocated of a resource provider',
  policy: policies.LIST_OF_PROVIDER,
  refuse: onlyJson,
  target: providerTargetOf((uuid, plain) => `Resource provider '${uuid}' not found: ${plain}`),
  response: { 200: OF_PROVIDER },
  errors: [403, 404],
  async handle({ tx, ctx, env, target: { id, generation } }) {
    const allocations = await allocationsOfProvider(tx, id)
    return fresh(ctx, env, allocations, { body: providerBody(ctx, generation, allocations) })
  },
})

export const allocationOperations = [list, replace, remove, manage, listOfProvider]
