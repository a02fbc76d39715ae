/** What a new volume gets its content from. */
import type { SnapshotPlace, VolumePlace } from '../../drivers/volume/interface.ts'
import { Fault } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import type { Caller } from '../caller.ts'
import type { Backup } from '../backups/backup.ts'
import { findSourceBackup, refuseSourceBackup } from '../backups/volume-from-backup.usecase.ts'
import { isSameEncryption } from '../encryption/encryption.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import type { Group } from '../groups/group.ts'
import type { ImageHead } from '../../image/facade.ts'
import { MV } from '../microversions.ts'
import { groupOfVolume } from '../groups/volume-in-group.usecase.ts'
import { SNAPSHOT_ACTIONS } from '../snapshots/snapshot-actions.ts'
import {
  isVisible,
  snapshotAttributes,
  snapshotNotFound,
  type Snapshot,
} from '../snapshots/snapshot.ts'
import { GET as GET_SNAPSHOT } from '../snapshots/snapshots.policies.ts'
import { findSnapshot } from '../snapshots/snapshots.store.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'
import { invalidInput, volumeAttributes, volumeNotFound, type Volume } from './volume.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'
import type { NewVolume } from './volume.schemas.ts'
import { bootSnapshotNotFound, bootSnapshotOf, refuseImage } from './source-image.ts'
import { GET } from './volumes.policies.ts'
import { findVolume } from './volumes.store.ts'

export interface Sources {
  readonly volume: Volume | undefined
  readonly snapshot: SourceSnapshot | undefined
  readonly backup: Backup | undefined
  readonly image: ImageHead | undefined
  /** What it becomes part of. */
  readonly group: Group | undefined
}

interface SourceSnapshot {
  readonly snapshot: Snapshot
  /** The volume that it is of. */
  readonly of: Volume
}

/** Finds the image that is named so, if one is. @throws 400, 409 */
export type FindImage = (named: string | undefined) => Promise<ImageHead | undefined>

/** @throws 400, 403, 404, 409 */
export async function findSources(
  tx: Tx,
  ctx: Caller,
  asked: NewVolume,
  findImage: FindImage,
): Promise<Sources> {
  const named = await findSourceSnapshot(tx, ctx, asked.snapshot_id)
  const volume = await findSourceVolume(tx, ctx, asked)
  const group = await groupOfVolume(tx, ctx, asked)
  const found = await findImage(asked.image_id ?? asked.imageRef ?? undefined)
  // The image of a server that was booted from a volume is nothing but a snapshot.
  const bootId = ctx.version >= MV.SUPPORT_NOVA_IMAGE ? found && bootSnapshotOf(found) : undefined
  const ofImage = await findSourceSnapshot(tx, ctx, bootId).catch((error: unknown) => {
    throw error instanceof Fault && error.status === 404 ? bootSnapshotNotFound(bootId!) : error
  })
  const image = ofImage === undefined ? found : undefined
  const backup = await findSourceBackup(tx, ctx, asked)
  return { volume, snapshot: ofImage ?? named, group, image, backup }
}

async function findSourceSnapshot(
  tx: Tx,
  ctx: Caller,
  id: string | null = null,
): Promise<SourceSnapshot | undefined> {
  if (id === null) return undefined
  const snapshot = await findSnapshot(tx, id)
  if (snapshot === undefined || !isVisible(ctx, snapshot)) throw snapshotNotFound(id)
  ctx.authorize(GET_SNAPSHOT, snapshotAttributes(snapshot))
  const of = await findVolume(tx, snapshot.volume_id)
  // Its volume goes only after it.
  if (of === undefined) throw snapshotNotFound(id)
  return { snapshot, of }
}

async function findSourceVolume(
  tx: Tx,
  ctx: Caller,
  { source_volid: id = null }: NewVolume,
): Promise<Volume | undefined> {
  if (id === null) return undefined
  const volume = await findVolume(tx, id)
  if (volume && ctx.allows(GET, volumeAttributes(volume))) return volume
  throw volumeNotFound(id)
}

/** GiB; undefined where there is no source whose volumes are as large as it is. */
export function sizeOfSources({ snapshot, volume, backup }: Sources): number | undefined {
  return snapshot?.snapshot.size ?? volume?.size ?? backup?.size
}

/** The volume whose content the new one gets, itself or by way of a snapshot. */
export function originOf({ snapshot, volume }: Sources): Volume | undefined {
  return volume ?? snapshot?.of
}

