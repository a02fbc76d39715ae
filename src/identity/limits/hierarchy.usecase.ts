/** Whether limits that are about to be written fit into the tree of projects. */
import type { Tx } from '../../storage/database.ts'
import { projectsAbove } from '../projects/projects.store.ts'
import { lockedRow } from '../rows.store.ts'
import type { NewLimit } from './limits.schemas.ts'
import { registeredLimitFor } from './limits.store.ts'
import { breaksHierarchy, fits, type LimitModelName, type Neighbours } from './models.ts'
import { limitsBelow, limitsOf } from './tree.store.ts'

interface Registered {
  readonly id: string
  readonly default_limit: number
}

/**
 * All limits of a resource are judged one after the other: the registered limit is locked until
 * this unit ends.
 * @param limits those of one request, which count for each other as they are going to be
 * @throws 403 where the model is one that takes the tree into consideration
 */
export async function refuseUnfit(
  tx: Tx,
  model: LimitModelName,
  limits: readonly NewLimit[],
): Promise<void> {
  if (model === 'flat') return
  for (const limit of limits) {
    const id = await registeredLimitFor(tx, limit)
    const registered = id && (await lockedRow(tx, 'identity_registered_limits', id))
    if (!registered) continue
    const together = limits.filter((other) => isOfSameResource(other, limit))
    const neighbours = await neighboursOf(tx, registered, limit, together)
    if (!fits(limit.resource_limit, neighbours)) throw breaksHierarchy(limit)
  }
}

/** The nearest limit above counts, and where there is none, the registered one. */
async function neighboursOf(
  tx: Tx,
  registered: Registered,
  limit: NewLimit,
  together: readonly NewLimit[],
): Promise<Neighbours> {
  const placeId = ownerOf(limit)
  const ids = (await projectsAbove(tx, placeId)).map((place) => place.id)
  const asked = together.map((other) => [ownerOf(other), other.resource_limit] as const)
  const limits = new Map([...(await limitsOf(tx, registered.id, ids)), ...asked])
  const nearest = ids.find((id) => limits.has(id))
  const above = nearest === undefined ? registered.default_limit : limits.get(nearest)
  return {
    above: ids.length === 0 ? undefined : above,
    below: await limitsBelow(tx, registered.id, placeId),
  }
}

function ownerOf({ project_id, domain_id }: NewLimit): string {
  return (project_id ?? domain_id)!
}

function isOfSameResource(one: NewLimit, other: NewLimit): boolean {
  return (['service_id', 'region_id', 'resource_name'] as const).every(
    (name) => (one[name] ?? null) === (other[name] ?? null),
  )
}
