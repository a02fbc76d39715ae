import type { Service } from '../kernel/service.ts'
import { aggregateOperations } from './aggregates/aggregates.ops.ts'
import { allocationCandidatesOperation } from './allocation-candidates/candidates.ops.ts'
import { allocationOperations } from './allocations/allocations.ops.ts'
import { ADMIN_API, BASE_RULES } from './base-rules.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'
import { dialect } from './dialect.ts'
import { allInventoryOperations } from './inventories/inventories.ops.ts'
import type { PlacementEnv } from './operation.ts'
import { providerTraitOperations } from './provider-traits/provider-traits.ops.ts'
import { reshaperOperation } from './reshaper/reshaper.ops.ts'
import { resourceClassOperations } from './resource-classes/resource-classes.ops.ts'
import { providerOperations } from './resource-providers/providers.ops.ts'
import { listVersions } from './root/root.ops.ts'
import { V1 } from './root/version.ts'
import { traitOperations } from './traits/traits.ops.ts'
import { usageOperations } from './usages/usages.ops.ts'

/** Placement, the API that the project of that name speaks. */
export const placement: Service<PlacementEnv, 'placement'> = {
  type: 'placement',
  title: 'Placement',
  project: 'placement',
  description: 'What there is of resources, and who has how much of them.',
  defaultPort: 8778,
  sharedPath: '/placement',
  mounts: [V1],
  catalog: [{ type: 'placement', name: 'placement', path: '' }],
  microversions: {
    type: 'placement',
    entry: 'last of type',
    answerHeader: 'openstack-api-version',
    notEchoed: 'any',
    readsLoosely: true,
    beforePaths: true,
  },
  dialect,
  checks: ['policy', 'target', 'body'],
  adminRule: ADMIN_API,
  deprecatedRules: DEPRECATED_RULES,
  rules: BASE_RULES,
  operations: [
    listVersions,
    ...providerOperations,
    ...allInventoryOperations,
    ...aggregateOperations,
    ...providerTraitOperations,
    ...traitOperations,
    ...resourceClassOperations,
    ...allocationOperations,
    allocationCandidatesOperation,
    ...usageOperations,
    reshaperOperation,
  ],
  guardsUnknownPaths: true,
  bodyLimit: 114_688,
}
