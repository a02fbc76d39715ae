import { Type as T } from 'typebox'
import { AUTHENTICATED, PUBLIC } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { resourceList, versionList } from './version.ts'

const list = operation({
  id: 'versions.list',
  method: 'GET',
  path: '/',
  mount: 'root',
  summary: 'List the versions of the API',
  policy: PUBLIC,
  transaction: 'none',
  response: {
    200: closed({
      versions: T.Array(closed({ id: T.String(), status: T.String(), links: T.Array(LINK) })),
    }),
  },
  errors: [],
  handle: ({ ctx }) => versionList(ctx.base),
})

const resources = operation({
  id: 'resources.list',
  method: 'GET',
  path: '/',
  summary: 'List the resources of the core',
  policy: AUTHENTICATED,
  transaction: 'none',
  query: NO_PARAMETERS,
  response: {
    200: closed({
      resources: T.Array(
        closed({ name: T.String(), collection: T.String(), links: T.Array(LINK) }),
      ),
    }),
  },
  errors: [],
  handle: ({ ctx }) => resourceList(ctx.base),
})

export const versionOperations = [list, resources]
