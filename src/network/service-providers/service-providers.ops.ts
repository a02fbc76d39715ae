import { Type as T } from 'typebox'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { operationsOf, policyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { looseList } from '../lists.ts'
import { operation } from '../operation.ts'
import { foundAmong, SERVICE_PROVIDERS } from './service-providers.ts'

export const GET_SERVICE_PROVIDER = policyRule({
  name: 'get_service_provider',
  check: 'role:reader',
  description: 'Be shown who provides services, such as routers. Others find none.',
  scopes: ['project'],
  operations: operationsOf(['GET /service-providers']),
})

const list = operation({
  id: 'service_providers.list',
  method: 'GET',
  path: '/service-providers',
  summary: 'List who provides services, such as routers',
  // Which of them are listed is decided one by one.
  policy: AUTHENTICATED,
  transaction: 'none',
  query: looseList(['service_type', 'name', 'default']),
  response: {
    200: closed({
      service_providers: T.Array(
        closed({
          service_type: T.Optional(T.String()),
          name: T.Optional(T.String()),
          default: T.Optional(T.Boolean()),
        }),
      ),
    }),
  },
  errors: [400],
  handle({ ctx, query }) {
    const all = ctx.allows(GET_SERVICE_PROVIDER) ? SERVICE_PROVIDERS : []
    return { service_providers: foundAmong(all, query) }
  },
})

export const serviceProviderOperations = [list]
