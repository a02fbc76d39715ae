/** Flavors found for a caller, listed and made. Source: nova/compute/flavors.py. */
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Tx } from '../../storage/database.ts'
import { target, type ComputeEnv } from '../operation.ts'
import { isTrue } from '../parameters.ts'
import type { FlavorsAsked } from './flavor-list.ts'
import type { FlavorAsked } from './flavor.schemas.ts'
import { flavorNotFound, viewerOf, type Flavor, type FlavorRow } from './flavor.ts'
import { findFlavor, flavorProjects, insertFlavor, pageOfFlavors } from './flavors.store.ts'

type Named = Readonly<Record<'flavor_id', string>>

/** One that the caller sees. It is missed after everything else is refused. */
export const flavorTarget = target<Flavor, Named>({
  load: (tx, { ctx, params, lock }) => findFlavor(tx, viewerOf(ctx), params.flavor_id, lock),
  missing: ({ flavor_id: id }) => flavorNotFound(id),
  whenMissing: 'last',
})

/** The same with the projects that may use it where it is not public. */
export const flavorWithProjects = target<Flavor & { readonly projects: readonly string[] }, Named>({
  async load(tx, { ctx, params, lock }) {
    const flavor = await findFlavor(tx, viewerOf(ctx), params.flavor_id, lock)
    return flavor && { ...flavor, projects: await flavorProjects.of(tx, flavor.id) }
  },
  missing: ({ flavor_id: id }) => flavorNotFound(id),
  whenMissing: 'last',
})

/** @throws 400 where the marker is no flavor that the caller sees */
export async function listFlavors(tx: Tx, asked: FlavorsAsked): Promise<FlavorRow[]> {
  const { pattern, conditions } = asked
  if (pattern === undefined) return pageOfFlavors(tx, asked)
  const { matcher } = await import('../pattern-matching.ts')
  const matches = matcher(pattern.source)
  const all = await pageOfFlavors(tx, { ...asked, limit: undefined, marker: undefined })
  const values = all.map(({ name }) => name).filter(matches)
  const isNamed: Condition = { kind: 'in', column: 'name', values }
  return pageOfFlavors(tx, { ...asked, conditions: [...conditions, isNamed] })
}

/** Who makes one sees it, whomever it is for. */
const MAKER = { isAdmin: true, projectId: undefined }

/** @throws Fault 409 */
export async function makeFlavor(
  tx: Tx,
  { clock, ids }: Pick<ComputeEnv, 'clock' | 'ids'>,
  asked: FlavorAsked,
): Promise<Flavor> {
  const row = {
    // An id that is empty or nought is none.
    id: asked.id ? String(asked.id) : ids.uuid(),
    name: asked.name.trim(),
    vcpus: Number(asked.vcpus),
    ram: Number(asked.ram),
    disk: Number(asked.disk),
    ephemeral: Number(asked['OS-FLV-EXT-DATA:ephemeral'] ?? 0),
    swap: Number(asked.swap ?? 0),
    rxtx_factor: Number(asked.rxtx_factor ?? 1),
    is_public: Number(isTrue(asked['os-flavor-access:is_public'] ?? true)),
    description: asked.description ?? null,
    created_at: clock.isoNow(),
    updated_at: null,
  }
  await insertFlavor(tx, row)
  return (await findFlavor(tx, MAKER, row.id))!
}
