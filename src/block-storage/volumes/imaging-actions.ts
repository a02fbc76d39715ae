/**
 * In which states images are made of volumes, and written over them. Source: openstack/cinder
 * cinder/volume/api.py (copy_volume_to_image, reimage).
 */
import { invalidVolume, type Refused, type VolumeAction } from './volume-states.ts'

function notReimaged(expected: string) {
  return ({ id, status }: Pick<Refused, 'id' | 'status'>) =>
    invalidVolume(`Volume ${id} status must be ${expected}, but current status is ${status}.`)
}

/** A part of the table of all actions. They set nothing as long as there are no images. */
export const IMAGING_ACTIONS = {
  uploadImage: {
    from: { status: ['available'] },
    refusal: ({ id }: Pick<Refused, 'id'>) =>
      invalidVolume(`Volume ${id} status must be available`),
  },
  reimage: {
    from: { status: ['available', 'error'] },
    refusal: notReimaged('available or error'),
  },
  reimageReserved: {
    from: { status: ['available', 'error', 'reserved'] },
    refusal: notReimaged('available or error or reserved'),
  },
} as const satisfies Record<string, VolumeAction>
