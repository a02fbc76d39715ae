import { target } from '../operation.ts'
import { serverAttributes, serverNotFound, type Server } from './server.ts'
import { findServer } from './servers.store.ts'

interface OfServer {
  readonly server_id: string
}

/**
 * A server that the caller may know of: of the own project, any for administrators. It is looked for
 * before the policy is asked (nova/api/openstack/common.py, get_instance).
 */
export const serverTarget = target<Server, OfServer>({
  async load(tx, { ctx, params, lock }) {
    const server = await findServer(tx, params.server_id, lock)
    const isSeen = ctx.isAdmin || server?.project_id === ctx.token.projectId
    return isSeen ? server : undefined
  },
  missing: ({ server_id: id }) => serverNotFound(id),
  attributes: serverAttributes,
})
