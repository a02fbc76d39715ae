import { Type as T } from 'typebox'
import { PUBLIC } from '../../kernel/operation.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionList } from './version.ts'

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

export const versionOperations = [list]
