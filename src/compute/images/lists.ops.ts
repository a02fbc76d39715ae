import type { ImageHead } from '../../image/facade.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { MAX_LIMIT, nextLinks } from '../../kernel/lists/paging.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { many, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { operation, type ComputeEnv } from '../operation.ts'
import { IMAGES_QUERY, type ImagesQuery } from './image-query.ts'
import { imageDetailView, imageView } from './image.view.ts'
import { imagesOf } from './list.usecase.ts'

const VERSIONS = ['2.1', '2.35'] as const

async function list(
  input: { tx: Tx; ctx: RequestContext; env: ComputeEnv; query: ImagesQuery },
  view: View<ImageHead>,
) {
  const { tx, ctx, env, query } = input
  const images = await imagesOf(tx, env, ctx, query)
  const limit = Math.min(query.limit ?? MAX_LIMIT, MAX_LIMIT)
  const { nextPage } = query
  const links = nextLinks(
    { limit, nextPage },
    images.map(({ id }) => id),
  )
  return { images: view.list(images, ctx), ...(links && { images_links: links }) }
}

const listInBrief = operation({
  id: 'images.list',
  method: 'GET',
  path: '/images',
  summary: 'List images',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  query: IMAGES_QUERY,
  response: { 200: many('images', imageView) },
  errors: [400, 403],
  handle: (input) => list(input, imageView),
})

const listWithDetails = operation({
  id: 'images.detail',
  method: 'GET',
  path: '/images/detail',
  summary: 'List images with details',
  versions: VERSIONS,
  policy: AUTHENTICATED,
  query: IMAGES_QUERY,
  response: { 200: many('images', imageDetailView) },
  errors: [400, 403],
  handle: (input) => list(input, imageDetailView),
})

export const imageListOperations = [listInBrief, listWithDetails]
