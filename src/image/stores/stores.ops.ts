import { Type as T } from 'typebox'
import { conflict, forbidden, notFound } from '../../kernel/faults.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { authorizeOnImage } from '../images/image-target.usecase.ts'
import { factsOf, viewerOf, type VisibleImage } from '../images/image.ts'
import { findVisible, updateImage } from '../images/images.store.ts'
import { dropLocations } from '../import/import.store.ts'
import { DELETE_LOCATION, GET_LOCATION } from '../locations/locations.policies.ts'
import { operation, target } from '../operation.ts'
import { storeDetail, storeView } from './store.ts'
import { DETAIL } from './stores.policies.ts'

const VIEW = {
  id: T.String(),
  description: T.Optional(T.String()),
  default: T.Optional(T.String()),
}

const list = operation({
  id: 'info.stores',
  method: 'GET',
  path: '/info/stores',
  summary: 'List the stores that images can lie in',
  policy: AUTHENTICATED,
  transaction: 'none',
  query: NO_PARAMETERS,
  response: { 200: closed({ stores: T.Array(closed(VIEW)) }) },
  errors: [],
  handle: ({ env: { stores } }) => ({
    stores: stores.all.map((store) => storeView(store, stores)),
  }),
})

const detail = operation({
  id: 'info.stores_detail',
  method: 'GET',
  path: '/info/stores/detail',
  summary: 'List the stores with how they are configured',
  policy: DETAIL,
  transaction: 'none',
  query: NO_PARAMETERS,
  response: {
    200: closed({
      stores: T.Array(
        closed({
          ...{ ...VIEW, type: T.String(), weight: T.Integer() },
          properties: T.Record(T.String(), T.Unknown()),
        }),
      ),
    }),
  },
  errors: [403],
  handle: ({ env: { stores } }) => ({
    stores: stores.all.map((store) => storeDetail(store, stores)),
  }),
})

const importMethods = operation({
  id: 'info.import',
  method: 'GET',
  path: '/info/import',
  summary: 'Show how images can be imported',
  policy: AUTHENTICATED,
  transaction: 'none',
  response: {
    200: closed({
      'import-methods': closed({
        ...{ description: T.String(), type: T.String(), value: T.Array(T.String()) },
      }),
    }),
  },
  errors: [],
  handle: ({ env: { options } }) => ({
    'import-methods': {
      description: 'Import methods available.',
      type: 'array',
      value: options.importMethods,
    },
  }),
})

interface Copy {
  readonly store_id: string
  readonly image_id: string
}

/** An image, of which one copy is meant. */
const copyTarget = target<VisibleImage, Copy>({
  load(tx, { ctx, env, params, lock }) {
    if (env.stores.named(params.store_id) === undefined) {
      throw conflict(`The selected store ${params.store_id} is not available on this node.`)
    }
    return findVisible(tx, viewerOf(ctx), params.image_id, lock)
  },
  missing: ({ image_id: id }) => notFound(`Failed to find image ${id}`),
  attributes: factsOf,
})

const removeCopy = operation({
  id: 'stores.delete_image',
  method: 'DELETE',
  path: '/stores/{store_id}/{image_id}',
  summary: 'Delete the copy of an image in one of its stores',
  policy: DELETE_LOCATION,
  target: copyTarget,
  authorize({ ctx }, image = {}) {
    authorizeOnImage(ctx, GET_LOCATION, image)
    authorizeOnImage(ctx, DELETE_LOCATION, image)
  },
  success: 204,
  response: { 204: null },
  errors: [403, 404, 409],
  async handle({ tx, env, params: { store_id: store }, target: image }) {
    if (image.status !== 'active') {
      throw conflict(
        "It's not allowed to remove image data from store if image status is not 'active'",
      )
    }
    if (image.locations.length === 1) {
      throw forbidden(
        'Cannot delete image data from the only store containing it. Consider deleting the image ' +
          'instead.',
      )
    }
    const copy = image.locations.find((location) => location.store === store)
    if (copy === undefined) throw notFound(`Image ${image.id} is not stored in store ${store}.`)
    await env.custody.discard(tx, image.id, copy)
    await dropLocations(tx, image.id, [store])
    await updateImage(tx, image.id, { updated_at: env.clock.isoNow() })
  },
})

export const storeOperations = [list, detail, importMethods, removeCopy]
