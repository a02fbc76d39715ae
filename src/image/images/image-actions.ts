/**
 * In which states what may be done to an image, and what becomes of it.
 * Source: openstack/glance glance/domain/__init__.py (Image.valid_state_targets, deactivate,
 * reactivate), glance/api/v2/image_data.py, glance/api/v2/images.py (import_image, delete).
 */
import { conflict, forbidden } from '../../kernel/faults.ts'
import type { Action, Course } from '../../kernel/state-table.ts'
import type { ImagesTable } from '../storage/tables.ts'

/** The columns that say in which state an image is. */
export type ImageStates = Pick<ImagesTable, 'status' | 'size' | 'virtual_size'>

/** What refusals speak of. */
type Refused = Pick<ImagesTable, 'id' | 'status'>

export type ImageCourse = Course<ImageStates>
export type ImageAction = Action<ImageStates, Refused>

/** What begins an image: it has no state before. */
export const IMAGE_CREATION = {
  at: { status: 'queued', size: null, virtual_size: null },
} as const satisfies ImageCourse

function noTransition(to: string) {
  return ({ status }: Refused) =>
    conflict(`Image status transition from ${status} to ${to} is not allowed`)
}

/** Whatever goes wrong with bytes puts the image back, so that they can be sent again. */
const BACK = { status: 'queued', size: null, virtual_size: null } as const

export const IMAGE_ACTIONS = {
  /** Bytes are sent to the store. */
  upload: {
    from: { status: ['queued'] },
    at: { status: 'saving' },
    done: { status: 'active' },
    failed: BACK,
    refusal: noTransition('saving'),
  },
  /** Bytes are put aside, to be imported. */
  stage: {
    from: { status: ['queued'] },
    at: { status: 'uploading' },
    failed: BACK,
    refusal: noTransition('uploading'),
  },
  importStaged: {
    from: { status: ['uploading'] },
    at: { status: 'importing' },
    done: { status: 'active' },
    failed: BACK,
    refusal: ({ status }) =>
      conflict(
        status === 'active'
          ? 'Image with status active cannot be target for import'
          : "Image needs to be staged before 'glance-direct' method can be used",
      ),
  },
  importFromWeb: {
    from: { status: ['queued'] },
    at: { status: 'importing' },
    done: { status: 'active' },
    failed: BACK,
    refusal: ({ status }) =>
      conflict(
        status === 'active'
          ? 'Image with status active cannot be target for import'
          : "Image needs to be in 'queued' state to use 'web-download' method",
      ),
  },
  /** To another store; the image stays what it is. */
  copy: {
    from: { status: ['active'] },
    refusal: () => conflict('Only images with status active can be targeted for copying'),
  },
  deactivate: {
    from: { status: ['active', 'deactivated'] },
    at: { status: 'deactivated' },
    refusal: ({ status }) => forbidden(`Not allowed to deactivate image in status '${status}'`),
  },
  reactivate: {
    from: { status: ['deactivated', 'active'] },
    at: { status: 'active' },
    refusal: ({ status }) => forbidden(`Not allowed to reactivate image in status '${status}'`),
  },
  delete: {
    from: {
      status: [
        'queued',
        'saving',
        'uploading',
        'importing',
        'active',
        'deactivated',
        'pending_delete',
        'killed',
      ],
    },
    at: { status: 'deleted' },
    refusal: noTransition('deleted'),
  },
} as const satisfies Readonly<Record<string, ImageAction>>
