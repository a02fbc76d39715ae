import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { askedBy } from '../lists.ts'
import type { ImageEnv } from '../operation.ts'
import { factsOf, viewerOf, type VisibleImage } from './image.ts'
import { GET, GET_ALL } from './images.policies.ts'
import { pageOfVisible } from './list-images.usecase.ts'
import { imagesAsked } from './list-request.ts'

export interface ImagesAsked {
  /** By the names of Image's own query. */
  readonly filters: Readonly<Record<string, string>>
  readonly limit: number | undefined
  /** The id of the image after which the list begins. */
  readonly marker: string | undefined
}

/** All that the pages of a list have, up to a limit. @throws Fault 400, 403 */
export async function everyImage(
  tx: Tx,
  env: ImageEnv,
  ctx: RequestContext,
  { filters, limit = Infinity, marker: first }: ImagesAsked,
): Promise<readonly VisibleImage[]> {
  ctx.authorize(GET_ALL)
  const images: VisibleImage[] = []
  const size = Math.min(limit, env.options.maxPage)
  let marker = first
  for (;;) {
    const after = marker !== undefined && { marker }
    const parameters = askedBy({ ...filters, limit: String(size), ...after })
    const page = await pageOfVisible(tx, imagesAsked({ parameters, env }), viewerOf(ctx))
    images.push(...page.filter((image) => ctx.allows(GET, factsOf(image))))
    marker = page.at(-1)?.id
    if (page.length < size || images.length >= limit) return images.slice(0, limit)
  }
}
