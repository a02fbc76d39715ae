import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { copyKey } from '../keys/keys.usecase.ts'
import { MV } from '../microversions.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { backupHost } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { VOLUME_ACTIONS } from '../volumes/volume-actions.ts'
import { shownTexts, type Volume } from '../volumes/volume.ts'
import { beginAction } from '../volumes/volumes.store.ts'
import { BACKUP_CREATION } from './backup-actions.ts'
import { invalidBackup, parentAmong, placeOfBackup, type Backup } from './backup.ts'
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
  if (asked.snapshot_id) throw notFound(`Snapshot ${asked.snapshot_id} could not be found.`)
  const now = env.clock.isoNow()
  await beginBackingUp(tx, volume, asked, now)
  const incremental = flag(asked.incremental)
  // Locked before quotas are, as by those that delete them.
  const earlier = incremental ? await lockedBackupsOf(tx, volume, ctx.projectId) : []
  await reserve(tx, {
    projectId: ctx.projectId,
    amounts: { backups: 1, backup_gigabytes: volume.size },
  })
  const parent = parentAmong(earlier, undefined)
  if (incremental && parent === undefined) {
    throw invalidBackup('No backups available to do an incremental backup.')
  }
  const backup = await store(tx, ctx, env, { asked, volume, parent, now })
  await enqueue(tx, ctx, env, { volume, backup, parent })
  return backup
}

function flag(sent: boolean | string | undefined): boolean {
  return sent !== undefined && booleanFrom(sent) === true
}

/** @throws 400 */
async function beginBackingUp(
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
  readonly parent: Backup | undefined
  readonly now: string
}

async function store(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { asked, volume, parent, now }: Plan,
): Promise<Backup> {
  const { name = null, description = null } = shownTexts(asked)
  const { encryption_key_id: keyId, volume_type_id: typeId, metadata } = volume
  const { projectId } = ctx
  const key = keyId === null ? undefined : await copyKey(tx, env, { keyId, projectId })
  const texts = { name: volume.name, description: volume.description, metadata, typeId }
  const hasZone = ctx.version >= MV.BACKUP_AZ
  const row = {
    id: env.ids.uuid(),
    project_id: ctx.projectId,
    user_id: ctx.userId,
    ...{ name, description },
    volume_id: volume.id,
    snapshot_id: null,
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
    data_timestamp: now,
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
