import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, Fault } from '../../kernel/faults.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { Tx } from '../../storage/database.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import { newItems } from '../metadata/metadata.ts'
import { volumeMetadata } from '../metadata/metadata.store.ts'
import { MV } from '../microversions.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { placeAsked } from '../services/places.ts'
import { backendOf, isOnHost, VOLUME, type VolumeService } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { getDefaultType, getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import { viewerOf, type VolumeType } from '../volume-types/volume-types.ts'
import { emptyVolume } from '../volumes/new-volume.ts'
import { candidatePools } from '../volumes/placement.ts'
import { poolAllocations } from '../volumes/pools.store.ts'
import { shownTexts, type Volume } from '../volumes/volume.ts'
import { invalidVolume, MANAGING } from '../volumes/volume-actions.ts'
import { findVolume, insertVolume } from '../volumes/volumes.store.ts'
import { nameIn } from './manageable.ts'
import { unmanagedIn } from './manageable-volumes.store.ts'
import type { ManageAsked } from './manage.schemas.ts'
import { MANAGE_VOLUME } from './manageable-volumes.jobs.ts'

/**
 * Begins to make a volume of what lies on a backend.
 * Source: openstack/cinder cinder/api/contrib/volume_manage.py, cinder/volume/api.py
 * (manage_existing), cinder/volume/flows/api/manage_existing.py.
 * @throws 400, 413
 */
export async function manageVolume(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  asked: ManageAsked,
): Promise<Volume> {
  const place = placeAsked(asked, ctx.version >= MV.VOLUME_MIGRATE_CLUSTER)
  const named = asked.volume_type ? await typeNamed(tx, ctx, asked.volume_type) : undefined
  const name = nameIn(asked.ref)
  await refuseManaged(tx, name)
  const type = named ?? (await getDefaultType(tx, viewerOf(ctx)))
  if (await findEncryption(tx, type.id)) {
    throw badRequest('Invalid volume type: Managing to an encrypted volume type is not supported.')
  }
  if ('cluster' in place) throw badRequest(`Cluster '${place.cluster}' not found`)
  const services = await listServices(tx, env)
  const service = volumeServiceOf(services, place.host)
  if (service === undefined) throw badRequest(`Host '${place.host}' not found`)
  refuseDisabled(service)
  const pool = await poolFor(tx, env, { host: place.host, name, type, services, service })
  const demand = { projectId: ctx.projectId, volumeTypeId: type.id, amounts: { volumes: 1 } }
  await reserve(tx, demand)
  const row = {
    ...emptyVolume({ id: env.ids.uuid(), now: env.clock.isoNow(), ctx, type }),
    ...{ name: null, description: null, ...shownTexts(asked) },
    ...MANAGING.at,
    size: 0,
    availability_zone: asked.availability_zone ?? service.zone,
    host: pool ?? place.host,
    bootable: booleanFrom(asked.bootable ?? false) === true ? 1 : 0,
  }
  const volume = { ...row, serial: await insertVolume(tx, row) }
  const metadata = asked.metadata ?? {}
  await volumeMetadata.writeItems(tx, volume, newItems(metadata))
  await env.jobs.enqueue(tx, MANAGE_VOLUME, {
    resourceId: volume.id,
    payload: { id: volume.id, pool, name: name ?? null },
    requestId: ctx.requestId,
  })
  return { ...volume, volume_type: type.name, metadata, imageMetadata: null, attachments: [] }
}

/** The volume service of a host, a backend or a pool. */
export function volumeServiceOf(
  services: readonly VolumeService[],
  host: string,
): VolumeService | undefined {
  const backend = backendOf(host)
  return services.find((each) => each.binary === VOLUME && isOnHost(each.host, backend))
}

/** @throws 400 */
export function refuseDisabled({ disabled }: VolumeService): void {
  if (disabled) throw badRequest('Service is unavailable at this time.')
}

/** @throws 400 */
async function typeNamed(tx: Tx, ctx: RequestContext, name: string): Promise<VolumeType> {
  try {
    return await getTypeByNameOrId(tx, viewerOf(ctx), name)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw badRequest(`Invalid volume type: Cannot find requested '${name}' volume type`)
  }
}

/** Volumes are called `volume-<id>` on backends. @throws 400 */
async function refuseManaged(tx: Tx, name: string | undefined): Promise<void> {
  const id = /^volume-(.+)/.exec(name ?? '')?.[1]
  if (id === undefined || (await findVolume(tx, id)) === undefined) return
  throw invalidVolume('Unable to manage existing volume. The volume is already managed')
}

/** The pool of the backend that suits the type; the one where it lies, where that is one of several. */
async function poolFor(
  tx: Tx,
  env: BlockStorageEnv,
  asked: {
    readonly host: string
    readonly name: string | undefined
    readonly type: VolumeType
    readonly services: readonly VolumeService[]
    readonly service: VolumeService
  },
): Promise<string | null> {
  const { host, name, type, services, service } = asked
  const wanted = { sizeGib: 0, zones: [service.zone], preferred: null, specs: type.extraSpecs }
  const place = host.includes('#') ? host : service.host
  const pools = env.volumes.pools.filter((pool) => isOnHost(pool.name, place))
  const fitting = candidatePools(pools, await poolAllocations(tx), services, wanted)
  const held = await unmanagedIn(
    tx,
    fitting.map((pool) => pool.name),
  )
  return held.find((each) => each.name === name)?.pool ?? fitting[0]?.name ?? null
}
