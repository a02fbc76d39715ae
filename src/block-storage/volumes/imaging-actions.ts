/**
 * In which states images are made of volumes, and written over them. Source: openstack/cinder
 * cinder/volume/api.py (copy_volume_to_image, reimage).
 */
import {
  invalidVolume,
  type Refused,
  type VolumeAction,
  type VolumeCourse,
} from './volume-states.ts'

/** The way of a volume that an image is made of; how that goes makes no difference to it. */
export const UPLOADING = {
  at: { status: 'uploading' },
  job: 'volume.upload_image',
  done: { status: 'available' },
  failed: { status: 'available' },
} as const satisfies VolumeCourse

/** The way of a volume that an image is written over: back to the state before. */
export const REIMAGING = {
  at: { status: 'downloading' },
  job: 'volume.reimage',
  failed: { status: 'error' },
} as const satisfies VolumeCourse

function notReimaged(expected: string) {
  return ({ id, status }: Pick<Refused, 'id' | 'status'>) =>
    invalidVolume(`Volume ${id} status must be ${expected}, but current status is ${status}.`)
}

/** A part of the table of all actions. */
export const IMAGING_ACTIONS = {
  uploadImage: {
    from: { status: ['available'] },
    ...UPLOADING,
    refusal: ({ id }: Pick<Refused, 'id'>) =>
      invalidVolume(`Volume ${id} status must be available`),
  },
  reimage: {
    from: { status: ['available', 'error'] },
    ...REIMAGING,
    refusal: notReimaged('available or error'),
  },
  reimageReserved: {
    from: { status: ['available', 'error', 'reserved'] },
    ...REIMAGING,
    refusal: notReimaged('available or error or reserved'),
  },
} as const satisfies Record<string, VolumeAction>
