/** Source: openstack/nova nova/compute/manager.py, nova/network/neutron.py. */
import { badRequest, Fault, notFound } from '../../kernel/faults.ts'
import { target, type ComputeCall } from '../operation.ts'
import { asRefusedBy, neutronSaid } from '../proxied.ts'
import { refuseServerAction, type ServerAction } from '../servers/server-actions.ts'
import { serverAttributes, serverNotFound, type Server } from '../servers/server.ts'
import { findServer, updateServer } from '../servers/servers.store.ts'
import {
  ADD_FIXED_IP,
  insideOf,
  notAssociated,
  notAssociatedWith,
  REMOVE_FIXED_IP,
  type FloatingIpAsked,
} from './addresses.ts'

const ownedBy = ({ id, project_id: projectId }: Server) => ({ id, projectId })

/** @throws Fault 409 */
export async function addFixedIp(
  call: ComputeCall,
  server: Server,
  networkId: string,
): Promise<void> {
  const { tx, ctx, env } = call
  await onHost(call, ADD_FIXED_IP, server, () =>
    env.facades.network.as(ctx).addFixedIp(tx, ownedBy(server), networkId),
  )
}

/** @throws Fault 409 */
export async function removeFixedIp(
  call: ComputeCall,
  server: Server,
  address: string,
): Promise<void> {
  const { tx, ctx, env } = call
  await onHost(call, REMOVE_FIXED_IP, server, () =>
    env.facades.network.as(ctx).removeFixedIp(tx, ownedBy(server), address),
  )
}

/** What the host cannot do after the answer, only the fault of the server tells. */
async function onHost(
  { tx, ctx, env }: ComputeCall,
  action: ServerAction,
  server: Server,
  work: () => Promise<void>,
): Promise<void> {
  refuseServerAction(action, server, ctx)
  const now = env.clock.isoNow()
  try {
    await tx.attempt(work)
    await updateServer(tx, server.id, { updated_at: now })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { status: code, message } = error
    const fault = JSON.stringify({ code, created: now, message, details: message })
    await updateServer(tx, server.id, { fault })
  }
}

/** @throws Fault 400, 404; PolicyRefusal of Network */
export async function addFloatingIp(
  { tx, ctx, env }: ComputeCall,
  server: Server,
  asked: FloatingIpAsked,
): Promise<void> {
  const owned = ownedBy(server)
  const plugged = (await env.facades.network.interfaces(tx, [owned])).get(server.id) ?? []
  const inside = insideOf(server.id, plugged, asked)
  const done = env.facades.network.as(ctx).setFloatingIp(tx, asked.address, inside)
  await asRefusedBy(done, (refused) => {
    const { status, type } = refused
    if (type === 'FloatingIpNotFoundForAddress') return notFound('floating IP not found')
    if (status === 403) return refused
    const said = neutronSaid(ctx, refused)
    if (type === 'FloatingIpMultipleFoundForAddress') {
      return notAssociated(server.id, asked.address, inside, refused.message)
    }
    if (status === 409) return badRequest(said)
    return notAssociated(server.id, asked.address, inside, said)
  })
}

/** The server that a floating IP leads to, which need not be that of the path. */
interface Reached {
  readonly server: Server | undefined
}

/**
 * Looked for by the address in the body. @throws Fault 404 also where it leads to a server that the
 * caller does not see
 */
export const reachedTarget = target<Reached, object>({
  async load(tx, { ctx, env, body, lock }) {
    const { address } = (body as { readonly removeFloatingIp: FloatingIpAsked }).removeFloatingIp
    const id = await env.facades.network.as(ctx).serverOfFloatingIp(tx, address)
    if (id === undefined) return { server: undefined }
    const server = await findServer(tx, id, lock)
    if (server !== undefined && (ctx.isAdmin || server.project_id === ctx.projectId)) {
      return { server }
    }
    throw serverNotFound(id)
  },
  missing: () => notFound(),
  // A rule about the owner lets nobody remove what is nobody's.
  attributes: ({ server }) => (server === undefined ? {} : serverAttributes(server)),
})

/** @throws Fault 409 where it leads to another server, or nowhere; PolicyRefusal of Network */
export async function removeFloatingIp(
  { tx, ctx, env }: ComputeCall,
  { server }: Reached,
  serverId: string,
  address: string,
): Promise<void> {
  if (server?.id !== serverId) throw notAssociatedWith(serverId, address)
  await env.facades.network.as(ctx).setFloatingIp(tx, address, undefined)
}
