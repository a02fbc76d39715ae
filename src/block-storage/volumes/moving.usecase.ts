/**
 * Volumes that change their type or their backend. Source: openstack/cinder cinder/volume/api.py
 * (retype, migrate_volume, migrate_volume_completion), cinder/scheduler/filter_scheduler.py
 * (find_retype_backend, backend_passes_filters).
 */
import type { VolumePool } from '../../drivers/volume/interface.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { attach, detach, refuseUserDetaching } from '../attachments/attaching.usecase.ts'
import { attachmentsOf } from '../attachments/attachments.store.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import { makeKey } from '../keys/keys.usecase.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { findQosSpecs } from '../qos-specs/qos-specs.store.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { listServices } from '../services/services.store.ts'
import { backendOf, VOLUME, ZONE, type VolumeService } from '../services/services.ts'
import { hasSnapshots, lockedSnapshotsOf } from '../snapshots/snapshots.store.ts'
import { getType, getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { viewerOf, type VolumeType } from '../volume-types/volume-types.ts'
import { MIGRATE_VOLUME, RETYPE_VOLUME } from './moving.jobs.ts'
import { isMultiattach } from './new-volume.ts'
import { candidatePools, refuseSizeOfType, zonesOfType } from './placement.ts'
import { allocate, poolAllocations } from './pools.store.ts'
import { typeUsage } from './type-usage.ts'
import { invalidInput, volumeAttributes, type Volume } from './volume.ts'
import { invalidVolume, VOLUME_ACTIONS } from './volume-actions.ts'
import { CREATE_MULTIATTACH } from './volumes.policies.ts'
import { beginAction, findVolume } from './volumes.store.ts'

/** What somebody wants a volume to be. */
export interface NewType {
  /** Name or id. */
  readonly new_type: string
  readonly migration_policy?: 'never' | 'on-demand' | null
}

/** Gives a volume, whose row is locked, another type. @throws 400, 403, 404, 413 */
export async function retype(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  asked: NewType,
): Promise<void> {
  const { id, size, host, project_id: projectId } = volume
  const type = await getTypeByNameOrId(tx, viewerOf(ctx), asked.new_type)
  refuseSizeOfType(type, size)
  refuseMultiattachChange(ctx, volume, type)
  const encryption = await findEncryption(tx, type.id)
  if (isMultiattach(type) && encryption) {
    throw invalidInput('Retype requested both encryption and multi-attach, which is not supported.')
  }
  const snapshots = await lockedSnapshotsOf(tx, id)
  const reserved = typeUsage(volume, snapshots, type.id)
  for (const demand of reserved) await reserve(tx, { ...demand, retypedGib: size })
  const { retype: detached, retypeAttached: attached } = VOLUME_ACTIONS
  const action = volume.status === 'in-use' ? attached : detached
  const isSame = type.id === volume.volume_type_id
  if (isSame || host === null || !(await keepsSpeed(tx, volume, type))) throw action.refusal()
  const changes = { previous_status: volume.status, updated_at: env.clock.isoNow() }
  await beginAction(tx, action, volume, changes)
  const before = volume.encryption_key_id
  const copies = (before !== null) !== (encryption !== undefined)
  const mayMove = asked.migration_policy === 'on-demand'
  const pool = await poolOfType(tx, env, volume, type, { mayMove, copies, snapshots })
  const after =
    copies && encryption && pool !== null ? await makeKey(tx, env, { encryption, projectId }) : null
  const payload = {
    ...{ volume: { id, sizeGib: size, pool: host }, pool, typeId: type.id, copies, reserved },
    multiattach: isMultiattach(type) ? 1 : 0,
    keys: { before, after: copies ? after : before },
  }
  const { requestId } = ctx
  await env.jobs.enqueue(tx, RETYPE_VOLUME, { resourceId: id, payload, requestId })
}

/** Hosts learn whether others use a volume, too, only when they attach it. @throws 400, 403 */
function refuseMultiattachChange(ctx: RequestContext, volume: Volume, type: VolumeType): void {
  const becomes = isMultiattach(type)
  if (becomes === (volume.multiattach === 1)) return
  if (volume.status !== 'available') {
    throw invalidInput(
      'Invalid volume_type passed, retypes affecting multiattach are only allowed on available ' +
        `volumes, the specified volume however currently has a status of: ${volume.status}.`,
    )
  }
  if (becomes) ctx.authorize(CREATE_MULTIATTACH, volumeAttributes(volume))
}

/** A host heeds the limits on what it uses from when it attached it: they must not change. */
async function keepsSpeed(tx: Tx, volume: Volume, type: VolumeType): Promise<boolean> {
  if (volume.status !== 'in-use') return true
  const viewer = { isAdmin: true, projectId: undefined }
  const { qosSpecsId: before } = await getType(tx, viewer, volume.volume_type_id)
  if (before === type.qosSpecsId) return true
  for (const id of [before, type.qosSpecsId]) {
    const specs = id === null ? undefined : await findQosSpecs(tx, id)
    if (specs !== undefined && specs.consumer !== 'back-end') return false
  }
  return true
}

/**
 * Where a volume lies with its new type: it stays where it can, else it may move. Takes the room.
 * Null where no backend takes it.
 */
async function poolOfType(
  tx: Tx,
  env: BlockStorageEnv,
  volume: Volume,
  type: VolumeType,
  how: { mayMove: boolean; copies: boolean; snapshots: readonly unknown[] },
): Promise<string | null> {
  const { mayMove, copies, snapshots } = how
  const find = await poolFinder(
    tx,
    env,
    type,
    zonesOfType(type) ?? [volume.availability_zone ?? ZONE],
  )
  const [own] = find(0, (pool) => pool.name === volume.host)
  if (own !== undefined && (mayMove || !copies)) return own.name
  // What has snapshots stays with them.
  if (!mayMove || snapshots.length > 0) return null
  return take(
    tx,
    find(volume.size, (pool) => pool.name !== volume.host),
    volume.size,
  )
}

/** Finds pools, best first, that take so much of a type. */
async function poolFinder(
  tx: Tx,
  env: BlockStorageEnv,
  type: VolumeType,
  zones: readonly string[],
) {
  const services = await listServices(tx, env)
  const allocations = await poolAllocations(tx)
  const { extraSpecs: specs } = type
  return (sizeGib: number, isMeant: (pool: VolumePool) => boolean): readonly VolumePool[] => {
    const wanted = { sizeGib, zones, preferred: null, specs }
    return candidatePools(env.volumes.pools.filter(isMeant), allocations, services, wanted)
  }
}

async function take(tx: Tx, pools: readonly VolumePool[], sizeGib: number): Promise<string | null> {
  for (const pool of pools) if (await allocate(tx, pool, sizeGib)) return pool.name
  return null
}

/** Where somebody wants a volume. */
export interface Destination {
  /** `host@backend` or `host@backend#pool`. */
  readonly host: string
  /** Is nobody to use it meanwhile? */
  readonly locks: boolean
}

/** Moves a volume, whose row is locked, to another backend. @throws 400 */
export async function migrate(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  { host, locks }: Destination,
): Promise<void> {
  const { id, size, host: from } = volume
  refuseHost(await listServices(tx, env), host)
  const { migrate: action } = VOLUME_ACTIONS
  if (from === null || from === host || (await hasSnapshots(tx, id))) throw action.refusal(volume)
  await beginAction(tx, action, volume, {
    ...(locks &&
      volume.status === 'available' && { status: 'maintenance', previous_status: volume.status }),
    updated_at: env.clock.isoNow(),
  })
  const type = await getType(tx, { isAdmin: true, projectId: undefined }, volume.volume_type_id)
  const zones = [...new Set(env.volumes.pools.map(({ zone }) => zone))]
  const find = await poolFinder(tx, env, type, zones)
  const isMeant = ({ name }: VolumePool): boolean =>
    name !== from && (name === host || backendOf(name) === host)
  const pool = await take(tx, find(size, isMeant), size)
  const payload = { volume: { id, sizeGib: size, pool: from }, pool }
  const { requestId } = ctx
  await env.jobs.enqueue(tx, MIGRATE_VOLUME, { resourceId: id, payload, requestId })
}

/** @throws 400 where no enabled service runs for it */
function refuseHost(services: readonly VolumeService[], host: string): void {
  const isServed = services.some(
    (service) => service.binary === VOLUME && !service.disabled && service.host === backendOf(host),
  )
  if (!isServed) throw badRequest(`Invalid host: No available service named '${host}'`)
}

/**
 * Ends a migration that a server did by copying from one volume to another. We have none such under
 * way; where nothing migrates, what uses the one volume is taken to use the other.
 * @throws 400
 */
export async function completeMigration(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  volume: Volume,
  other: Volume,
  failed: boolean,
): Promise<string> {
  const { migration_status: status } = volume
  const { migration_status: otherStatus } = other
  if (status === null && otherStatus === null) {
    if (!failed) await handOver(tx, ctx, env, volume, other)
    return other.id
  }
  if (status === null) throw invalidVolume('Source volume not mid-migration.')
  if (otherStatus === null) throw invalidVolume('Destination volume not mid-migration.')
  throw invalidVolume(
    `Destination has migration_status ${otherStatus}, expected target:${volume.id}.`,
  )
}

async function handOver(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  from: Volume,
  to: Volume,
): Promise<void> {
  for (const attachment of await attachmentsOf(tx, from.id)) {
    const { id, instance_uuid: instance, attached_host: host, mountpoint } = attachment
    await refuseUserDetaching(tx, ctx, env, from, id)
    await detach(tx, env, from, id)
    await attach(tx, env, (await findVolume(tx, to.id, 'change'))!, {
      ...(instance !== null && { instance_uuid: instance }),
      ...(host !== null && { host_name: host }),
      mountpoint: mountpoint ?? 'na',
    })
  }
}
