import { target } from '../operation.ts'
import { serverAttributes, serverNotFound, type Server } from './server.ts'
import { MV } from '../microversions.ts'
import { findServer, findServerEvenDeleted } from './servers.store.ts'

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

/** The same also once it is deleted, from 2.21 on: what was done to it stays to be seen. */
export const serverEvenDeletedTarget = target<Server, OfServer>({
  async load(tx, { ctx, params, lock }) {
    const find = ctx.version >= MV.ACTIONS_OF_DELETED ? findServerEvenDeleted : findServer
    const server = await find(tx, params.server_id, lock)
    const isSeen = ctx.isAdmin || server?.project_id === ctx.token.projectId
    return isSeen ? server : undefined
  },
  missing: ({ server_id: id }) => serverNotFound(id),
  attributes: serverAttributes,
})
