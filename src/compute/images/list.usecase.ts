import type { ImageHead } from '../../image/facade.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, Fault, forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeEnv } from '../operation.ts'
import type { ImagesQuery } from './image-query.ts'

/** @throws Fault 400, 403 with what Image says, as its client shows it */
export async function imagesOf(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  { filters, limit, marker }: ImagesQuery,
): Promise<readonly ImageHead[]> {
  try {
    return await facades.image.as(ctx).list(tx, { filters, limit, marker })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const text = escaped(error.message)
    if (error.status === 400) throw badRequest(`HTTP 400 Bad Request: ${text}`)
    throw error.status === 403 ? forbidden(`HTTP 403 Forbidden: ${text}`) : error
  }
}

/** The client of Image reads refusals as HTML. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
}
