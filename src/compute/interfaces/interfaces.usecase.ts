/** Plugs servers into networks, and unplugs them. Source: openstack/nova nova/compute/manager.py. */
import { Fault, notFound } from '../../kernel/faults.ts'
import type { ShownPort } from '../../network/facade.ts'
import { zonesOfHosts } from '../availability-zones/zones-of-hosts.store.ts'
import { recordAction, recordEvent } from '../instance-actions/instance-actions.store.ts'
import type { ComputeCall } from '../operation.ts'
import { asRefusedBy } from '../proxied.ts'
import { refuseServerAction, type ServerAction } from '../servers/server-actions.ts'
import { addPorts, portsOf, removePorts } from '../servers/server-ports.store.ts'
import type { Server } from '../servers/server.ts'
import { ATTACH_EXTERNAL_NETWORK } from '../servers/servers.policies.ts'
import {
  ATTACH,
  attachmentRefused,
  DETACH,
  portNotFound,
  type AskedInterface,
  type Interface,
} from './interface.ts'

/** The ports of a server that the caller sees in Network. */
export async function interfacesOf(call: ComputeCall, server: Server): Promise<Interface[]> {
  const { tx, ctx, env } = call
  const ports = await env.facades.network.proxyFor(ctx).ports(tx, { device_id: server.id })
  return withTags(call, server, ports)
}

/** @throws Fault 404 */
export async function interfaceOf(
  call: ComputeCall,
  server: Server,
  portId: string,
): Promise<Interface> {
  const { tx, ctx, env } = call
  const port = await asRefusedBy(env.facades.network.proxyFor(ctx).port(tx, portId), (refused) =>
    refused.status === 404 ? portNotFound(portId) : refused,
  )
  if (port.device_id !== server.id) {
    throw notFound(`Instance ${server.id} does not have a port with id ${portId}`)
  }
  const [shown] = await withTags(call, server, [port])
  return shown!
}

async function withTags(
  { tx }: ComputeCall,
  server: Server,
  ports: readonly ShownPort[],
): Promise<Interface[]> {
  const tags = new Map((await portsOf(tx, server.id)).map(({ id, tag }) => [id, tag]))
  return ports.map((port) => ({ port, tag: tags.get(port.id) ?? null }))
}

/**
 * Gives a server, which the caller holds, a port more.
 * @returns the id of the port
 * @throws Fault 400, 403, 404, 409; PolicyRefusal
 */
export async function attachInterface(
  call: ComputeCall,
  server: Server,
  asked: AskedInterface,
): Promise<string> {
  const { tx, ctx, env } = call
  refuseServerAction(ATTACH, server, ctx)
  const { id, project_id: projectId, hostname } = server
  const host = server.host!
  const zone = (await zonesOfHosts(tx, [host]))(host)
  const allocated = env.facades.network.as(ctx).allocate(
    tx,
    { id, projectId, hostname, zone, host },
    {
      ...{ networks: requested(asked), groups: [], mayBeNone: false },
      mayUseExternal: ctx.allows(ATTACH_EXTERNAL_NETWORK),
    },
  )
  const { ports } = await asRefusedBy(allocated, (refused) => attachmentRefused(refused, asked))
  await addPorts(
    tx,
    id,
    ports.map((port) => ({ ...port, tag: asked.tag ?? null })),
  )
  await record(call, ATTACH, server)
  return ports[0]!.id
}

function requested({ portId, networkId, address }: AskedInterface) {
  if (portId) return [{ portId }]
  return networkId ? [{ networkId, address }] : []
}

/**
 * Takes a port from a server, which the caller holds. What it does not have, or something else needs,
 * it keeps: that is learnt of the record of the action alone.
 * @throws Fault 409
 */
export async function detachInterface(
  call: ComputeCall,
  server: Server,
  portId: string,
): Promise<void> {
  refuseServerAction(DETACH, server, call.ctx)
  await record(call, DETACH, server, await unplug(call, server, portId))
}

/** @returns what went wrong */
async function unplug(
  { tx, env }: ComputeCall,
  server: Server,
  portId: string,
): Promise<string | undefined> {
  const owned = { id: server.id, projectId: server.project_id }
  const plugged = (await env.facades.network.interfaces(tx, [owned])).get(server.id) ?? []
  if (!plugged.some((port) => port.portId === portId)) return `Port ${portId} is not attached`
  const isMade = (await portsOf(tx, server.id)).some(
    ({ id, isMade: made }) => id === portId && made,
  )
  const kept = isMade ? [] : [portId]
  try {
    await tx.attempt(() => env.facades.network.release(tx, owned, kept, [portId]))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return error.message
  }
  await removePorts(tx, server.id, [portId])
  return undefined
}

async function record(
  { tx, ctx, env }: ComputeCall,
  { name }: ServerAction,
  { id: serverId, host }: Server,
  failure?: string,
): Promise<void> {
  const at = env.clock.isoNow()
  const { requestId, projectId } = ctx
  await recordAction(tx, { serverId, action: name, requestId, userId: ctx.userId, projectId, at })
  await recordEvent(
    tx,
    { serverId, requestId },
    {
      ...{ event: `compute_${name}`, startedAt: at, finishedAt: at, host },
      ...(failure !== undefined && { error: { traceback: failure, details: failure } }),
    },
  )
}