/** The type of a volume that names none, and is made of something that has one: a name or an id. */
export function typeOfSources({ snapshot, volume, image }: Sources): string | undefined {
  const own = volume?.volume_type_id ?? snapshot?.snapshot.volume_type_id
  return own ?? (image?.properties['cinder_img_volume_type'] || undefined)
}

/** The key that what the new volume holds is encrypted with. */
export function keyIdOfSources({ snapshot, volume, image }: Sources): string | null {
  const keyId = (snapshot?.snapshot ?? volume)?.encryption_key_id
  return keyId ?? image?.properties['cinder_encryption_key_id'] ?? null
}

/** Where the driver finds the content, as payloads of jobs hold it. */
export function placesOfSources({ snapshot, volume }: Sources): {
  source: VolumePlace | null
  snapshot: SnapshotPlace | null
} {
  const of = snapshot && placeOf(snapshot.of)
  return {
    source: (volume && placeOf(volume)) ?? null,
    snapshot: of ? { id: snapshot.snapshot.id, sizeGib: snapshot.snapshot.size, volume: of } : null,
  }
}

function placeOf({ id, size, host }: Volume): VolumePlace | undefined {
  return host === null ? undefined : { id, sizeGib: size, pool: host }
}

/**
 * Holds the sources against the type that a client named and the size that there will be.
 * Source: openstack/cinder cinder/volume/api.py (create), cinder/volume/flows/api/create_volume.py.
 * @throws 400
 */
export async function refuseSources(
  tx: Tx,
  sources: Sources,
  { type, sizeGib }: { type: VolumeType | undefined; sizeGib: number },
): Promise<void> {
  const { volume, snapshot, backup, image } = sources
  if (type !== undefined) await refuseOtherType(tx, sources, type)
  if ([volume, snapshot, backup, image].filter((source) => source !== undefined).length > 1) {
    throw invalidInput('May specify only one of backup, imageRef, snapshot, source volume')
  }
  if (snapshot !== undefined) refuseSnapshot(snapshot.snapshot, sizeGib)
  if (volume !== undefined) refuseVolume(volume, sizeGib)
  if (backup !== undefined) refuseSourceBackup(backup, sizeGib)
  if (image !== undefined) refuseImage(image, sizeGib)
}

async function refuseOtherType(
  tx: Tx,
  { volume, snapshot }: Sources,
  type: VolumeType,
): Promise<void> {
  const notCompatible = 'requested type is not compatible'
  const refusal = (advice: string) =>
    invalidInput(`Invalid volume_type provided: ${type.id} (${notCompatible}; ${advice}).`)
  if (volume && !(await isCompatible(tx, volume.volume_type_id, type))) {
    throw refusal('either match source volume, or omit type argument')
  }
  if (snapshot && !(await isCompatible(tx, snapshot.snapshot.volume_type_id, type))) {
    throw refusal('recommend omitting the type argument')
  }
}

/** Can the backend turn a copy of a volume of the one type into a volume of the other? */
async function isCompatible(tx: Tx, sourceTypeId: string, type: VolumeType): Promise<boolean> {
  if (sourceTypeId === type.id) return true
  const encryption = await findEncryption(tx, sourceTypeId)
  if (!isSameEncryption(encryption, await findEncryption(tx, type.id))) return false
  // Whoever may use it now.
  const source = await getType(tx, { isAdmin: true, projectId: undefined }, sourceTypeId)
  const backend = type.extraSpecs.get('volume_backend_name')
  return Boolean(backend) && source.extraSpecs.get('volume_backend_name') === backend
}

function refuseSnapshot(snapshot: Snapshot, sizeGib: number): void {
  refuseUnlessAllowed(SNAPSHOT_ACTIONS.createVolume, snapshot)
  if (sizeGib < snapshot.size) {
    throw invalidInput(
      `Volume size '${sizeGib}'GB cannot be smaller than the snapshot size ${snapshot.size}GB. ` +
        'They must be >= original snapshot size.',
    )
  }
}

function refuseVolume(volume: Volume, sizeGib: number): void {
  refuseUnlessAllowed(VOLUME_ACTIONS.clone, volume)
  if (sizeGib < volume.size) {
    throw invalidInput(
      `Volume size '${sizeGib}'GB cannot be smaller than original volume size  ` +
        `${volume.size}GB. They must be >= original volume size.`,
    )
  }
}
