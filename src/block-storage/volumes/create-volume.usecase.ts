import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import { copyKey, makeKey } from '../keys/keys.usecase.ts'
import type { BlockStorageEnv } from '../operation.ts'
import type { Backup } from '../backups/backup.ts'
import {
  fillFromBackup,
  findSourceBackup,
  refuseSourceBackup,
} from '../backups/volume-from-backup.usecase.ts'
import { newItems } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { listServices } from '../services/services.store.ts'
import { getDefaultType, getType, getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { viewerOf, type VolumeType } from '../volume-types/volume-types.ts'
import { candidatePools, refuseSizeOfType, serviceUuid, zonesFor } from './placement.ts'
import { allocate, poolAllocations } from './pools.store.ts'
import { poolsByHints } from './scheduler-hints.usecase.ts'
import {
  invalidInput,
  shownTexts,
  volumeAttributes,
  volumeNotFound,
  type Volume,
} from './volume.ts'
import type { NewVolume } from './volume.schemas.ts'
import { CREATE_VOLUME } from './volumes.jobs.ts'
import { CREATE_MULTIATTACH, GET } from './volumes.policies.ts'
import { findVolume, insertVolume } from './volumes.store.ts'
import { CREATION, invalidVolume, VOLUME_ACTIONS } from './volume-actions.ts'

/**
 * Takes quota and room in a pool, writes the rows, and leaves the rest to a job.
 * @throws 400, 403, 404, 413
 */
export async function createVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: NewVolume,
): Promise<Volume> {
  const plan = await planVolume(tx, ctx, env, asked)
  const volume = await storeVolume(tx, ctx, env, plan)
  const { source, backup } = plan
  // Where no backend has room for it, it goes the way of all volumes.
  if (backup !== undefined && volume.host !== null) {
    await fillFromBackup(tx, ctx, env, { backup, volume })
    return volume
  }
  const payload = {
    id: volume.id,
    sizeGib: volume.size,
    pool: volume.host,
    source: source?.host ? { id: source.id, sizeGib: source.size, pool: source.host } : null,
  }
  const job = { resourceId: volume.id, payload, requestId: ctx.requestId }
  await env.jobs.enqueue(tx, CREATE_VOLUME, job)
  return volume
}

/**
 * As above, but for the job that makes it: the caller does what comes next.
 * @throws 400, 403, 404, 413
 */
export async function reserveVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: NewVolume,
): Promise<Volume> {
  return storeVolume(tx, ctx, env, await planVolume(tx, ctx, env, asked))
}

/** A volume that may be made, if there is room for it. */
interface Plan {
  readonly name: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly type: VolumeType
  /** Undefined where it will lie in the clear. */
  readonly encryption: Encryption | undefined
  readonly sizeGib: number
  /** Zones that it may be in. */
  readonly zones: readonly string[]
  readonly source: Volume | undefined
  readonly backup: Backup | undefined
  readonly pools: Parameters<typeof candidatePools>[0]
}

/**
 * What is asked for, checked in the order of the real service.
 * Source: openstack/cinder cinder/api/v3/volumes.py (create), cinder/volume/api.py (create),
 * cinder/volume/flows/api/create_volume.py (ExtractVolumeRequestTask).
 */
async function planVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: NewVolume,
): Promise<Plan> {
  const named = asked.volume_type
    ? await getTypeByNameOrId(tx, viewerOf(ctx), asked.volume_type)
    : undefined
  const source = await findSource(tx, ctx, asked)
  const backup = await findSourceBackup(tx, ctx, asked)
  refuseMultiattach(asked)
  const size = sizeAsked(asked, source?.size ?? backup?.size)
  const type = named ?? (await typeOf(tx, ctx, source))
  refuseSizeOfType(type, size)
  refuseSource(source, size)
  if (backup !== undefined) refuseSourceBackup(backup, size)
  const services = await listServices(tx, env)
  const zones = zonesFor(asked.availability_zone ?? null, type, source, services)
  const encryption = await findEncryption(tx, type.id)
  if (isMultiattach(type)) {
    if (encryption) throw invalidVolume('Multiattach cannot be used with encrypted volumes.')
    ctx.authorize(CREATE_MULTIATTACH)
  }
  const wanted = { sizeGib: size, zones, preferred: source?.host ?? null, specs: type.extraSpecs }
  const hinted = { projectId: ctx.projectId, sent: asked.scheduler_hints }
  const left = await poolsByHints(tx, env.volumes.pools, hinted)
  const pools = candidatePools(left, await poolAllocations(tx), services, wanted)
  const { name = null, description = null } = shownTexts(asked)
  const metadata = asked.metadata ?? {}
  const texts = { name, description, metadata }
  return { ...texts, type, encryption, sizeGib: size, zones, source, backup, pools }
}

