import type { RequestContext } from '../../kernel/context.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import { keepImageItems } from '../image-metadata/image-metadata.store.ts'
import { refuseDisabled, volumeServiceOf } from '../manageable-volumes/manage-volume.usecase.ts'
import { newItems } from '../metadata/metadata.ts'
import { snapshotMetadata } from '../metadata/metadata.store.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { listServices, refuseFrozen } from '../services/services.store.ts'
import { invalidVolume, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import type { Volume } from '../volumes/volume.ts'
import { SNAPSHOT_CREATION } from './snapshot-actions.ts'
import { snapshotDemand, type Snapshot } from './snapshot.ts'
import { CREATE_SNAPSHOT, MANAGE_SNAPSHOT } from './snapshots.jobs.ts'
import { insertSnapshot, placeOfSnapshot } from './snapshots.store.ts'

/** What a client says of a snapshot to be made. */
export interface NewSnapshot {
  readonly name: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** With others of its group, at once. */
  readonly groupSnapshotId: string | null
}

/**
 * Takes quota, writes the rows, and leaves the rest to a job.
 * @param volume locked, so that it stays as it is until there is a snapshot of it
 * @param inUse may the volume be in use?
 * @throws 400, 413
 */
export async function createSnapshot(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewSnapshot,
  inUse: boolean,
): Promise<Snapshot> {
  await refuseFrozen(tx, volume.host)
  refuseSnapshotOf(volume, inUse)
  const snapshot = await storeSnapshot(tx, ctx, env, volume, asked)
  const payload = { snapshot: await placeOfSnapshot(tx, snapshot) }
  const job = { resourceId: snapshot.id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, CREATE_SNAPSHOT, job)
  return snapshot
}

/**
 * Begins to make a snapshot of what the backend keeps of a volume under a name.
 * @param asked `reference` is undefined where it is none that the backend understands
 * @throws 400, 413
 */
export async function manageSnapshot(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewSnapshot & { readonly reference: string | undefined },
): Promise<Snapshot> {
  const service = volumeServiceOf(await listServices(tx, env), volume.host ?? '')
  if (service !== undefined) refuseDisabled(service)
  refuseSnapshotOf(volume, true)
  const snapshot = await storeSnapshot(tx, ctx, env, volume, asked)
  const payload = { id: snapshot.id, volumeId: volume.id, name: asked.reference ?? null }
  const job = { resourceId: snapshot.id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, MANAGE_SNAPSHOT, job)
  return snapshot
}

/** @throws 400 where the volume can have no snapshot made now */
function refuseSnapshotOf(volume: Volume, inUse: boolean): void {
  if (volume.host === null) {
    throw invalidVolume(
      'The snapshot cannot be created because volume has not been scheduled to any host.',
    )
  }
  const { snapshot: alone, snapshotInUse } = VOLUME_ACTIONS
  refuseUnlessAllowed(inUse ? snapshotInUse : alone, volume)
}

/**
 * Takes quota and writes the rows of a snapshot that is being made. It belongs to the project that
 * asks for it, and counts for that.
 * @throws 413
 */
export async function storeSnapshot(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Pick<
    Volume,
    'id' | 'serial' | 'volume_type_id' | 'size' | 'encryption_key_id' | 'bootable'
  >,
  asked: NewSnapshot,
): Promise<Snapshot> {
  const row = {
    id: env.ids.uuid(),
    project_id: ctx.projectId,
    user_id: ctx.userId,
    volume_id: volume.id,
    volume_type_id: volume.volume_type_id,
    size: volume.size,
    name: asked.name,
    description: asked.description,
    ...SNAPSHOT_CREATION.at,
    cgsnapshot_id: null,
    group_snapshot_id: asked.groupSnapshotId,
    encryption_key_id: volume.encryption_key_id,
    provider_id: null,
    use_quota: 1,
    created_at: env.clock.isoNow(),
    updated_at: null,
  }
  await reserve(tx, snapshotDemand(row))
  const snapshot = { ...row, serial: await insertSnapshot(tx, row) }
  await snapshotMetadata.writeItems(tx, snapshot, newItems(asked.metadata))
  if (volume.bootable === 1) await keepImageItems(tx, volume.serial, snapshot.serial)
  return { ...snapshot, metadata: asked.metadata }
}
