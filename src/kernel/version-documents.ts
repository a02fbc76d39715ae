/** The documents by which clients find out what a service speaks, before they log in. */
import { Type as T, type TSchema } from 'typebox'
import type { RequestContext } from './context.ts'
import { PUBLIC, type Operation, type operationFor } from './operation.ts'
import { closed, LINK } from './view.ts'

/** What every version says of itself. */
export const VERSION_FIELDS = {
  id: T.String(),
  status: T.String(),
  version: T.String(),
  min_version: T.String(),
  updated: T.String({ format: 'date-time' }),
  links: T.Array(LINK),
}

/** What a version says of itself in its own document. */
export const VERSION_DOCUMENT = closed({
  ...VERSION_FIELDS,
  'media-types': T.Array(closed({ base: T.String(), type: T.String() })),
})

export interface VersionDocuments {
  /** All versions, at the service's root. */
  readonly list: { status: 200 | 300; shape: TSchema; body(ctx: RequestContext): unknown }
  /** One version, at its prefix. */
  readonly show: {
    shape: TSchema
    /** GET shows it at the path of a project too (`/v2.1/{project_id}/`), to that project's users. */
    underProjects?: boolean
    body(ctx: RequestContext): unknown
  }
}

/** Clients probe with HEAD too, and with and without the trailing slash. */
const METHODS = ['GET', 'HEAD'] as const

/** @param operation that of the service */
export function versionOperations<Env>(
  operation: ReturnType<typeof operationFor<Env>>,
  { list, show }: VersionDocuments,
): Operation[] {
  const common = { policy: PUBLIC, transaction: 'none', errors: [] } as const
  const lists = METHODS.map((method) =>
    operation({
      ...common,
      id: `versions.list${method === 'HEAD' ? '_head' : ''}`,
      method,
      path: '/',
      mount: 'root',
      summary: 'List the versions of the API',
      success: list.status,
      response: { [list.status]: list.shape },
      handle: ({ ctx }) => list.body(ctx),
    }),
  )
  const shows = ['', '/'].flatMap((path) =>
    METHODS.map((method) =>
      operation({
        ...common,
        id: `versions.show${path === '/' ? '_slash' : ''}${method === 'HEAD' ? '_head' : ''}`,
        method,
        path,
        mount: show.underProjects && path === '/' && method === 'GET' ? 'versioned' : 'unscoped',
        summary: 'Show a version of the API',
        response: { 200: show.shape },
        handle: ({ ctx }) => show.body(ctx),
      }),
    ),
  )
  return [...lists, ...shows]
}
