/**
 * Shares of servers. There is no service of shares in this cloud, so servers have none, and none can be
 * found. Source: openstack/nova nova/api/openstack/compute/server_shares.py.
 */
import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { projectRule } from '../base-rules.ts'
import { operation, target } from '../operation.ts'
import { UUID } from '../parameters.ts'
import { refuseServerAction, serverAction } from '../servers/server-actions.ts'
import { serverAttributes, type Server } from '../servers/server.ts'
import { findServer } from '../servers/servers.store.ts'

const ALL = '/servers/{server_id}/shares'
const ONE = `${ALL}/{share_id}` as const

/** Source: nova/policies/server_shares.py. */
const rule = (may: 'reader' | 'member', verb: string, description: string, method: string) =>
  projectRule(may, `os-server-shares:${verb}`, description, method, ALL)

const INDEX = rule('reader', 'index', 'List shares of a server.', 'GET')
const SHOW = projectRule('reader', 'os-server-shares:show', 'Show a share of a server.', 'GET', ONE)
const CREATE = rule('member', 'create', 'Attach a share to a server.', 'POST')
const DELETE = projectRule(
  'member',
  'os-server-shares:delete',
  'Detach a share from a server.',
  'DELETE',
  ONE,
)

const inStates = { taskStates: 'any', heedsLock: false, needsLaunch: false } as const
const ATTACH = serverAction({ ...inStates, name: 'create share', vmStates: ['stopped'] })
const DETACH = serverAction({ ...inStates, name: 'delete share', vmStates: ['stopped', 'error'] })

/** Of any project: that it is not the caller's, policy says. */
const mappedServer = target<Server, { readonly server_id: string }>({
  load: (tx, { params, lock }) => findServer(tx, params.server_id, lock),
  missing: ({ server_id: id }) => notFound(`Instance ${id} has no mapping to a cell.`),
  attributes: serverAttributes,
})

const shared = {
  versions: ['2.97'],
  checks: ['body', 'target', 'policy'],
  target: mappedServer,
} as const

const missingShare = (id: string) => notFound(`Share ${id} could not be found.`)

const list = operation({
  ...shared,
  id: 'server_shares.list',
  method: 'GET',
  path: ALL,
  summary: 'List the shares of a server',
  policy: INDEX,
  query: closed({}),
  response: { 200: closed({ shares: T.Array(T.Unknown()) }) },
  errors: [400, 403, 404],
  handle: () => ({ shares: [] }),
})

const show = operation({
  ...shared,
  id: 'server_shares.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a share of a server; there is none.',
  policy: SHOW,
  query: closed({}),
  success: 404,
  response: {},
  errors: [400, 403, 404],
  handle({ params }) {
    throw missingShare(params.share_id)
  },
})

const create = operation({
  ...shared,
  id: 'server_shares.create',
  method: 'POST',
  path: ALL,
  summary: 'Attach a share to a server; there is none.',
  policy: CREATE,
  body: closed({
    share: closed({
      share_id: UUID,
      tag: T.Optional(T.String({ minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9-]*$' })),
    }),
  }),
  success: 404,
  response: {},
  errors: [400, 403, 404, 409],
  handle({ ctx, target: server, body }) {
    refuseServerAction(ATTACH, server, ctx)
    throw missingShare(body.share.share_id)
  },
})

const remove = operation({
  ...shared,
  id: 'server_shares.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Detach a share from a server; there is none.',
  policy: DELETE,
  success: 404,
  response: {},
  errors: [403, 404, 409],
  handle({ ctx, target: server, params }) {
    refuseServerAction(DETACH, server, ctx)
    throw missingShare(params.share_id)
  },
})

export const shareOperations = [list, show, create, remove]
