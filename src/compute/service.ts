import { Reply } from '../kernel/operation.ts'
import type { Service } from '../kernel/service.ts'
import { aggregateOperations } from './aggregates/aggregates.ops.ts'
import { availabilityZoneOperations } from './availability-zones/availability-zones.ops.ts'
import { dialect } from './dialect.ts'
import { flavorOperations } from './flavors/flavors.ops.ts'
import { hostOperations } from './hosts/hosts.ops.ts'
import { hypervisorOperations } from './hypervisors/hypervisors.ops.ts'
import { imageOperations } from './images/images.ops.ts'
import { floatingIpPoolOperations } from './floating-ip-pools/floating-ip-pools.ops.ts'
import { floatingIpOperations } from './floating-ips/floating-ips.ops.ts'
import { diagnosticsOperations } from './diagnostics/diagnostics.ops.ts'
import { externalEventOperations } from './external-events/external-events.ops.ts'
import { addressOperations } from './interfaces/addresses.ops.ts'
import { interfaceOperations } from './interfaces/interfaces.ops.ts'
import { shareOperations } from './shares/shares.ops.ts'
import { topologyOperations } from './topology/topology.ops.ts'
import { networkOperations } from './networks/networks.ops.ts'
import { removedOperations } from './removed/removed.ops.ts'
import { securityGroupRuleOperations } from './security-group-rules/security-group-rules.ops.ts'
import { securityGroupOperations } from './security-groups/security-groups.ops.ts'
import { snapshotOperations } from './snapshots/snapshots.ops.ts'
import { tenantNetworkOperations } from './tenant-networks/tenant-networks.ops.ts'
import { volumeOperations } from './volumes/volumes.ops.ts'
import { instanceActionOperations } from './instance-actions/instance-actions.ops.ts'
import { DETAILS, EVENTS } from './instance-actions/policies.ts'
import { keypairOperations } from './keypairs/keypairs.ops.ts'
import type { ComputeEnv } from './operation.ts'
import { BASE_RULES, CONTEXT_IS_ADMIN } from './base-rules.ts'
import { UNLOCK_OVERRIDE } from './servers/action-policies.ts'
import { serverCreationOperations } from './servers/create.ops.ts'
import { serverDeletionOperations } from './servers/delete.ops.ts'
import { serverListOperations } from './servers/list.ops.ts'
import { LIST_RULES } from './servers/list.policies.ts'
import { extensionOperations } from './extensions/extensions.ops.ts'
import { serverShowOperations } from './servers/show.ops.ts'
import { serverUpdateOperations } from './servers/update.ops.ts'
import { SHOWING_RULES } from './servers/show.policies.ts'
import { CREATION_RULES } from './servers/servers.policies.ts'
import { serverActionOperations } from './servers/server-actions.ops.ts'
import { limitOperations, limitRules } from './quotas/limits.ops.ts'
import { quotaClassSetOperations } from './quotas/quota-class-sets.ops.ts'
import { quotaSetOperations } from './quotas/quota-sets.ops.ts'
import { serverGroupOperations, serverGroupRules } from './server-groups/server-groups.ops.ts'
import { serverAddressOperations } from './server-addresses/addresses.ops.ts'
import { serverMetadataOperations } from './server-metadata/metadata.ops.ts'
import { serverPasswordOperations } from './server-password/server-password.ops.ts'
import { serverSecurityGroupOperations } from './server-security-groups/server-security-groups.ops.ts'
import { serverTagOperations } from './server-tags/tags.ops.ts'
import { serviceOperations } from './services/services.ops.ts'
import { volumeAttachmentOperations } from './volume-attachments/volume-attachments.ops.ts'
import { usageOperations } from './usage/usage.ops.ts'
import { usageAuditOperations } from './usage/usage-audit.ops.ts'
import { V2_0, V2_1, versionChoices } from './versions/version.ts'
import { computeVersionOperations } from './versions/versions.ops.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'

/** Compute, the API that nova speaks. */
export const compute: Service<ComputeEnv, 'compute'> = {
  type: 'compute',
  title: 'Compute',
  project: 'nova',
  description: 'Servers and what they run on: hosts, aggregates, availability zones.',
  defaultPort: 8774,
  sharedPath: '/compute',
  mounts: [V2_1, V2_0],
  catalog: [{ type: 'compute', name: 'nova', path: '/v2.1' }],
  microversions: {
    type: 'compute',
    entry: 'last of type',
    olderHeader: {
      request: 'x-openstack-nova-api-version',
      answer: 'X-OpenStack-Nova-API-Version',
    },
  },
  dialect,
  checks: ['body', 'policy', 'target'],
  adminRule: CONTEXT_IS_ADMIN,
  takesServiceTokens: true,
  deprecatedRules: DEPRECATED_RULES,
  rules: [
    ...BASE_RULES,
    ...CREATION_RULES,
    ...SHOWING_RULES,
    ...LIST_RULES,
    ...[UNLOCK_OVERRIDE, EVENTS, DETAILS],
    ...limitRules,
    ...serverGroupRules,
  ],
  operations: [
    ...computeVersionOperations,
    ...aggregateOperations,
    ...availabilityZoneOperations,
    ...serviceOperations,
    ...hypervisorOperations,
    ...hostOperations,
    ...flavorOperations,
    ...imageOperations,
    ...limitOperations,
    ...quotaSetOperations,
    ...quotaClassSetOperations,
    ...serverGroupOperations,
    ...serverCreationOperations,
    ...serverDeletionOperations,
    ...serverListOperations,
    ...serverShowOperations,
    ...extensionOperations,
    ...serverUpdateOperations,
    ...serverAddressOperations,
    ...serverMetadataOperations,
    ...serverPasswordOperations,
    ...serverSecurityGroupOperations,
    ...serverTagOperations,
    ...floatingIpPoolOperations,
    ...floatingIpOperations,
    ...diagnosticsOperations,
    ...externalEventOperations,
    ...addressOperations,
    ...interfaceOperations,
    ...shareOperations,
    ...topologyOperations,
    ...networkOperations,
    ...removedOperations,
    ...securityGroupRuleOperations,
    ...securityGroupOperations,
    ...snapshotOperations,
    ...tenantNetworkOperations,
    ...usageOperations,
    ...usageAuditOperations,
    ...volumeOperations,
    ...serverActionOperations,
    ...instanceActionOperations,
    ...keypairOperations,
    ...volumeAttachmentOperations,
  ],
  projectIdPattern: /^[0-9a-f-]+$/,
  elsewhere: ({ base, path }) => new Reply({ status: 300, body: versionChoices(base, path) }),
  // Source: nova/middleware.py.
  cors: {
    allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    allowHeaders: [
      'X-Auth-Token',
      'X-Openstack-Request-Id',
      'X-Identity-Status',
      'X-Roles',
      'X-Service-Catalog',
      'X-User-Id',
      'X-Tenant-Id',
      'X-OpenStack-Nova-API-Version',
      'OpenStack-API-Version',
    ],
    exposeHeaders: [
      'X-Auth-Token',
      'X-Openstack-Request-Id',
      'X-Subject-Token',
      'X-Service-Token',
      'X-OpenStack-Nova-API-Version',
      'OpenStack-API-Version',
    ],
  },
  // `max_request_body_size` of oslo.middleware.
  bodyLimit: 114_688,
}
