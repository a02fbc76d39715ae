import { randomBytes } from 'node:crypto'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import { MV } from '../microversions.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { release, reserve, type Demand } from '../quota-sets/quota-sets.store.ts'
import { giveKeysTo } from '../keys/keys.store.ts'
import { invalidSnapshot, snapshotDemand, type Snapshot } from '../snapshots/snapshot.ts'
import { giveSnapshotsTo, lockedSnapshotsOf } from '../snapshots/snapshots.store.ts'
import { OFFER, VOLUME_ACTIONS, invalidVolume } from '../volumes/volume-actions.ts'
import type { Volume } from '../volumes/volume.ts'
import { beginAction, endAction, giveVolumeTo } from '../volumes/volumes.store.ts'
import {
  hashOfKey,
  inWordsOfTransfers,
  refuseAcceptance,
  refuseEncrypted,
  refuseWrongKey,
  type Offer,
  type Transfer,
} from './transfer.ts'
import type { NewTransfer } from './transfers.schemas.ts'
import { deleteTransfer, deleteTransfersOf, insertTransfer } from './transfers.store.ts'

const KEY_BYTES = 8
const SALT_BYTES = 8

/**
 * Offers a volume, and returns what nobody can be told again: the key.
 * @throws 400 where it is not available, or encrypted and the request not made for such
 */
export async function offerVolume(
  tx: Tx,
  ctx: RequestContext,
  { ids, clock }: BlockStorageEnv,
  volume: Volume,
  asked: NewTransfer,
): Promise<Transfer & { readonly auth_key: string }> {
  const noSnapshots = booleanFrom(asked.no_snapshots ?? false) === true
  refuseUnlessAllowed(VOLUME_ACTIONS.offer, volume)
  const mayBeEncrypted = ctx.version >= MV.TRANSFER_ENCRYPTED_VOLUME
  refuseEncrypted(volume, { mayBeEncrypted, noSnapshots })
  const unready = noSnapshots ? undefined : unreadyOf(await lockedSnapshotsOf(tx, volume.id))
  if (unready !== undefined) {
    throw invalidSnapshot(`snapshot: ${unready.id} status must be available`)
  }
  const now = clock.isoNow()
  await beginAction(tx, VOLUME_ACTIONS.offer, volume, { updated_at: now })
  const key = randomBytes(KEY_BYTES).toString('hex')
  const salt = randomBytes(SALT_BYTES).toString('hex')
  const transfer = {
    id: ids.uuid(),
    volume_id: volume.id,
    source_project_id: volume.project_id,
    name: asked.name?.trim() ?? null,
    salt,
    key_hash: hashOfKey(key, salt),
    no_snapshots: noSnapshots ? 1 : 0,
    created_at: now,
  }
  await insertTransfer(tx, transfer)
  return { ...transfer, auth_key: key }
}

/** Takes an offer back. A volume whose state was overwritten meanwhile keeps that. */
export async function withdrawOffer(
  tx: Tx,
  { clock }: BlockStorageEnv,
  { transfer, volume }: Offer,
): Promise<void> {
  await deleteTransfer(tx, transfer.id)
  await endAction(tx, OFFER, volume.id, { ...OFFER.done, updated_at: clock.isoNow() })
}

/**
 * Gives the volume to whoever asks, and moves what it takes of the quotas.
 * @throws 400 where the key is wrong or the volume not on offer; 413
 */
export async function acceptOffer(
  tx: Tx,
  ctx: RequestContext,
  { clock }: BlockStorageEnv,
  offer: Offer,
  key: string | number,
): Promise<void> {
  const { transfer, volume } = offer
  refuseWrongKey(transfer, key)
  if (volume.consistencygroup_id !== null) {
    throw invalidVolume(`Volume ${volume.id} must not be part of a consistency group.`)
  }
  const snapshots = transfer.no_snapshots === 1 ? [] : await lockedSnapshotsOf(tx, volume.id)
  const demands = [...demandsOf(volume), ...snapshots.flatMap(demandsOfSnapshot)]
  await moveQuota(tx, demands, ctx.projectId)
  refuseAcceptance(offer)
  const unready = unreadyOf(snapshots)
  if (unready !== undefined) {
    throw invalidSnapshot(
      `Transfer ${transfer.id}: Snapshot ${unready.id} is not in the expected available state.`,
    )
  }
  const owner = {
    project_id: ctx.projectId,
    user_id: ctx.userId,
    updated_at: clock.isoNow(),
  }
  await giveVolumeTo(tx, volume, { ...OFFER.done, ...owner })
  await giveSnapshotsTo(tx, snapshots, owner)
  const keys = [volume, ...snapshots].flatMap(({ encryption_key_id: id }) => id ?? [])
  await giveKeysTo(tx, keys, ctx.projectId)
  await deleteTransfersOf(tx, volume.id)
}

/** The first that is not whole. */
function unreadyOf(snapshots: readonly Pick<Snapshot, 'id' | 'status'>[]) {
  return snapshots.find(({ status }) => status !== 'available')
}

/** What a volume takes of its project's quotas. */
function demandsOf(volume: Volume): readonly Demand[] {
  if (volume.use_quota !== 1) return []
  const { project_id: projectId, volume_type_id: volumeTypeId, size } = volume
  return [{ projectId, volumeTypeId, amounts: { volumes: 1, gigabytes: size }, volumeSize: size }]
}

/** The same of what goes along with a volume. */
function demandsOfSnapshot(
  snapshot: Pick<Snapshot, 'use_quota' | 'project_id' | 'volume_type_id' | 'size'>,
): readonly Demand[] {
  return snapshot.use_quota === 1 ? [snapshotDemand(snapshot)] : []
}

/**
 * Another project takes all before its owner gives any back, which is seen where a project accepts
 * what it offered itself.
 * @throws 413
 */
async function moveQuota(tx: Tx, demands: readonly Demand[], projectId: string): Promise<void> {
  try {
    for (const demand of demands) await reserve(tx, { ...demand, projectId })
  } catch (error) {
    throw inWordsOfTransfers(error)
  }
  for (const demand of demands) await release(tx, demand)
}
