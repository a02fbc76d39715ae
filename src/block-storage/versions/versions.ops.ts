import { Type as T } from 'typebox'
import { PUBLIC } from '../../kernel/operation.ts'
import { closed, LINK } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { versionDocument, versionList } from './version.ts'

const DOCUMENT = closed({
  versions: T.Array(
    closed({
      id: T.String(),
      status: T.String(),
      version: T.String(),
      min_version: T.String(),
      updated: T.String({ format: 'date-time' }),
      links: T.Array(LINK),
      'media-types': T.Array(closed({ base: T.String(), type: T.String() })),
    }),
  ),
})

/** Clients probe with HEAD too, and with and without the trailing slash. */
const METHODS = ['GET', 'HEAD'] as const

const list = METHODS.map((method) =>
  operation({
    id: `versions.list${method === 'HEAD' ? '_head' : ''}`,
    method,
    path: '/',
    mount: 'root',
    summary: 'List the versions of the API',
    policy: PUBLIC,
    transaction: 'none',
    success: 300,
    response: { 300: DOCUMENT },
    errors: [],
    handle: ({ ctx }) => versionList(ctx.base),
  }),
)

const show = ['', '/'].flatMap((path) =>
  METHODS.map((method) =>
    operation({
      id: `versions.show${path === '/' ? '_slash' : ''}${method === 'HEAD' ? '_head' : ''}`,
      method,
      path,
      mount: 'unscoped',
      summary: 'Show a version of the API',
      policy: PUBLIC,
      transaction: 'none',
      response: { 200: DOCUMENT },
      errors: [],
      handle: ({ ctx }) => versionDocument(ctx.mountId, ctx.base),
    }),
  ),
)

export const versionOperations = [...list, ...show]
