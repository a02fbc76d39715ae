import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { METADATA as SENT } from '../parameters.ts'
import { refuseTooMuchImageMetadata } from '../quotas/take-quota.usecase.ts'
import { metadataOf } from './image.ts'
import { METADATA as SHOWN } from './image.view.ts'
import { setProperties } from './images.usecase.ts'
import { imageOfItem, imageTarget } from './image-target.usecase.ts'

const VERSIONS = ['2.1', '2.38'] as const
const ALL = '/images/{image_id}/metadata'
const ITEM = '/images/{image_id}/metadata/{key}'

const list = operation({
  id: 'image_metadata.list',
  method: 'GET',
  path: ALL,
  summary: 'List the metadata of an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  response: { 200: closed({ metadata: SHOWN }) },
  errors: [404],
  handle: ({ target: image }) => ({ metadata: metadataOf(image.properties) }),
})

const add = operation({
  id: 'image_metadata.create',
  method: 'POST',
  path: ALL,
  summary: 'Add metadata to an image, or change it',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  body: closed({ metadata: SENT }),
  response: { 200: closed({ metadata: SHOWN }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body, target: { id, properties } }) {
    const changed = { ...properties, ...body.metadata }
    await refuseTooMuchImageMetadata(tx, ctx, Object.keys(changed).length)
    await setProperties(tx, env, ctx, id, changed)
    return { metadata: metadataOf(changed) }
  },
})

const replace = operation({
  id: 'image_metadata.replace',
  method: 'PUT',
  path: ALL,
  summary: 'Give an image this metadata and no other',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  body: closed({ metadata: SENT }),
  response: { 200: closed({ metadata: SHOWN }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body: { metadata }, target: { id } }) {
    await refuseTooMuchImageMetadata(tx, ctx, Object.keys(metadata).length)
    await setProperties(tx, env, ctx, id, metadata)
    return { metadata }
  },
})

const show = operation({
  id: 'image_metadata.show',
  method: 'GET',
  path: ITEM,
  summary: 'Show an item of the metadata of an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  response: { 200: closed({ meta: SHOWN }) },
  errors: [404],
  handle({ params: { key }, target: image }) {
    const metadata = metadataOf(image.properties)
    if (!Object.hasOwn(metadata, key)) throw notFound()
    return { meta: { [key]: metadata[key] } }
  },
})

const ONE = T.Unsafe<Record<string, string>>({ ...SENT, minProperties: 1, maxProperties: 1 })

const set = operation({
  id: 'image_metadata.set',
  method: 'PUT',
  path: ITEM,
  summary: 'Set an item of the metadata of an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageOfItem,
  body: closed({ meta: ONE }),
  response: { 200: closed({ meta: SHOWN }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, body: { meta }, target: { id, properties } }) {
    const changed = { ...properties, ...meta }
    await refuseTooMuchImageMetadata(tx, ctx, Object.keys(changed).length)
    await setProperties(tx, env, ctx, id, changed)
    return { meta }
  },
})

const remove = operation({
  id: 'image_metadata.delete',
  method: 'DELETE',
  path: ITEM,
  summary: 'Delete an item of the metadata of an image',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  target: imageTarget,
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  async handle({ tx, ctx, env, params: { key }, target: { id, properties } }) {
    if (!Object.hasOwn(properties, key)) throw notFound('Invalid metadata key')
    const { [key]: _, ...rest } = properties
    await setProperties(tx, env, ctx, id, rest)
  },
})

export const imageMetadataOperations = [list, add, replace, show, set, remove]
