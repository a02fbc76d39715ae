/**
 * Images of volumes. Source: openstack/cinder cinder/api/contrib/volume_actions.py.
 */
import { Type as T, type TSchema } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, DESCRIPTION } from '../parameters.ts'
import { getType } from '../volume-types/volume-types.store.ts'
import { UPLOAD_IMAGE } from './imaging.policies.ts'
import { reimage, uploadImage } from './imaging.usecase.ts'
import type { Upload } from './uploaded-image.ts'
import { UPLOADED, uploadedView } from './uploaded-image.view.ts'
import { volumeTarget } from './volumes.ops.ts'
import { GET } from './volumes.policies.ts'

const PATH = '/volumes/{volume_id}/action'

const DISK_FORMATS = ['raw', 'vmdk', 'vdi', 'qcow2', 'vhd', 'vhdx', 'ploop']
const VISIBILITIES = ['community', 'public', 'private', 'shared']

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

const upload = operation({
  id: 'volumes.upload_image',
  method: 'POST',
  path: PATH,
  action: 'os-volume_upload_image',
  summary: 'Make an image of a volume',
  policy: UPLOAD_IMAGE,
  target: volumeTarget,
  body: UPLOAD_BODY,
  success: 202,
  response: { 202: closed({ 'os-volume_upload_image': UPLOADED }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    const asked = {
      ...body['os-volume_upload_image'],
      hasVisibility: ctx.version >= MV.UPLOAD_IMAGE_PARAMS,
    }
    const image = await uploadImage(tx, ctx, env, target, asked)
    const type = await getType(tx, { isAdmin: true, projectId: undefined }, target.volume_type_id)
    return { 'os-volume_upload_image': uploadedView(target, type, image) }
  },
})

const reimageVolume = operation({
  id: 'volumes.reimage',
  method: 'POST',
  path: PATH,
  action: 'os-reimage',
  summary: 'Write an image over what a volume holds',
  versions: ['3.68'],
  // Who may do it is asked once the image is found.
  policy: GET,
  target: volumeTarget,
  body: closed({
    'os-reimage': closed({
      image_id: T.String({ format: 'uuid' }),
      reimage_reserved: T.Optional(BOOLEAN),
    }),
  }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  handle({ tx, ctx, env, target, body }) {
    const { image_id: imageId, reimage_reserved: isReserved = false } = body['os-reimage']
    return reimage(tx, ctx, env, target, {
      imageId,
      takesReserved: booleanFrom(isReserved) === true,
    })
  },
})

export const imagingOperations = [upload, reimageVolume]
