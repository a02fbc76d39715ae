import { since } from '../../kernel/operation.ts'
import { placementQuery } from '../lists.ts'
import { aggregatesAsked } from '../requests/aggregates.ts'
import { resourcesAsked } from '../requests/resources.ts'
import { traitsAsked } from '../requests/traits.ts'
import { object, TEXT, UUID } from '../schemas.ts'
import type { ProviderFilters } from './filters.store.ts'

const V1_0 = { name: TEXT, uuid: UUID }
const V1_3 = { ...V1_0, member_of: TEXT }
const V1_4 = { ...V1_3, resources: TEXT }
const V1_14 = { ...V1_4, in_tree: UUID }

/** Source: placement/schemas/resource_provider.py. */
const SHAPE = since({
  '1.0': object(V1_0),
  '1.3': object(V1_3),
  '1.4': object(V1_4),
  '1.14': object(V1_14),
  '1.18': object({ ...V1_14, required: TEXT }),
})

/** Filters of the list. Source: placement/handlers/resource_provider.py (list_resource_providers). */
export const PROVIDER_LIST = placementQuery<ProviderFilters>(SHAPE, (parameters, asOf) => {
  const resources = parameters.last('resources')
  return {
    aggregates: aggregatesAsked(parameters.all('member_of'), '', asOf),
    traits: traitsAsked(parameters.all('required'), asOf),
    // An empty one filters nothing.
    uuid: parameters.last('uuid') || undefined,
    name: parameters.last('name') || undefined,
    inTree: parameters.last('in_tree') || undefined,
    resources: resources === undefined ? new Map() : resourcesAsked(resources),
  }
})
