import { notFound } from '../../kernel/faults.ts'
import { imageNotFound } from '../faults.ts'
import { factsOf, viewerOf, type VisibleImage } from '../images/image.ts'
import { MODIFY } from '../images/images.policies.ts'
import { findVisible, updateImage, writeTags } from '../images/images.store.ts'
import { imageTargetOr, onImage } from '../images/image-target.usecase.ts'
import { operation, target } from '../operation.ts'
import { checkTag, tooManyTags } from './tag.ts'

const TAG = '/images/{image_id}/tags/{tag}'

/** The tag is judged as a body would be: before the image is looked for. */
const taggedImage = target<VisibleImage, { readonly image_id: string; readonly tag: string }>({
  load(tx, { ctx, params, lock }) {
    checkTag(params.tag)
    return findVisible(tx, viewerOf(ctx), params.image_id, lock)
  },
  missing: ({ image_id: id }) => imageNotFound(id),
  attributes: factsOf,
})

const add = operation({
  id: 'tags.add',
  method: 'PUT',
  path: TAG,
  summary: 'Give an image a tag, which it may have already',
  ...onImage(MODIFY),
  target: taggedImage,
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404, 413],
  async handle({ tx, env, params: { tag }, target: { id, tags } }) {
    const { maxTags } = env.options
    const changed = [...new Set([...tags, tag])]
    if (maxTags >= 0 && changed.length > maxTags) throw tooManyTags(id, changed.length, maxTags)
    await writeTags(tx, id, changed)
    await updateImage(tx, id, { updated_at: env.clock.isoNow() })
  },
})

const remove = operation({
  id: 'tags.delete',
  method: 'DELETE',
  path: TAG,
  summary: 'Take a tag from an image',
  ...onImage(MODIFY),
  target: imageTargetOr(imageNotFound),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, env, params: { tag }, target: { id, tags } }) {
    if (!tags.includes(tag)) throw notFound()
    await writeTags(
      tx,
      id,
      tags.filter((other) => other !== tag),
    )
    await updateImage(tx, id, { updated_at: env.clock.isoNow() })
  },
})

export const tagOperations = [add, remove]
