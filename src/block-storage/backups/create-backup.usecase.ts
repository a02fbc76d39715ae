import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { copyKey } from '../keys/keys.usecase.ts'
import { MV } from '../microversions.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { backupHost } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { SNAPSHOT_ACTIONS } from '../snapshots/snapshot-actions.ts'
import {
  isVisible,
  snapshotAttributes,
  snapshotNotFound,
  type Snapshot,
} from '../snapshots/snapshot.ts'
import { GET as GET_SNAPSHOT } from '../snapshots/snapshots.policies.ts'
import { beginSnapshotAction, findSnapshot } from '../snapshots/snapshots.store.ts'
import { invalidVolume, VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { shownTexts, type Volume } from '../volumes/volume.ts'
import { beginAction } from '../volumes/volumes.store.ts'
import { BACKUP_CREATION } from './backup-actions.ts'
import {
  invalidBackup,
  parentAmong,
  placeOfBackup,
  type Backup,
  type VolumeTexts,
} from './backup.ts'
import type { NewBackup } from './backup.schemas.ts'
import { CREATE_BACKUP } from './backups.jobs.ts'
import { insertBackup, lockedBackupsOf } from './backups.store.ts'

/**
 * Takes quota, writes the row, and leaves the rest to a job. The volume is backing-up until then.
 * Source: openstack/cinder cinder/backup/api.py (create).
 * @param volume locked
 * @throws 400, 404, 413
 */
export async function createBackup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewBackup,
): Promise<Backup> {
  const now = env.clock.isoNow()
  const snapshot = asked.snapshot_id
    ? await beginWithSnapshot(tx, ctx, volume, asked.snapshot_id, now)
    : undefined
  if (snapshot === undefined) await beginWithVolume(tx, volume, asked, now)
  const incremental = flag(asked.incremental)
  // Locked before quotas are, as by those that delete them.
  const earlier = incremental ? await lockedBackupsOf(tx, volume, ctx.projectId) : []
  await reserve(tx, {
    projectId: ctx.projectId,
    amounts: { backups: 1, backup_gigabytes: volume.size },
  })
  const parent = parentAmong(earlier, snapshot?.created_at)
  if (incremental && parent === undefined) {
    throw invalidBackup('No backups available to do an incremental backup.')
  }
  const backup = await store(tx, ctx, env, { asked, volume, snapshot, parent, now })
  await enqueue(tx, ctx, env, { volume, backup, parent })
  return backup
}

function flag(sent: boolean | string | undefined): boolean {
  return sent !== undefined && booleanFrom(sent) === true
}

/** The volume stays as it is while its snapshot is backed up. @throws 400, 403, 404 */
async function beginWithSnapshot(
  tx: Tx,
  ctx: RequestContext,
  volume: Volume,
  id: string,
  now: string,
): Promise<Snapshot> {
  const snapshot = await findSnapshot(tx, id, 'change')
  if (snapshot === undefined || !isVisible(ctx, snapshot)) throw snapshotNotFound(id)
  ctx.authorize(GET_SNAPSHOT, snapshotAttributes(snapshot))
  if (snapshot.volume_id !== volume.id) {
    throw invalidVolume(
      `Volume ${volume.id} does not match with snapshot.volume_id ${snapshot.volume_id}.`,
    )
  }
  await beginSnapshotAction(tx, SNAPSHOT_ACTIONS.backUp, snapshot, { updated_at: now })
  return snapshot
}

/** @throws 400 */
async function beginWithVolume(
  tx: Tx,
  volume: Volume,
  asked: NewBackup,
  now: string,
): Promise<void> {
  const attached = flag(asked.force) && volume.status === 'in-use'
  const action = attached ? VOLUME_ACTIONS.backUpAttached : VOLUME_ACTIONS.backUp
  await beginAction(tx, action, volume, { previous_status: volume.status, updated_at: now })
}

interface Plan {
  readonly asked: NewBackup
  readonly volume: Volume
  readonly snapshot: Snapshot | undefined
  readonly parent: Backup | undefined
  readonly now: string
}

async function store(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { asked, volume, snapshot, parent, now }: Plan,
): Promise<Backup> {
  const { name = null, description = null } = shownTexts(asked)
  const { encryption_key_id: keyId, volume_type_id: typeId, metadata } = volume
  const { projectId } = ctx
  const key = keyId === null ? undefined : await copyKey(tx, env, { keyId, projectId })
  const texts: VolumeTexts = {
    name: volume.name,
    description: volume.description,
    ...{ metadata, typeId, imageMetadata: volume.imageMetadata ?? {} },
  }
  const hasZone = ctx.version >= MV.BACKUP_AZ
  const row = {
    id: env.ids.uuid(),
    project_id: ctx.projectId,
    user_id: ctx.userId,
    ...{ name, description },
    volume_id: volume.id,
    snapshot_id: snapshot?.id ?? null,
    parent_id: parent?.id ?? null,
    ...BACKUP_CREATION.at,
    fail_reason: null,
    size: volume.size,
    object_count: 0,
    num_dependent_backups: 0,
    availability_zone: (hasZone && asked.availability_zone) || null,
    host: null,
    container: asked.container ?? null,
    service: null,
    service_metadata: null,
    encryption_key_id: key ?? null,
    restore_volume_id: null,
    data_timestamp: snapshot?.created_at ?? now,
    metadata: JSON.stringify(asked.metadata ?? {}),
    volume_texts: JSON.stringify(texts),
    created_at: now,
    updated_at: now,
  }
  return insertBackup(tx, row)
}

async function enqueue(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { volume, backup, parent }: { volume: Volume; backup: Backup; parent: Backup | undefined },
): Promise<void> {
  const host = backupHost(await listServices(tx, env), backup.availability_zone) ?? null
  const { id, size: sizeGib, host: pool } = volume
  const payload = {
    backup: placeOfBackup(backup),
    host,
    volumeId: id,
    volume: pool === null ? null : { id, sizeGib, pool },
    snapshotId: backup.snapshot_id,
    parent: parent === undefined ? null : placeOfBackup(parent),
  }
  const { requestId } = ctx
  await env.jobs.enqueue(tx, CREATE_BACKUP, { resourceId: backup.id, payload, requestId })
}
