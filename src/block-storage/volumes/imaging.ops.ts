/**
 * Images of volumes. The Image service has none yet, so these end as they do where cinder cannot
 * reach it, once all has been checked that comes before. Source: openstack/cinder
 * cinder/api/contrib/volume_actions.py.
 */
import { Type as T, type TSchema } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { badRequest } from '../../kernel/faults.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, DESCRIPTION } from '../parameters.ts'
import { REIMAGE, UPLOAD_IMAGE, UPLOAD_PUBLIC } from './imaging.policies.ts'
import { volumeAttributes } from './volume.ts'
import { VOLUME_ACTIONS } from './volume-actions.ts'
import { volumeTarget } from './volumes.ops.ts'

const PATH = '/volumes/{volume_id}/action'

const DISK_FORMATS = ['raw', 'vmdk', 'vdi', 'qcow2', 'vhd', 'vhdx', 'ploop']
const VISIBILITIES = ['community', 'public', 'private', 'shared']

interface Upload {
  readonly image_name: string
  readonly disk_format?: string
  readonly container_format?: string | null
  /** From 3.1 on. */
  readonly visibility?: string
}

function oneOf(words: readonly string[]): TSchema {
  return T.Unsafe<string>({ type: 'string', enum: words })
}

function uploadBody(more: Record<string, TSchema>) {
  return closed({
    'os-volume_upload_image': closed({
      image_name: T.String({ minLength: 1, maxLength: 255 }),
      force: T.Optional(BOOLEAN),
      disk_format: T.Optional(oneOf(DISK_FORMATS)),
      container_format: T.Optional(DESCRIPTION),
      ...more,
    }),
  })
}

const UPLOAD_BODY = since({
  '3.0': uploadBody({}),
  '3.1': uploadBody({
    visibility: T.Optional(oneOf(VISIBILITIES)),
    protected: T.Optional(BOOLEAN),
  }),
}) as Shape<{ 'os-volume_upload_image': Upload }>

function noImageService() {
  return badRequest('Connection to glance failed: the Image service has no images yet')
}

const upload = operation({
  id: 'volumes.upload_image',
  method: 'POST',
  path: PATH,
  action: 'os-volume_upload_image',
  summary: 'Was to make an image of a volume; refused until there are images',
  policy: UPLOAD_IMAGE,
  target: volumeTarget,
  body: UPLOAD_BODY,
  transaction: 'read',
  lock: 'none',
  success: 400,
  response: {},
  errors: [400, 403, 404],
  handle({ ctx, target, body }) {
    const {
      visibility,
      disk_format: disk,
      container_format: container,
    } = body['os-volume_upload_image']
    const isAsItIs = (disk ?? 'raw') === 'raw' && (container ?? 'bare') === 'bare'
    if (target.encryption_key_id !== null && !isAsItIs) {
      throw badRequest(
        "An encrypted volume uploaded as an image must use 'raw' disk_format and 'bare' " +
          'container_format, which are the defaults for these options.',
      )
    }
    if (visibility === 'public') ctx.authorize(UPLOAD_PUBLIC, volumeAttributes(target))
    refuseUnlessAllowed(VOLUME_ACTIONS.uploadImage, target)
    throw noImageService()
  },
})

const reimage = operation({
  id: 'volumes.reimage',
  method: 'POST',
  path: PATH,
  action: 'os-reimage',
  summary: 'Was to write an image over what a volume holds; refused until there are images',
  versions: ['3.68'],
  policy: REIMAGE,
  target: volumeTarget,
  body: closed({
    'os-reimage': closed({
      image_id: T.String({ format: 'uuid' }),
      reimage_reserved: T.Optional(BOOLEAN),
    }),
  }),
  transaction: 'read',
  lock: 'none',
  success: 400,
  response: {},
  errors: [400, 403, 404],
  handle({ target, body }) {
    const { reimage: alone, reimageReserved: reserved } = VOLUME_ACTIONS
    const { reimage_reserved: isReserved = false } = body['os-reimage']
    refuseUnlessAllowed(booleanFrom(isReserved) ? reserved : alone, target)
    throw noImageService()
  },
})

export const imagingOperations = [upload, reimage]
