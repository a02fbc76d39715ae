import { operation } from '../operation.ts'
import { deleteServer } from './delete-server.usecase.ts'
import { serverTarget } from './server-target.usecase.ts'
import { DELETE } from './servers.policies.ts'

const remove = operation({
  id: 'servers.delete',
  method: 'DELETE',
  path: '/servers/{server_id}',
  summary: 'Delete a server',
  policy: DELETE,
  checks: ['body', 'target', 'policy'],
  target: serverTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  handle: ({ tx, ctx, env, target }) => deleteServer({ tx, ctx, env }, target),
})

export const serverDeletionOperations = [remove]
