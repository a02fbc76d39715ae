/**
 * What a volume is and what may be done to it when.
 * Source: openstack/cinder cinder/volume/api.py, cinder/exception.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { VolumesTable } from '../storage/tables.ts'

/** Sizes in GiB, times as stored, booleans 0 and 1. */
export interface Volume extends Selectable<VolumesTable> {
  /** Name of its type. */
  readonly volume_type: string | null
  /** In the order in which the keys were added. */
  readonly metadata: Readonly<Record<string, string>>
}

export type VolumeName = Pick<Volume, 'id' | 'name'>

/** What calls that only touch a volume's metadata, or that only judge, need to know of it. */
export type VolumeHead = Pick<
  Volume,
  'serial' | 'id' | 'project_id' | 'user_id' | 'status' | 'created_at'
>

/** What policies see of a volume. */
export function volumeAttributes(volume: VolumeHead): Record<string, unknown> {
  return { project_id: volume.project_id, user_id: volume.user_id }
}

export function volumeNotFound(id: string): Fault {
  return notFound(`Volume ${id} could not be found.`)
}

export function invalidVolume(reason: string): Fault {
  return badRequest(`Invalid volume: ${reason}`)
}

export function invalidInput(reason: string): Fault {
  return badRequest(`Invalid input received: ${reason}`)
}

const METADATA_FROZEN_IN: readonly string[] = ['maintenance', 'uploading']

/** @throws 400 while the metadata is being copied elsewhere */
export function refuseFrozenMetadata(volume: VolumeHead, doing: 'Updating' | 'Deleting'): void {
  if (METADATA_FROZEN_IN.includes(volume.status)) {
    throw invalidVolume(
      `${doing} volume metadata is not allowed for volumes in ${volume.status} status.`,
    )
  }
}

/** States from which a volume can be deleted without force. */
export const DELETABLE_IN = [
  'available',
  'error',
  'error_restoring',
  'error_extending',
  'error_managing',
] as const

/** Migration states in which no migration is under way. Null is another. */
export const NOT_MIGRATING = ['deleting', 'error', 'success'] as const

export function notDeletable(force: boolean): Fault {
  const status = force ? '' : `status must be ${DELETABLE_IN.join(' or ')} and`
  return invalidVolume(
    `Volume ${status} must not be migrating, attached, belong to a group, have snapshots, ` +
      'awaiting a transfer, or be disassociated from snapshots after volume transfer.',
  )
}

/** The state of a volume whose deletion begins. */
export function deletingStatus(volume: VolumeHead): string {
  return volume.status === 'error_managing' ? 'error_managing_deleting' : 'deleting'
}

/** States that clients of earlier versions would not know show as these. */
const SHOWN_AS = new Map([
  ['managing', 'creating'],
  ['error_managing', 'error'],
  ['error_managing_deleting', 'deleting'],
])

export function shownStatus(status: string): string {
  return SHOWN_AS.get(status) ?? status
}

/** @throws 400 where the new size is not larger */
export function refuseShrinking(size: number, newSize: number): void {
  if (newSize > size) return
  throw invalidInput(
    'New size for extend must be greater than current size. ' +
      `(current: ${size}, extended: ${newSize}).`,
  )
}

export function notExtendable(volume: VolumeHead, expected: string): Fault {
  return invalidVolume(
    `Volume ${volume.id} status must be '{'status': '${expected}'}' to extend, ` +
      `currently ${volume.status}.`,
  )
}

/** @throws 400 while an operator works on the volume */
export function refuseUpdate(volume: VolumeHead): void {
  if (volume.status === 'maintenance') {
    throw invalidVolume('The volume cannot be updated during maintenance.')
  }
}

/** How a client may name and describe a volume: as the API says, or as the tables of cinder do. */
export interface Texts {
  readonly name?: string | null
  readonly description?: string | null
  readonly display_name?: string | null
  readonly display_description?: string | null
}

/** Name and description without the spaces around them; what is not there is not to change. */
export function shownTexts(asked: Texts): Pick<Texts, 'name' | 'description'> {
  const name = asked.name === undefined ? asked.display_name : asked.name
  const description =
    asked.description === undefined ? asked.display_description : asked.description
  return {
    ...(name !== undefined && { name: name?.trim() ?? null }),
    ...(description !== undefined && { description: description?.trim() ?? null }),
  }
}
