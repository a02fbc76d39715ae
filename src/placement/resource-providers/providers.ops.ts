import { Type as T } from 'typebox'
import { version } from '../../kernel/microversion.ts'
import { since } from '../../kernel/operation.ts'
import { many } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { locationOf } from '../links.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { refuseUnknownNames } from '../names.usecase.ts'
import { object, UUID } from '../schemas.ts'
import { findProviders } from './filters.store.ts'
import { PROVIDER_LIST } from './list.ts'
import { providerTarget, providerTargetOf } from './provider-target.usecase.ts'
import * as policies from './providers.policies.ts'
import {
  createProvider,
  removeProvider,
  updateProvider,
  type NewProvider,
} from './providers.usecase.ts'
import { pathOfProvider, providerView } from './providers.view.ts'

const NAME = T.Unsafe<string>({ type: 'string', maxLength: 200 })
const PARENT = { parent_provider_uuid: T.Unsafe({ anyOf: [UUID, { type: 'null' }] }) }

/** From here on what was made is in the answer. */
const MADE_SHOWN = version('1.20')
/** From here on a provider may leave its parent. */
const MOVING = version('1.37')

const list = operation({
  id: 'resource_providers.list',
  method: 'GET',
  path: '/resource_providers',
  summary: 'List resource providers',
  policy: policies.LIST,
  refuse: onlyJson,
  query: PROVIDER_LIST,
  response: { 200: many('resource_providers', providerView) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    await refuseUnknownNames(tx, query, {
      resources: (why) => `Invalid resource class in resources parameter: ${why}`,
      traits: (why) => `Invalid trait(s) in "required" parameter: ${why}`,
    })
    const providers = await findProviders(tx, query)
    const body = { resource_providers: providers.map((one) => providerView.render(one, ctx)) }
    return fresh(ctx, env, providers, { body })
  },
})

const create = operation({
  id: 'resource_providers.create',
  method: 'POST',
  path: '/resource_providers',
  summary: 'Create a resource provider',
  policy: policies.CREATE,
  body: since({
    '1.0': object<NewProvider>({ name: NAME, uuid: UUID }, ['name']),
    '1.14': object<NewProvider>({ name: NAME, uuid: UUID, ...PARENT }, ['name']),
  }),
  response: { 200: providerView, 201: null },
  errors: [400, 403, 409, 415],
  async handle({ tx, ctx, env, body }) {
    const provider = await createProvider(tx, env, body)
    const headers = locationOf(ctx, pathOfProvider(provider.uuid))
    if (ctx.version < MADE_SHOWN) return fresh(ctx, env, [provider], { status: 201, headers })
    return fresh(ctx, env, [provider], { headers, body: providerView.render(provider, ctx) })
  },
})

const show = operation({
  id: 'resource_providers.show',
  method: 'GET',
  path: '/resource_providers/{uuid}',
  summary: 'Show a resource provider',
  policy: policies.SHOW,
  refuse: onlyJson,
  target: providerTarget,
  response: { 200: providerView },
  errors: [403, 404],
  handle: ({ ctx, env, target }) =>
    fresh(ctx, env, [target], { body: providerView.render(target, ctx) }),
})

type Changes = Omit<NewProvider, 'uuid'>

const update = operation({
  id: 'resource_providers.update',
  method: 'PUT',
  path: '/resource_providers/{uuid}',
  summary: 'Change the name or the parent of a resource provider',
  policy: policies.UPDATE,
  target: providerTarget,
  body: since({
    '1.0': object<Changes>({ name: NAME }, ['name']),
    '1.14': object<Changes>({ name: NAME, ...PARENT }, ['name']),
  }),
  response: { 200: providerView },
  errors: [400, 403, 404, 409, 415],
  async handle({ tx, ctx, env, body, target }) {
    const provider = await updateProvider(tx, env, target, body, ctx.version >= MOVING)
    return fresh(ctx, env, [provider], { body: providerView.render(provider, ctx) })
  },
})

const remove = operation({
  id: 'resource_providers.delete',
  method: 'DELETE',
  path: '/resource_providers/{uuid}',
  summary: 'Delete a resource provider',
  policy: policies.DELETE,
  target: providerTargetOf((_, plain) => `${plain} for delete`),
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  handle: ({ tx, target }) => removeProvider(tx, target),
})

export const providerOperations = [list, create, show, update, remove]
