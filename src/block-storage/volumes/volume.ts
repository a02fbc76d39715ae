/**
 * What a volume is; what may be done to it when is in `volume-actions.ts`.
 * Source: openstack/cinder cinder/volume/api.py, cinder/exception.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import type { Attached } from '../attachments/attachment.ts'
import type { VolumesTable } from '../storage/tables.ts'
import type { VolumeStatus } from './volume-status.ts'

/** Sizes in GiB, times as stored, booleans 0 and 1. */
export interface Volume extends Selectable<VolumesTable> {
  /** Name of its type. */
  readonly volume_type: string | null
  /** In the order in which the keys were added. */
  readonly metadata: Readonly<Record<string, string>>
  /** What it is attached to. */
  readonly attachments: readonly Attached[]
  /** What it took over from its image; null where that is nothing. */
  readonly imageMetadata: Readonly<Record<string, string>> | null
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

export function invalidInput(reason: string): Fault {
  return badRequest(`Invalid input received: ${reason}`)
}

/** States that clients of earlier versions would not know show as these. */
const SHOWN_AS = new Map<VolumeStatus, VolumeStatus>([
  ['managing', 'creating'],
  ['error_managing', 'error'],
  ['error_managing_deleting', 'deleting'],
])

export function shownStatus(status: VolumeStatus): VolumeStatus {
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
