import { Type as T } from 'typebox'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'

const list = operation({
  id: 'resource_filters.list',
  method: 'GET',
  path: '/resource_filters',
  summary: 'List by what the lists of each resource can be filtered',
  versions: ['3.33'],
  policy: AUTHENTICATED,
  transaction: 'none',
  query: T.Object({ resource: T.Optional(T.String()) }),
  response: {
    200: closed({
      resource_filters: T.Array(closed({ resource: T.String(), filters: T.Array(T.String()) })),
    }),
  },
  errors: [],
  handle({ env, query }) {
    const wanted = [...env.resourceFilters].filter(
      // An empty name asks for all of them.
      ([resource]) => !query.resource || resource === query.resource,
    )
    return {
      resource_filters: wanted.map(([resource, filters]) => ({ resource, filters: [...filters] })),
    }
  },
})

export const resourceFilterOperations = [list]