/** There are no snapshots, groups and images, so none is ever found. */
async function findSource(
  tx: Tx,
  ctx: RequestContext,
  asked: NewVolume,
): Promise<Volume | undefined> {
  if (asked.snapshot_id) throw notFound(`Snapshot ${asked.snapshot_id} could not be found.`)
  const id = asked.source_volid ?? undefined
  const source = id === undefined ? undefined : await findVolume(tx, id)
  if (id !== undefined && (!source || !ctx.allows(GET, volumeAttributes(source)))) {
    throw volumeNotFound(id)
  }
  const group = asked.group_id ?? asked.consistencygroup_id
  if (group) throw notFound(`Group ${group} could not be found.`)
  if ((asked.image_id ?? asked.imageRef ?? null) !== null) {
    throw badRequest('Invalid image identifier or unable to access requested image.')
  }
  return source
}

function isMultiattach(type: VolumeType): boolean {
  return type.extraSpecs.get('multiattach') === '<is> True'
}

function refuseMultiattach({ multiattach }: NewVolume): void {
  if (multiattach === undefined || multiattach === null || !booleanFrom(multiattach)) return
  throw badRequest(
    'multiattach parameter has been removed. The default behavior is to use multiattach enabled ' +
      'volume types. Contact your administrator to create a multiattach enabled volume type and ' +
      'use it to create multiattach volumes.',
  )
}

/** GiB; that of the source where none is given. @throws 400 */
function sizeAsked({ size }: NewVolume, sourceSize: number | undefined): number {
  const wanted = size ?? sourceSize
  // Upstream stumbles over a missing size, and says no more than this.
  if (wanted === undefined) throw badRequest()
  if (!/^[1-9]\d*$/.test(String(wanted))) {
    throw invalidInput(
      `Invalid volume size provided for create request: ${wanted} (size argument must be an ` +
        'integer (or string representation of an integer) and greater than zero).',
    )
  }
  return Number(wanted)
}

async function typeOf(
  tx: Tx,
  ctx: RequestContext,
  source: Volume | undefined,
): Promise<VolumeType> {
  return source === undefined
    ? getDefaultType(tx, ctx.projectId)
    : getType(tx, viewerOf(ctx), source.volume_type_id)
}

/** @throws 400 where the source cannot be copied, or not into a volume of this size */
function refuseSource(source: Volume | undefined, sizeGib: number): void {
  if (source === undefined) return
  refuseUnlessAllowed(VOLUME_ACTIONS.clone, source)
  if (sizeGib < source.size) {
    throw invalidInput(
      `Volume size '${sizeGib}'GB cannot be smaller than original volume size  ` +
        `${source.size}GB. They must be >= original volume size.`,
    )
  }
}

/** Takes the room and writes the rows. Without a backend the volume will end as `error`. */
async function storeVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  plan: Plan,
): Promise<Volume> {
  const { type, sizeGib, source } = plan
  await reserve(tx, {
    projectId: ctx.projectId,
    volumeTypeId: type.id,
    amounts: { volumes: 1, gigabytes: sizeGib },
    volumeSize: sizeGib,
  })
  const host = await placeIn(tx, plan)
  const row = {
    id: env.ids.uuid(),
    project_id: ctx.projectId,
    user_id: ctx.userId,
    name: plan.name,
    description: plan.description,
    size: sizeGib,
    ...CREATION.at,
    previous_status: null,
    attach_status: 'detached' as const,
    migration_status: null,
    availability_zone: plan.pools.find(({ name }) => name === host)?.zone ?? plan.zones[0]!,
    host,
    cluster_name: null,
    service_uuid: host === null ? null : serviceUuid(host),
    shared_targets: 0,
    volume_type_id: type.id,
    snapshot_id: null,
    source_volid: source?.id ?? null,
    consistencygroup_id: null,
    group_id: null,
    bootable: source?.bootable ?? 0,
    multiattach: isMultiattach(type) ? 1 : 0,
    encryption_key_id: await keyFor(tx, ctx, env, plan),
    replication_status: null,
    provider_id: null,
    use_quota: 1,
    created_at: env.clock.isoNow(),
    updated_at: null,
    launched_at: null,
    readonly: null,
    attached_mode: null,
  }
  const volume = { ...row, serial: await insertVolume(tx, row) }
  await volumeMetadata.writeItems(tx, volume, newItems(plan.metadata))
  return {
    ...volume,
    volume_type: type.name,
    metadata: plan.metadata,
    attachments: [],
    imageMetadata: null,
  }
}

/** The key of a new volume: that of what it is a copy of again, where that has one. */
async function keyFor(
  tx: Tx,
  { projectId }: RequestContext,
  env: BlockStorageEnv,
  { encryption, source }: Plan,
): Promise<string | null> {
  if (encryption === undefined) return null
  const keyId = source?.encryption_key_id ?? null
  const copied = keyId === null ? undefined : await copyKey(tx, env, { keyId, projectId })
  return copied ?? makeKey(tx, env, { encryption, projectId })
}

async function placeIn(tx: Tx, { pools, sizeGib }: Plan): Promise<string | null> {
  for (const pool of pools) {
    if (await allocate(tx, pool, sizeGib)) return pool.name
  }
  return null
}
