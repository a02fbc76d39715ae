import { Type as T } from 'typebox'
import { jsonPatch, readJson } from '../../kernel/body-format.ts'
import { notFound } from '../../kernel/faults.ts'
import { Reply } from '../../kernel/operation.ts'
import { enforceLimits } from '../info/limits.usecase.ts'
import { operation } from '../operation.ts'
import { createImage } from './create-image.usecase.ts'
import { deleteImage } from './delete-image.usecase.ts'
import { ADD, DELETE, GET, GET_ALL, MODIFY } from './images.policies.ts'
import { factsOf, viewerOf } from './image.ts'
import { imageList } from './list-request.ts'
import { pageOfVisible } from './list-images.usecase.ts'
import { IMAGE, IMAGES, pathOf, renderImage } from './images.view.ts'
import { authorizeNewImage, readNewImage, type NewImage } from './new-image.ts'
import { patchImage } from './patch-image.usecase.ts'
import { readChanges } from './image-patch.ts'
import { imageTarget, imageTargetOr, onImage } from './image-target.usecase.ts'

/** Where the real service puts bytes aside. Clients are told of them, and cannot choose them. */
const RESERVED_STORES = ['os_glance_staging_store', 'os_glance_tasks_store']

const create = operation({
  id: 'images.create',
  method: 'POST',
  path: '/images',
  summary: 'Make an image, which has no bytes yet',
  policy: ADD,
  authorize: ({ ctx, body }) => authorizeNewImage(ctx, body as NewImage),
  body: readJson(T.Object({}), readNewImage),
  success: 201,
  response: { 201: IMAGE },
  errors: [400, 403, 409, 413],
  async handle({ tx, ctx, env, body }) {
    await enforceLimits(tx, env, ctx.token.projectId, { image_count_total: 1 })
    const image = await createImage(tx, env, body)
    return new Reply({
      headers: {
        Location: ctx.base + pathOf(image),
        'OpenStack-image-import-methods': env.options.importMethods.join(','),
        'OpenStack-image-store-ids': [...env.options.stores, ...RESERVED_STORES].join(','),
      },
      body: renderImage(image, ctx, env.options),
    })
  },
})

const list = operation({
  id: 'images.list',
  method: 'GET',
  path: '/images',
  summary: 'List images',
  policy: GET_ALL,
  query: imageList,
  ignoresBody: true,
  response: { 200: IMAGES },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const viewer = viewerOf(ctx)
    const found = await pageOfVisible(tx, query, viewer)
    const images = found.filter((image) => ctx.allows(GET, factsOf(image)))
    const last = found.length === query.limit ? images.at(-1) : undefined
    return {
      images: images.map((image) => renderImage(image, ctx, env.options)),
      first: query.firstPage,
      schema: '/v2/schemas/images',
      ...(last && { next: query.nextPage(last.id) }),
    }
  },
})

const show = operation({
  id: 'images.show',
  method: 'GET',
  path: '/images/{image_id}',
  summary: 'Show an image',
  ...onImage(GET),
  target: imageTarget,
  response: { 200: IMAGE },
  errors: [404],
  handle: ({ ctx, env, target }) => renderImage(target, ctx, env.options),
})

const OLD_PATCH = 'application/openstack-images-v2.0-json-patch'
const PATCH = 'application/openstack-images-v2.1-json-patch'

const patch = operation({
  id: 'images.update',
  method: 'PATCH',
  path: '/images/{image_id}',
  summary: 'Change an image',
  policy: MODIFY,
  // The rules are asked change by change: a patch without any is for whoever sees the image.
  authorize: () => {},
  target: imageTarget,
  body: jsonPatch({ [OLD_PATCH]: 'draft-04', [PATCH]: 'rfc6902' }, {}, readChanges),
  response: { 200: IMAGE },
  errors: [400, 403, 404, 409, 413, 415],
  async handle({ tx, ctx, env, target, body }) {
    const isOld = ctx.headers['content-type']!.toLowerCase().startsWith(OLD_PATCH)
    return renderImage(await patchImage(tx, env, ctx, target, body, isOld), ctx, env.options)
  },
})

const remove = operation({
  id: 'images.delete',
  method: 'DELETE',
  path: '/images/{image_id}',
  summary: 'Delete an image',
  ...onImage(DELETE),
  target: imageTargetOr((id) => notFound(`Failed to find image ${id} to delete`)),
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, env, target: image }) => deleteImage(tx, env, image),
})

export const imageOperations = [create, list, show, patch, remove]
