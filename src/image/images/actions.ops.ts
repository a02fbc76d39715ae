import { operation } from '../operation.ts'
import { IMAGE_ACTIONS } from './image-actions.ts'
import { imageTarget, onImage } from './image-target.usecase.ts'
import { DEACTIVATE, REACTIVATE } from './images.policies.ts'
import { beginImageAction } from './images.store.ts'

const deactivate = operation({
  id: 'images.deactivate',
  method: 'POST',
  path: '/images/{image_id}/actions/deactivate',
  summary: 'Keep all but administrators from the bytes of an image',
  ...onImage(DEACTIVATE),
  target: imageTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, env, target }) =>
    beginImageAction(tx, IMAGE_ACTIONS.deactivate, target, { updated_at: env.clock.isoNow() }),
})

const reactivate = operation({
  id: 'images.reactivate',
  method: 'POST',
  path: '/images/{image_id}/actions/reactivate',
  summary: 'Let others have the bytes of an image again',
  ...onImage(REACTIVATE),
  target: imageTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, env, target }) =>
    beginImageAction(tx, IMAGE_ACTIONS.reactivate, target, { updated_at: env.clock.isoNow() }),
})

export const imageActionOperations = [deactivate, reactivate]
