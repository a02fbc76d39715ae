/** What the rest of the program may know of Network. */
import type { RequestContext } from '../kernel/context.ts'
import type { Tx } from '../storage/database.ts'
import { networkProxy, type NetworkProxy } from './for-compute/facade.ts'
import type { NetworkEnv } from './operation.ts'
import { allocatePorts, type Allocated, type Allocation } from './servers/allocate.usecase.ts'
import { addFixedIp, removeFixedIp } from './servers/fixed-ips.usecase.ts'
import { deviceOfFloatingIp, setFloatingIp, type Inside } from './servers/floating-ips.usecase.ts'
import { addGroup, groupsForServer, removeGroup } from './servers/groups.usecase.ts'
import {
  bindElsewhere,
  bindPorts,
  moveTo,
  setPlugged,
  unbindElsewhere,
} from './servers/hosts.usecase.ts'
import type { ServerInterface } from './servers/interfaces.ts'
import { interfacesOf } from './servers/interfaces.store.ts'
import type { ServerListener } from './servers/listeners.ts'
import { forServer } from './servers/ports-of-servers.usecase.ts'
import { releasePorts } from './servers/release.usecase.ts'
import type {
  OwnedServer,
  RequestedNetworks,
  ServerEvent,
  ServerToPlug,
} from './servers/servers.ts'
import { devicesAt } from './servers/servers-at.usecase.ts'
import { validateNetworks, type Wanted } from './servers/validate-networks.usecase.ts'

export type * from './for-compute/facade.ts'
export type { Allocated, Allocation } from './servers/allocate.usecase.ts'
export type { AddressOfServer, NetworkOfServer, ServerInterface } from './servers/interfaces.ts'
export type { ServerListener } from './servers/listeners.ts'
export type {
  OwnedServer,
  PluggedPort,
  RequestedNetwork,
  RequestedNetworks,
  ServerEvent,
  ServerToPlug,
} from './servers/servers.ts'

/**
 * What other services may ask of Network, in their own transaction. What concerns servers is refused
 * in Compute's words and with the names of its exceptions as types; where the refusal is Network's own
 * (no address is left, the quota of ports is used up) it is that.
 */
export interface NetworkFacade {
  /** On behalf of whoever sent the request, under the rules and quotas of Network. */
  as(ctx: RequestContext): NetworkClient
  /** The same for calls of Compute that only pass on what they are asked. */
  proxyFor(ctx: RequestContext): NetworkProxy

  // On behalf of nobody: what Compute does as an administrator.

  /** The ports of each server, in the order in which they were made. */
  interfaces(
    tx: Tx,
    servers: readonly OwnedServer[],
  ): Promise<ReadonlyMap<string, readonly ServerInterface[]>>
  /**
   * Binds the ports of a server on the host where it is from now on, and nowhere else.
   * @returns what the real Network would tell about it
   */
  bind(tx: Tx, server: OwnedServer, host: string): Promise<readonly ServerEvent[]>
  /** The machine runs: its ports are in use. */
  plug(tx: Tx, server: OwnedServer): Promise<readonly ServerEvent[]>
  /** The machine does not run. */
  unplug(tx: Tx, server: OwnedServer): Promise<readonly ServerEvent[]>
  /**
   * Binds the ports also on a host to which the server is about to move while it runs.
   * @throws Fault 409 PortBindingAlreadyExists
   */
  prepareMove(tx: Tx, server: OwnedServer, host: string): Promise<void>
  /** The server is there, and its ports with it. */
  finishMove(tx: Tx, server: OwnedServer, host: string): Promise<readonly ServerEvent[]>
  /** The server does not move there after all. */
  cancelMove(tx: Tx, server: OwnedServer, host: string): Promise<void>
  /**
   * Has a caller told what clients of Network do to the ports of servers, in the transaction in which
   * they do it: for the time of the process, so to be called while it starts. What the caller does by
   * this facade it knows already.
   */
  listen(listener: ServerListener): void
  /**
   * The server needs its ports no longer: those that were made for it are deleted, those that the user
   * had made are free.
   * @param kept ids of the latter (`PluggedPort.isMade` false)
   * @param only ids of those that it loses; all unless told
   * @throws Fault 409 where something else needs a port that would be deleted, such as a trunk
   */
  release(
    tx: Tx,
    server: OwnedServer,
    kept: readonly string[],
    only?: readonly string[],
  ): Promise<void>
}

