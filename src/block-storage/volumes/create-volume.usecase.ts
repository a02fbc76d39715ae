import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageHead } from '../../image/facade.ts'
import { onBehalfOf, type Caller, type Owner } from '../caller.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import { inheritImageItems } from '../image-metadata/image-metadata.store.ts'
import { findKey } from '../keys/keys.store.ts'
import { copyKey, makeKey } from '../keys/keys.usecase.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { fillFromBackup } from '../backups/volume-from-backup.usecase.ts'
import { membership, poolsOfGroup, refuseTypeOfGroup } from '../groups/volume-in-group.usecase.ts'
import { newItems } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { listServices } from '../services/services.store.ts'
import { getDefaultType, getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { viewerOf, type VolumeType } from '../volume-types/volume-types.ts'
import { emptyVolume, isMultiattach } from './new-volume.ts'
import { candidatePools, refuseSizeOfType, zonesFor } from './placement.ts'
import { allocate, poolAllocations } from './pools.store.ts'
import { poolsByHints } from './scheduler-hints.usecase.ts'
import { imageMetadataOf } from './source-image.ts'
import { findSourceImage } from './source-image.usecase.ts'
import { invalidInput, shownTexts, type Volume } from './volume.ts'
import type { NewVolume } from './volume.schemas.ts'
import { CREATE_VOLUME } from './volumes.jobs.ts'
import { CREATE_MULTIATTACH } from './volumes.policies.ts'
import { insertVolume } from './volumes.store.ts'
import { CREATION, CREATION_FROM_IMAGE, invalidVolume } from './volume-actions.ts'
import {
  findSources,
  keyIdOfSources,
  originOf,
  placesOfSources,
  refuseSources,
  sizeOfSources,
  typeOfSources,
  type FindImage,
  type Sources,
} from './volume-sources.usecase.ts'

/**
 * Takes quota and room in a pool, writes the rows, and leaves the rest to a job.
 * @throws 400, 403, 404, 413
 */
export function createVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: NewVolume,
): Promise<Volume> {
  return beginVolume(tx, ctx, env, asked, (named) => findSourceImage(tx, ctx, env, named))
}

/**
 * The same for somebody whose request was answered before, and who was asked then whether they may
 * have a volume of this image.
 * @throws 400, 404, 413
 */
export function createVolumeFor(
  tx: Tx,
  owner: Owner,
  env: BlockStorageEnv,
  asked: NewVolume,
  image: ImageHead | undefined,
): Promise<Volume> {
  return beginVolume(tx, onBehalfOf(owner), env, asked, async () => image)
}

