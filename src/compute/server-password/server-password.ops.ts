import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { projectRule } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { updateServer } from '../servers/servers.store.ts'
import { OF_SERVER } from '../servers/sub-resource.usecase.ts'

const PATH = '/servers/{server_id}/os-server-password'
/** Source: nova/policies/server_password.py. */
const NAME = 'os-server-password'
const SHOW = projectRule('reader', `${NAME}:show`, 'Show the password of a server.', 'GET', PATH)
const CLEAR = projectRule(
  'member',
  `${NAME}:clear`,
  'Forget the password of a server.',
  'DELETE',
  PATH,
)

/** Encrypted by the guest for the owner of its key. Source: nova/api/openstack/compute/server_password.py. */
const show = operation({
  ...OF_SERVER,
  id: 'server_password.show',
  method: 'GET',
  path: PATH,
  summary: 'Show the password that a server has reported',
  policy: SHOW,
  query: NO_QUERY,
  response: { 200: closed({ password: T.String() }) },
  errors: [400, 403, 404],
  handle: ({ target }) => ({ password: target.admin_password }),
})

const clear = operation({
  ...OF_SERVER,
  id: 'server_password.clear',
  method: 'DELETE',
  path: PATH,
  summary: 'Forget the password that a server has reported',
  policy: CLEAR,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, target }) => updateServer(tx, target.id, { admin_password: '' }),
})

export const serverPasswordOperations = [show, clear]