export interface NetworkClient {
  /**
   * Can servers have such ports? Several at once cannot share ports or addresses: that is for the
   * caller to refuse, as is what a client may say of one network at once.
   * @returns how many, by the quota of the project: from `least` to `most`
   * @throws Fault 400, 403 PortLimitExceeded, 409
   */
  validate(tx: Tx, requested: RequestedNetworks, servers: Wanted): Promise<number>
  /**
   * The ids of security groups by their names or ids; none for `default` alone, which new ports get
   * by themselves.
   * @throws Fault 400 SecurityGroupNotFound, 409 NoUniqueMatch
   */
  groupsNamed(tx: Tx, names: readonly string[]): Promise<readonly string[]>
  /** Ids of the servers, among other devices, that have an address in which one of the texts stands. */
  serversAt(tx: Tx, addresses: readonly string[]): Promise<readonly string[]>
  /**
   * Gives a server its ports, or one more; bound where its host is known.
   * @throws Fault 400, 403, 404, 409; PolicyRefusal
   */
  allocate(tx: Tx, server: ServerToPlug, asked: Allocation): Promise<Allocated>
  /** By name or id. @throws Fault 400, 404, 409; PolicyRefusal */
  addGroup(tx: Tx, server: OwnedServer, group: string): Promise<void>
  /** By name or id. @throws Fault 404, 409; PolicyRefusal */
  removeGroup(tx: Tx, server: OwnedServer, group: string): Promise<void>
  /** An address more on a network that the server is on. @throws Fault 404 */
  addFixedIp(tx: Tx, server: OwnedServer, networkId: string): Promise<void>
  /** @throws Fault 400, 409; PolicyRefusal */
  removeFixedIp(tx: Tx, server: OwnedServer, address: string): Promise<void>
  /** Lets a floating IP lead to an address of a port, or nowhere. @throws Fault 400, 404, 409; PolicyRefusal */
  setFloatingIp(tx: Tx, address: string, inside: Inside | undefined): Promise<void>
  /** The server that a floating IP leads to. @throws Fault 404, 409 */
  serverOfFloatingIp(tx: Tx, address: string): Promise<string | undefined>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    network: NetworkFacade
  }
}

export function networkFacade(env: NetworkEnv): NetworkFacade {
  const cloud = (tx: Tx, server: OwnedServer) => forServer(tx, env, server)
  return {
    as: (caller) => clientOf(env, caller.within('network')),
    proxyFor: (caller) => networkProxy(env, caller),
    interfaces: interfacesOf,
    bind: (tx, server, host) => bindPorts(cloud(tx, server), server, host),
    plug: (tx, server) => setPlugged(cloud(tx, server), server, true),
    unplug: (tx, server) => setPlugged(cloud(tx, server), server, false),
    prepareMove: (tx, server, host) => bindElsewhere(cloud(tx, server), server, host),
    finishMove: (tx, server, host) => moveTo(cloud(tx, server), server, host),
    cancelMove: (tx, server, host) => unbindElsewhere(cloud(tx, server), server, host),
    listen: (listener) => env.serverListeners.add(listener),
    release: (tx, server, kept, only) => releasePorts(cloud(tx, server), server, kept, only),
  }
}

function clientOf(env: NetworkEnv, ctx: RequestContext): NetworkClient {
  return {
    validate: (tx, requested, servers) => validateNetworks({ tx, ctx, env }, requested, servers),
    groupsNamed: (tx, names) => groupsForServer({ tx, ctx, env }, names),
    serversAt: (tx, addresses) => devicesAt({ tx, ctx, env }, addresses),
    allocate: (tx, server, asked) => allocatePorts({ tx, ctx, env }, server, asked),
    addGroup: (tx, server, group) => addGroup({ tx, ctx, env }, server, group),
    removeGroup: (tx, server, group) => removeGroup({ tx, ctx, env }, server, group),
    addFixedIp: (tx, server, networkId) => addFixedIp({ tx, ctx, env }, server, networkId),
    setFloatingIp: (tx, address, inside) => setFloatingIp({ tx, ctx, env }, address, inside),
    serverOfFloatingIp: (tx, address) => deviceOfFloatingIp({ tx, ctx, env }, address),
    removeFixedIp: (tx, server, address) => removeFixedIp({ tx, ctx, env }, server, address),
  }
}
