/** What a list shows: what the store finds, and the caller may see. */
import { among } from '../lists/request.ts'
import type { AttributeRequest } from './list.ts'
import type { AttributeResource, Call } from './resource.ts'
import type { Attributes } from './table.ts'
import { seenWith, withParent } from './targets.ts'

/** The marker names nothing, and the page is empty. */
class NoPage extends Error {}

/**
 * The items as rules and views see them.
 * @throws Fault 404 where the marker names nothing that the caller can see
 */
export async function listed<Env, A extends Attributes, P>(
  resource: AttributeResource<Env, A, P>,
  call: Call<Env>,
  parent: P,
  params: Readonly<Record<string, string>>,
  query: AttributeRequest,
): Promise<Record<string, unknown>[]> {
  const { ctx } = call
  const { marker } = query
  const { paging = 'lenient' } = resource
  const refusals = {
    strict: { missing: () => resource.missing(marker!.id, params) },
    emulated: { missing: () => new NoPage() },
    lenient: {},
    none: {},
  }
  const request = { ...query, marker: marker && { ...marker, ...refusals[paging] } }
  try {
    const wanted = among(request, resource.visible(ctx))
    const found = await resource.list(withParent<Env, P>(call, parent), wanted)
    const seen = found.map((item) => seenWith(resource, item, parent))
    // As upstream does it, by which a page may be shorter than it could be.
    const items = seen.filter((item) => ctx.allows(resource.rules.show, item))
    return query.isReversed ? items.reverse() : items
  } catch (error) {
    if (error instanceof NoPage) return []
    throw error
  }
}
