import type { ComputeCall } from '../operation.ts'
import { target } from '../operation.ts'
import { refuseServerAction, type ServerAction } from '../servers/server-actions.ts'
import { tagsOfServers } from '../servers/server-tags.store.ts'
import { serverAttributes, serverNotFound, type Server } from '../servers/server.ts'
import { findServerEvenDeleted } from '../servers/servers.store.ts'
import { serverNeverWas } from './tags.ts'

/**
 * A server of any project: others are refused by the policy, and hear that it exists. Nova looks for
 * it where it keeps which servers there ever were.
 */
export const taggedServer = target<Server, { readonly server_id: string }>({
  load: (tx, { params, lock }) => findServerEvenDeleted(tx, params.server_id, lock),
  missing: ({ server_id: id }) => serverNeverWas(id),
  attributes: serverAttributes,
})

interface OnServer extends ComputeCall {
  readonly target: Server
}

/** In their order. @throws 404 where the server is deleted */
export async function tagsOf({
  tx,
  target: { id, deleted },
}: OnServer): Promise<readonly string[]> {
  if (deleted !== 0) throw serverNotFound(id)
  return (await tagsOfServers(tx, [id])).get(id) ?? []
}

/** The same, to change them. @throws 404, 409 */
export function tagsToChange(call: OnServer, action: ServerAction): Promise<readonly string[]> {
  if (call.target.deleted === 0) refuseServerAction(action, call.target, call.ctx)
  return tagsOf(call)
}
