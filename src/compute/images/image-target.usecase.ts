import type { ImageHead } from '../../image/facade.ts'
import { badRequest } from '../../kernel/faults.ts'
import { target } from '../operation.ts'
import { imageNotFound } from './image.ts'

interface OfImage {
  readonly image_id: string
}

/** An image that Image shows to who asks. */
export const imageTarget = target<ImageHead, OfImage>({
  load: (tx, { ctx, env, params, lock }) =>
    env.facades.image.as(ctx).find(tx, params.image_id, lock),
  missing: imageNotFound,
})

interface OfItem extends OfImage {
  readonly key: string
}

/** The same for a body that must have the key of the path, which is said first. */
export const imageOfItem = target<ImageHead, OfItem>({
  load(tx, { ctx, env, params, body, lock }) {
    const { meta } = body as { readonly meta: object }
    if (!Object.hasOwn(meta, params.key)) throw badRequest('Request body and URI mismatch')
    return env.facades.image.as(ctx).find(tx, params.image_id, lock)
  },
  missing: imageNotFound,
})
