import { Type as T } from 'typebox'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { concurrentUpdate, refusal } from '../faults.ts'
import { findNames } from '../names.store.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { providerTarget, providerTargetOf } from '../resource-providers/provider-target.usecase.ts'
import { nextGeneration } from '../resource-providers/providers.store.ts'
import { INTEGER, object } from '../schemas.ts'
import * as policies from './provider-traits.policies.ts'
import { replaceTraits, traitsOf } from './provider-traits.store.ts'

const PATH = '/resource_providers/{uuid}/traits'

/** Traits came with it. */
const SINCE = '1.6'

const TRAITS = closed({
  traits: T.Array(T.String()),
  resource_provider_generation: T.Integer(),
})

/** Source: placement/schemas/trait.py. */
const REPLACEMENT = object<{
  readonly traits: readonly string[]
  readonly resource_provider_generation: number
}>(
  {
    traits: T.Unsafe({
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    resource_provider_generation: INTEGER,
  },
  ['traits', 'resource_provider_generation'],
)

const list = operation({
  id: 'provider_traits.list',
  method: 'GET',
  path: PATH,
  versions: [SINCE],
  summary: 'List the traits of a resource provider',
  policy: policies.LIST,
  refuse: onlyJson,
  target: providerTargetOf((_, plain) => `${plain}: ${plain}`),
  query: NO_PARAMETERS,
  response: { 200: TRAITS },
  errors: [403, 404],
  async handle({ tx, ctx, env, target: { id, generation } }) {
    const traits = (await traitsOf(tx, [id])).get(id) ?? []
    const found = await findNames(tx, 'traits', traits)
    const body = { traits, resource_provider_generation: generation }
    return fresh(ctx, env, [...found.values()], { body })
  },
})

const replace = operation({
  id: 'provider_traits.replace',
  method: 'PUT',
  path: PATH,
  versions: [SINCE],
  summary: 'Replace the traits of a resource provider',
  policy: policies.UPDATE,
  checks: ['policy', 'body', 'target'],
  target: providerTarget,
  body: REPLACEMENT,
  response: { 200: TRAITS },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target: { id, generation } }) {
    if (body.resource_provider_generation !== generation) {
      throw concurrentUpdate(
        "Resource provider's generation already changed. Please update the generation and try again.",
      )
    }
    const traits = new Set(body.traits)
    const found = await findNames(tx, 'traits', traits)
    const missing = [...traits].filter((name) => !found.has(name))
    if (missing.length > 0) throw refusal(400, `No such trait ${missing.join(', ')}`)
    const isChanged = await replaceTraits(tx, id, traits)
    if (isChanged) await nextGeneration(tx, id, env.clock.isoNow())
    return fresh(ctx, env, [...found.values()], {
      body: { traits: [...traits], resource_provider_generation: generation + Number(isChanged) },
    })
  },
})

const remove = operation({
  id: 'provider_traits.delete',
  method: 'DELETE',
  path: PATH,
  versions: [SINCE],
  summary: 'Take all traits from a resource provider',
  policy: policies.DELETE,
  target: providerTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, env, target: { id } }) {
    const isChanged = await replaceTraits(tx, id, new Set())
    if (isChanged) await nextGeneration(tx, id, env.clock.isoNow())
  },
})

export const providerTraitOperations = [list, replace, remove]
