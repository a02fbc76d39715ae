import { AUTHENTICATED } from '../../kernel/operation.ts'
import { one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { imageMetadataOperations } from './image-metadata.ops.ts'
import { imageDetailView } from './image.view.ts'
import { imageListOperations } from './lists.ops.ts'
import { deleteImage } from './images.usecase.ts'
import { imageTarget } from './image-target.usecase.ts'

/** Images moved to Image; up to 2.35 Compute asks it for those who ask Compute. */
const VERSIONS = ['2.1', '2.35'] as const

const show = operation({
  id: 'images.show',
  method: 'GET',
  path: '/images/{image_id}',
  summary: 'Show an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  response: { 200: one('image', imageDetailView) },
  errors: [404],
  handle: ({ ctx, target: image }) => ({ image: imageDetailView.render(image, ctx) }),
})

const remove = operation({
  id: 'images.delete',
  method: 'DELETE',
  path: '/images/{image_id}',
  summary: 'Delete an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, ctx, env, target: image }) => deleteImage(tx, env, ctx, image.id),
})

export const imageOperations = [...imageListOperations, show, remove, ...imageMetadataOperations]
