import { Type as T } from 'typebox'
import { PUBLIC } from '../../kernel/operation.ts'
import { versionText } from '../../kernel/microversion.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { fresh } from '../answers.ts'
import { LINKS } from '../links.ts'
import { operation } from '../operation.ts'
import { V1 } from './version.ts'

const VERSION = {
  id: 'v1.0',
  max_version: versionText(V1.max),
  min_version: versionText(V1.min),
  status: 'CURRENT',
  links: [{ rel: 'self', href: '' }],
}

const DOCUMENT = closed({
  versions: T.Array(
    closed({
      ...{ id: T.String(), max_version: T.String(), min_version: T.String() },
      ...{ status: T.String(), links: LINKS },
    }),
  ),
})

export const listVersions = operation({
  id: 'versions.list',
  method: 'GET',
  path: '/',
  summary: 'Show the versions of the API',
  policy: PUBLIC,
  transaction: 'none',
  query: NO_PARAMETERS,
  response: { 200: DOCUMENT },
  errors: [],
  handle: ({ ctx, env }) => fresh(ctx, env, [], { body: { versions: [VERSION] } }),
})
