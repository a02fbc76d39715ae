/** What the rest of the program may know of Block Storage. */
import type { Connector } from '../drivers/volume/interface.ts'
import type { RequestContext } from '../kernel/context.ts'
import type { Tx } from '../storage/database.ts'
import type { Owner } from './caller.ts'
import { blockStorageProxy, type BlockStorageProxy } from './for-compute/facade.ts'
import { deleteKeyOf } from './keys/keys.store.ts'
import type { BlockStorageEnv } from './operation.ts'
import type {
  SnapshotOfServers,
  VolumeForServer,
  VolumeOfServers,
} from './servers/volumes-of-servers.ts'
import {
  beginDetaching,
  completeFor,
  connectServer,
  createForServer,
  deleteForServer,
  disconnectServer,
  findAnyVolume,
  findVisibleSnapshot,
  findVisibleVolume,
  releaseFrom,
  reserveFor,
  reserveMade,
  rollDetaching,
  typeNamed,
} from './servers/volumes-of-servers.usecase.ts'
import type { VolumeListener } from './volumes/listeners.ts'
import { CREATE } from './volumes/volumes.policies.ts'

export type { Owner } from './caller.ts'
export type * from './for-compute/facade.ts'
export type {
  SnapshotOfServers,
  VolumeForServer,
  VolumeOfServers,
} from './servers/volumes-of-servers.ts'
export type { VolumeListener } from './volumes/listeners.ts'

/** Which server wants which volume. */
export interface Wanted {
  readonly volumeId: string
  readonly serverId: string
}

/**
 * What other services may ask of Block Storage, in their own transaction. Refusals are Block Storage's
 * own; how Nova words them to its clients is for Compute.
 */
export interface BlockStorageFacade {
  /** On behalf of whoever sent the request, under the rules of Block Storage. */
  as(ctx: RequestContext): BlockStorageClient
  /** The same for calls of Compute that only pass on what they are asked. */
  proxyFor(ctx: RequestContext): BlockStorageProxy

  // On behalf of nobody: what Compute does as an administrator, or after the answer.

  findVolume(tx: Tx, id: string): Promise<VolumeOfServers | undefined>
  /**
   * Begins to make a volume, of the owner's quotas, who was asked before whether they may
   * (`BlockStorageClient.authorizeCreation`). What comes of it, listeners hear.
   * @throws Fault 400, 404, 413
   */
  create(tx: Tx, owner: Owner, volume: VolumeForServer): Promise<VolumeOfServers>
  /** Reserves a volume that was made for the server. @returns the attachment @throws Fault 400, 404 */
  reserve(tx: Tx, wanted: Wanted): Promise<string>
  /**
   * Lets a host reach a volume that is reserved: outside of any transaction, since it asks the backend.
   * It may be asked again.
   * @param connector what the host says of itself; needs `initiator`
   * @throws Fault 400, 404, 409
   */
  connect(attachmentId: string, connector: Connector): Promise<void>
  /** Ends that, in the same way, while the attachment stays. */
  disconnect(attachmentId: string): Promise<void>
  /** The server uses the volume: it is in use. @throws Fault 404 where the attachment is gone */
  complete(tx: Tx, attachmentId: string): Promise<void>
  /** Takes back that a volume is about to be detached. */
  rollDetaching(tx: Tx, volumeId: string): Promise<void>
  /**
   * Ends an attachment, whose volume others can have then.
   * @returns false where it was gone
   */
  release(tx: Tx, attachmentId: string): Promise<boolean>
  /**
   * Begins to delete a volume.
   * @param requestId of the request that wants it
   * @returns false where its state, or what hangs on it, forbids that
   */
  delete(tx: Tx, volumeId: string, requestId: string | null): Promise<boolean>
  /**
   * Has a caller told, in the transaction in which it happens, how the making of volumes ends: for the
   * time of the process, so to be called while it starts.
   */
  listen(listener: VolumeListener): void
  /**
   * Deletes a key of the key manager, where it is a project's own.
   * @returns false where there is no such key
   */
  deleteKey(tx: Tx, key: { readonly id: string; readonly projectId: string }): Promise<boolean>
}

export interface BlockStorageClient {
  /** Undefined where there is none that the caller may see. */
  findVolume(tx: Tx, id: string): Promise<VolumeOfServers | undefined>
  findSnapshot(tx: Tx, id: string): Promise<SnapshotOfServers | undefined>
  /** The name of a type, by its name or id; undefined where the caller may use none that is called so. */
  typeNamed(tx: Tx, nameOrId: string): Promise<string | undefined>
  /** @throws PolicyRefusal where the caller may make no volumes */
  authorizeCreation(): void
  /** Reserves a volume for a server. @returns the attachment @throws Fault 400, 404; PolicyRefusal */
  reserve(tx: Tx, wanted: Wanted): Promise<string>
  /** Says that a server is about to let go of a volume. @throws Fault 400, 404; PolicyRefusal */
  beginDetaching(tx: Tx, volumeId: string): Promise<void>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    'block-storage': BlockStorageFacade
  }
}

export function blockStorageFacade(env: BlockStorageEnv): BlockStorageFacade {
  return {
    as: (caller) => clientOf(env, caller.within('block-storage')),
    proxyFor: (caller) => blockStorageProxy(env, caller),
    findVolume: findAnyVolume,
    create: (tx, owner, volume) => createForServer(tx, env, owner, volume),
    reserve: (tx, wanted) => reserveMade(tx, env, wanted),
    connect: (attachmentId, connector) => connectServer(env, attachmentId, connector),
    disconnect: (attachmentId) => disconnectServer(env, attachmentId),
    complete: (tx, attachmentId) => completeFor(tx, env, attachmentId),
    rollDetaching: (tx, volumeId) => rollDetaching(tx, env, volumeId),
    release: releaseFrom,
    delete: (tx, volumeId, requestId) => deleteForServer(tx, env, volumeId, requestId),
    listen: (listener) => env.volumeListeners.add(listener),
    deleteKey: deleteKeyOf,
  }
}

function clientOf(env: BlockStorageEnv, ctx: RequestContext): BlockStorageClient {
  return {
    findVolume: (tx, id) => findVisibleVolume(tx, ctx, id),
    findSnapshot: (tx, id) => findVisibleSnapshot(tx, ctx, id),
    typeNamed: (tx, nameOrId) => typeNamed(tx, ctx, nameOrId),
    authorizeCreation: () => ctx.authorize(CREATE),
    reserve: (tx, wanted) => reserveFor(tx, ctx, env, wanted),
    beginDetaching: (tx, volumeId) => beginDetaching(tx, ctx, env, volumeId),
  }
}
