/**
 * What a transfer is: a volume on offer to whoever knows the key.
 * Source: openstack/cinder cinder/transfer/api.py, cinder/exception.py.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Selectable } from 'kysely'
import { badRequest, Fault, notFound, overLimit } from '../../kernel/faults.ts'
import type { VolumeTransfersTable } from '../storage/group-tables.ts'
import { invalidVolume } from '../volumes/volume-actions.ts'
import type { Volume } from '../volumes/volume.ts'

/** Links name the older root, whichever was asked. */
export const COLLECTION = 'os-volume-transfer'

export type Transfer = Selectable<VolumeTransfersTable>

/** A transfer with what it is about. */
export interface Offer {
  readonly transfer: Transfer
  readonly volume: Volume
}

/** What is kept of a key, which is random: enough to know it again. */
export function hashOfKey(key: string, salt: string): string {
  return createHmac('sha256', salt).update(key).digest('hex')
}

/** @param key as the client sent it, who may have left out the quotes @throws 400 */
export function refuseWrongKey(transfer: Transfer, key: string | number): void {
  const sent = hashOfKey(String(key), transfer.salt)
  if (timingSafeEqual(Buffer.from(sent), Buffer.from(transfer.key_hash))) return
  throw badRequest(`Invalid auth key: Attempt to transfer ${transfer.id} with invalid auth key.`)
}

/** @throws 400 where the volume cannot be handed over */
export function refuseAcceptance({ transfer, volume }: Offer): void {
  if (volume.status === 'maintenance') {
    throw invalidVolume('The volume cannot accept transfer in maintenance mode.')
  }
  if (volume.status === 'awaiting-transfer') return
  throw invalidVolume(
    `Transfer ${transfer.id}: Volume id ${volume.id} expected in awaiting-transfer state.`,
  )
}

/** @throws 400 where the volume is encrypted, and the request not meant for such */
export function refuseEncrypted(
  volume: Volume,
  asked: { readonly mayBeEncrypted: boolean; readonly noSnapshots: boolean },
): void {
  if (volume.encryption_key_id === null) return
  if (!asked.mayBeEncrypted) {
    throw invalidVolume('transferring encrypted volume is not supported')
  }
  if (asked.noSnapshots) {
    throw invalidVolume('transferring an encrypted volume without its snapshots is not supported')
  }
}

export function transferNotFound(id: string): Fault {
  return notFound(`Transfer ${id} could not be found.`)
}

const NAMED_ELSEWHERE = /^VolumeSizeExceedsAvailableQuota: /

/** One of the refusals of the quotas is worded by the handler here, which names no exception. */
export function inWordsOfTransfers(error: unknown): unknown {
  if (!(error instanceof Fault) || !NAMED_ELSEWHERE.test(error.message)) return error
  return overLimit(error.message.replace(NAMED_ELSEWHERE, ''), { retryAfter: 0 })
}
