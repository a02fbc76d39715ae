import { Type as T } from 'typebox'
import { parseTime } from '../../kernel/clock.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { imageNotFound } from '../faults.ts'
import { imageTargetOr } from '../images/image-target.usecase.ts'
import { viewerOf } from '../images/image.ts'
import { findVisible } from '../images/images.store.ts'
import { operation, target, type ImageEnv } from '../operation.ts'
import { CLEAN, DELETE, LIST, LIST_NODES, PRUNE, QUEUE } from './cache.policies.ts'
import { nodesWith, type CacheEntry } from './cache.store.ts'
import type { ImageCache } from './image-cache.usecase.ts'

const COLLECTION = '/cache'
const ENTRY = '/cache/{image_id}'

/** @throws 404 where the operator has no cache */
function cacheOf({ cache }: ImageEnv): ImageCache {
  if (cache === undefined) throw notFound('Caching via API is not supported at this site.')
  return cache
}

/** Bytes. */
const SMALL = 2 ** 20

const CACHED = closed({
  ...{ id: T.Integer(), image_id: T.String(), last_accessed: T.Number() },
  ...{ last_modified: T.Number(), size: T.Integer(), hits: T.Integer(), checksum: T.Null() },
})

function cachedView(entry: CacheEntry) {
  const { serial: id, image_id, size, hits } = entry
  const [last_accessed, last_modified] = [entry.read_at, entry.cached_at].map(seconds)
  return { id, image_id, last_accessed, last_modified, size, hits, checksum: null }
}

function seconds(time: string): number {
  return Math.floor(parseTime(time) / 1000)
}

const list = operation({
  id: 'cache.list',
  method: 'GET',
  path: COLLECTION,
  summary: 'List what is cached, and what is to be',
  policy: LIST,
  transaction: 'none',
  query: NO_PARAMETERS,
  response: {
    200: closed({ cached_images: T.Array(CACHED), queued_images: T.Array(T.String()) }),
  },
  errors: [403, 404],
  async handle({ env }) {
    const { cached, queued } = await cacheOf(env).entries()
    return { cached_images: cached.map(cachedView), queued_images: queued }
  },
})

const queue = operation({
  id: 'cache.queue',
  method: 'PUT',
  path: ENTRY,
  summary: 'Have an image cached',
  policy: QUEUE,
  target: imageTargetOr(imageNotFound),
  transaction: 'none',
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ env, target: image }) {
    const cache = cacheOf(env)
    if (image.status !== 'active') {
      throw badRequest('Only images with status active can be targeted for queueing')
    }
    await cache.queue(image.id)
    // Who asks next sees it; the copy of a larger image takes its time.
    if ((image.size ?? 0) <= SMALL) await cache.idle()
  },
})

/** An image, or what the cache has of one that is gone. */
const entryTarget = target<{ readonly id: string }, { readonly image_id: string }>({
  async load(tx, { ctx, env, params }) {
    const image = await findVisible(tx, viewerOf(ctx), params.image_id)
    if (image !== undefined) return { id: image.id }
    const id = params.image_id.toLowerCase()
    return (await env.cache?.has(id)) === true ? { id } : undefined
  },
  missing: ({ image_id: id }) => imageNotFound(id),
})

const remove = operation({
  id: 'cache.remove',
  method: 'DELETE',
  path: ENTRY,
  summary: 'Remove an image from the cache, or from what is to be cached',
  policy: DELETE,
  target: entryTarget,
  transaction: 'none',
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ env, target: { id } }) => cacheOf(env).remove(id),
})

const clear = operation({
  id: 'cache.clear',
  method: 'DELETE',
  path: COLLECTION,
  summary: 'Empty the cache, what is to be cached, or both',
  policy: DELETE,
  transaction: 'none',
  success: 204,
  response: { 204: null },
  errors: [400, 403, 404],
  async handle({ ctx, env }) {
    const cache = cacheOf(env)
    const asked = String(ctx.headers['x-image-cache-clear-target'] ?? '').toLowerCase()
    if (!['', 'cache', 'queue'].includes(asked)) {
      throw badRequest(
        "If provided 'x-image-cache-clear-target' must be 'cache', 'queue' or empty string.",
      )
    }
    if (asked !== 'queue') await cache.clear('cached')
    if (asked !== 'cache') await cache.clear('queued')
  },
})

const clean = operation({
  id: 'cache.clean',
  method: 'POST',
  path: `${COLLECTION}/clean`,
  summary: 'Forget what is not in the cache any more',
  policy: CLEAN,
  transaction: 'none',
  response: { 200: null },
  errors: [403, 404],
  async handle({ env }) {
    await cacheOf(env).entries()
  },
})

const prune = operation({
  id: 'cache.prune',
  method: 'POST',
  path: `${COLLECTION}/prune`,
  summary: 'Make the cache as small as it may be, the least used first',
  policy: PRUNE,
  transaction: 'none',
  response: {
    200: closed({ total_files_pruned: T.Integer(), total_bytes_pruned: T.Integer() }),
  },
  errors: [403, 404],
  async handle({ env }) {
    const { files, bytes } = await cacheOf(env).prune()
    return { total_files_pruned: files, total_bytes_pruned: bytes }
  },
})

/** Glance lists the addresses that operators give its workers; ours have a name alone. */
const listNodes = operation({
  id: 'cache.list_nodes',
  method: 'GET',
  path: `${COLLECTION}/nodes/{image_id}`,
  summary: 'List the nodes that have an image cached',
  policy: LIST_NODES,
  checks: ['body', 'policy', 'target'],
  target: imageTargetOr(imageNotFound),
  query: NO_PARAMETERS,
  response: { 200: T.Array(T.String()) },
  errors: [403, 404],
  handle({ tx, env, target: image }) {
    cacheOf(env)
    return nodesWith(tx, image.id)
  },
})

export const cacheOperations = [list, queue, remove, clear, clean, prune, listNodes]