async function beginVolume(
  tx: Tx,
  ctx: Caller,
  env: BlockStorageEnv,
  asked: NewVolume,
  findImage: FindImage,
): Promise<Volume> {
  const plan = await planVolume(tx, ctx, env, asked, findImage)
  const volume = await storeVolume(tx, ctx, env, plan)
  const { backup } = plan.sources
  // Where no backend has room for it, it goes the way of all volumes.
  if (backup !== undefined && volume.host !== null) {
    await fillFromBackup(tx, ctx, env, { backup, volume })
    return volume
  }
  const payload = {
    id: volume.id,
    sizeGib: volume.size,
    pool: volume.host,
    ...placesOfSources(plan.sources),
    ...(plan.sources.image && { image: imageMetadataOf(plan.sources.image) }),
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
  const findImage: FindImage = (named) => findSourceImage(tx, ctx, env, named)
  return storeVolume(tx, ctx, env, await planVolume(tx, ctx, env, asked, findImage))
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
  readonly sources: Sources
  readonly pools: Parameters<typeof candidatePools>[0]
}

/**
 * What is asked for, checked in the order of the real service.
 * Source: openstack/cinder cinder/api/v3/volumes.py (create), cinder/volume/api.py (create),
 * cinder/volume/flows/api/create_volume.py (ExtractVolumeRequestTask).
 */
async function planVolume(
  tx: Tx,
  ctx: Caller,
  env: BlockStorageEnv,
  asked: NewVolume,
  findImage: FindImage,
): Promise<Plan> {
  const named = asked.volume_type
    ? await getTypeByNameOrId(tx, viewerOf(ctx), asked.volume_type)
    : undefined
  const sources = await findSources(tx, ctx, asked, findImage)
  const { group } = sources
  refuseTypeOfGroup(group, named)
  refuseMultiattach(asked)
  const size = sizeAsked(asked, sizeOfSources(sources))
  const type = named ?? (await usualType(tx, ctx, sources))
  refuseSizeOfType(type, size)
  await refuseSources(tx, sources, { type: named, sizeGib: size })
  const services = await listServices(tx, env)
  const origin = originOf(sources)
  const name = sources.volume ? 'source volume' : 'snapshot'
  const from = origin && { volume: origin, name }
  const zone = group?.availability_zone ?? asked.availability_zone ?? null
  const zones = zonesFor(zone, type, from, services)
  const encryption = await findEncryption(tx, type.id)
  if (isMultiattach(type)) {
    if (encryption) throw invalidVolume('Multiattach cannot be used with encrypted volumes.')
    ctx.authorize(CREATE_MULTIATTACH)
  }
  const wanted = { sizeGib: size, zones, preferred: origin?.host ?? null, specs: type.extraSpecs }
  const hinted = { projectId: ctx.projectId, sent: asked.scheduler_hints }
  const left = await poolsByHints(tx, poolsOfGroup(group, env.volumes.pools), hinted)
  const pools = candidatePools(left, await poolAllocations(tx), services, wanted)
  const texts = { name: null, description: null, ...shownTexts(asked) }
  const metadata = asked.metadata ?? {}
  return { ...texts, metadata, type, encryption, sizeGib: size, zones, sources, pools }
}

/** The type of a volume that names none. */
async function usualType(tx: Tx, ctx: Caller, sources: Sources): Promise<VolumeType> {
  const identity = typeOfSources(sources)
  if (identity === undefined) return getDefaultType(tx, viewerOf(ctx))
  return getTypeByNameOrId(tx, viewerOf(ctx), identity)
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

/** Takes the room and writes the rows. Without a backend the volume will end as `error`. */
async function storeVolume(tx: Tx, ctx: Caller, env: BlockStorageEnv, plan: Plan): Promise<Volume> {
  const { type, sizeGib, sources } = plan
  await reserve(tx, {
    projectId: ctx.projectId,
    volumeTypeId: type.id,
    amounts: { volumes: 1, gigabytes: sizeGib },
    volumeSize: sizeGib,
  })
  const host = await placeIn(tx, plan)
  const origin = originOf(sources)
  const downloads = sources.image !== undefined && host !== null
  const row = {
    ...emptyVolume({ id: env.ids.uuid(), now: env.clock.isoNow(), ctx, type }),
    ...(downloads ? CREATION_FROM_IMAGE : CREATION).at,
    name: plan.name,
    description: plan.description,
    size: sizeGib,
    availability_zone: plan.pools.find(({ name }) => name === host)?.zone ?? plan.zones[0]!,
    host,
    snapshot_id: sources.snapshot?.snapshot.id ?? null,
    source_volid: sources.volume?.id ?? null,
    ...membership(sources.group),
    bootable: origin?.bootable ?? 0,
    encryption_key_id: await keyFor(tx, ctx, env, plan),
  }
  const volume = { ...row, serial: await insertVolume(tx, row) }
  await volumeMetadata.writeItems(tx, volume, newItems(plan.metadata))
  const keeper = sources.snapshot && { snapshot: sources.snapshot.snapshot.serial }
  if (origin?.bootable === 1) {
    await inheritImageItems(tx, keeper ?? { volume: origin.serial }, volume.serial)
  }
  return {
    ...{ ...volume, ...CREATION.at },
    volume_type: type.name,
    metadata: plan.metadata,
    attachments: [],
    imageMetadata: null,
  }
}

/** The key of a new volume: that of what it is a copy of again, where that has one. */
async function keyFor(
  tx: Tx,
  { projectId }: Caller,
  env: BlockStorageEnv,
  { encryption, sources }: Plan,
): Promise<string | null> {
  if (encryption === undefined) return null
  const keyId = keyIdOfSources(sources)
  const { image } = sources
  if (image !== undefined && keyId !== null) {
    // Whoever makes an image may write any id there.
    const key = await findKey(tx, keyId)
    if (key === undefined || key.project_id !== image.owner) throw badRequest('Key manager error')
  }
  const copied = keyId === null ? undefined : await copyKey(tx, env, { keyId, projectId })
  return copied ?? makeKey(tx, env, { encryption, projectId })
}

async function placeIn(tx: Tx, { pools, sizeGib }: Plan): Promise<string | null> {
  for (const pool of pools) {
    if (await allocate(tx, pool, sizeGib)) return pool.name
  }
  return null
}
