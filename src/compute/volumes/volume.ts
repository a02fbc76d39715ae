/** Volumes and snapshots of Block Storage, as Compute misses them and says what Block Storage refuses. */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import { cinderSaid } from '../proxied.ts'

export function volumeNotFound(id: string): Fault {
  return notFound(`Volume ${id} could not be found.`)
}

export function snapshotNotFound(id: string): Fault {
  return notFound(`Snapshot ${id} could not be found.`)
}

/**
 * A refusal of Block Storage as that of Compute, which fails at some of them.
 * @param missing what a 404 means
 * Source: openstack/nova nova/volume/cinder.py (translate_cinder_exception).
 */
export function refusedBy(ctx: RequestContext, missing: () => Fault) {
  return (refused: Fault): Fault => {
    if (refused.status === 400) {
      return badRequest(`Invalid input received: ${cinderSaid(ctx, refused)}`)
    }
    if (refused.status === 403) return forbidden(cinderSaid(ctx, refused))
    if (refused.status === 404) return missing()
    // A quota is used up.
    return refused.status === 413 ? forbidden(refused.message) : refused
  }
}
