import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { PUBLIC, Reply, type Operation } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { jsonHome } from './json-home.ts'

const VERSION = closed({
  id: T.String(),
  status: T.String(),
  updated: T.String(),
  links: T.Array(closed({ rel: T.String(), href: T.String() })),
  'media-types': T.Array(closed({ base: T.String(), type: T.String() })),
})

/** Asked for by the Accept header. */
const HOME = closed({ resources: T.Record(T.String(), T.Unknown()) })

/** The version of the API that all of this is (keystone/version/service.py). */
function version(ctx: RequestContext) {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${ctx.base}/v3/` }],
    'media-types': [
      { base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' },
    ],
  }
}

function home(ctx: RequestContext, operations: readonly Operation[], prefix: string) {
  if (!/\bapplication\/json-home\b/.test(ctx.headers.accept ?? '')) return undefined
  const paths = operations
    .filter(({ mount, path }) => mount === 'versioned' && path !== '')
    .map(({ path }) => path)
  return new Reply({
    status: 200,
    headers: { 'Content-Type': 'application/json-home' },
    body: jsonHome(paths, prefix),
  })
}

/** @param all the operations of the service, which the JSON-home document lists */
export function versionsOperations(all: () => readonly Operation[]) {
  return [
    operation({
      id: 'versions.list',
      method: 'GET',
      path: '/',
      mount: 'root',
      summary: 'List the versions of the API.',
      policy: PUBLIC,
      success: 300,
      response: { 300: closed({ versions: closed({ values: T.Array(VERSION) }) }), 200: HOME },
      errors: [],
      handle: ({ ctx }) =>
        home(ctx, all(), '/v3') ??
        new Reply({
          headers: { Location: `${ctx.base}/v3/` },
          body: { versions: { values: [version(ctx)] } },
        }),
    }),

    operation({
      id: 'versions.show',
      method: 'GET',
      path: '',
      summary: 'Show the version of the API.',
      policy: PUBLIC,
      response: { 200: T.Union([closed({ version: VERSION }), HOME]) },
      errors: [],
      handle: ({ ctx }) => home(ctx, all(), '') ?? { version: version(ctx) },
    }),
  ]
}
