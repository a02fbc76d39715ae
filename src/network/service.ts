import type { Service } from '../kernel/service.ts'
import { addressScopeOperations } from './address-scopes/address-scopes.ops.ts'
import { ADDRESS_SCOPE_RULES } from './address-scopes/address-scopes.policies.ts'
import { agentOperations } from './agents/agents.ops.ts'
import {
  availabilityZoneOperations,
  GET_AVAILABILITY_ZONE,
} from './availability-zones/availability-zones.ops.ts'
import { dhcpNetworkOperations } from './dhcp-networks/dhcp-networks.ops.ts'
import { l3RouterOperations } from './l3-routers/l3-routers.ops.ts'
import { BASE_RULES, CONTEXT_IS_ADMIN } from './base-rules.ts'
import { DEPRECATED_RULES } from './deprecated-rules.ts'
import { dialect, refuse } from './dialect.ts'
import { checkHeaders } from './revisions.ts'
import { withExtensions } from './extensions/extensions.ops.ts'
import { CHECKS, type NetworkEnv } from './operation.ts'
import { pageNotFound } from './pages.ts'
import { spelledAsDeclared } from './spelling.ts'
import { V2 } from './versions/version.ts'
import { networkOperations } from './networks/networks.ops.ts'
import { NETWORK_RULES } from './networks/networks.policies.ts'
import {
  GET_SERVICE_PROVIDER,
  serviceProviderOperations,
} from './service-providers/service-providers.ops.ts'
import { subnetpoolOperations } from './subnetpools/subnetpools.ops.ts'
import { SUBNETPOOL_RULES } from './subnetpools/subnetpools.policies.ts'
import { subnetOperations } from './subnets/subnets.ops.ts'
import { SUBNET_RULES } from './subnets/subnets.policies.ts'
import { addressGroupOperations } from './address-groups/address-groups.ops.ts'
import { ADDRESS_GROUP_RULES } from './address-groups/address-groups.policies.ts'
import { addressOperations } from './address-groups/addresses.ops.ts'
import { defaultRuleOperations } from './default-security-group-rules/default-security-group-rules.ops.ts'
import { securityGroupRuleOperations } from './security-group-rules/security-group-rules.ops.ts'
import { SECURITY_GROUP_RULE_RULES } from './security-group-rules/security-group-rules.policies.ts'
import { statefulnessOperations } from './security-groups-default-statefulness/statefulness.ops.ts'
import { securityGroupOperations } from './security-groups/security-groups.ops.ts'
import { SECURITY_GROUP_RULES } from './security-groups/security-groups.policies.ts'
import { rbacPolicyOperations } from './rbac/rbac-policies.ops.ts'
import { RBAC_RULES } from './rbac/rbac-policies.policies.ts'
import { quotaOperations } from './quotas/quotas.ops.ts'
import { TAG_RULES, tagOperations } from './tags/tags.ops.ts'
import { bindingOperations } from './ports/bindings/bindings.ops.ts'
import { ACTIVATE } from './ports/bindings/bindings.policies.ts'
import { portOperations } from './ports/ports.ops.ts'
import { PORT_RULES } from './ports/ports.policies.ts'
import {
  FLOATING_IP_POOL_RULES,
  floatingIpPoolOperations,
} from './floatingip-pools/floatingip-pools.ops.ts'
import { floatingIpOperations } from './floatingips/floatingips.ops.ts'
import { FLOATING_IP_RULES } from './floatingips/floatingips.policies.ts'
import { portForwardingOperations } from './floatingips/port-forwardings/port-forwardings.ops.ts'
import { conntrackHelperOperations } from './routers/conntrack-helpers/conntrack-helpers.ops.ts'
import { routerOperations } from './routers/routers.ops.ts'
import { ROUTER_RULES } from './routers/routers.policies.ts'
import { autoAllocatedTopologyOperations } from './auto-allocated-topology/topologies.ops.ts'
import { ndpProxyOperations } from './ndp-proxies/ndp-proxies.ops.ts'
import { ipAvailabilityOperations } from './ip-availabilities/availabilities.ops.ts'
import { trunkOperations } from './trunks/trunks.ops.ts'
import { segmentRangeOperations } from './network-segment-ranges/segment-ranges.ops.ts'
import { meteringOperations } from './metering/metering.ops.ts'
import { flavorOperations } from './flavors/flavors.ops.ts'
import { localIpOperations } from './local-ips/local-ips.ops.ts'
import { logOperations } from './logs/logs.ops.ts'
import { GET_LOGGABLE_RESOURCE } from './logs/logs.policies.ts'
import { segmentOperations } from './segments/segments.ops.ts'
import { qosPolicyOperations } from './qos/policies.ops.ts'
import { QOS_RULES } from './qos/policies.policies.ts'
import { qosRuleOperations } from './qos/rules/rules.ops.ts'
import { GET_RULE_TYPE, qosRuleTypeOperations } from './qos/rule-types/rule-types.ops.ts'
import { versionOperations } from './versions/versions.ops.ts'

const declared: Service<NetworkEnv, 'network'> = {
  type: 'network',
  title: 'Network',
  project: 'neutron',
  description: 'Networks, subnets and ports, and what joins and guards them.',
  defaultPort: 9696,
  sharedPath: '/networking',
  mounts: [V2],
  catalog: [{ type: 'network', name: 'neutron', path: '' }],
  dialect,
  takesServiceTokens: true,
  checks: CHECKS,
  adminRule: CONTEXT_IS_ADMIN,
  deprecatedRules: DEPRECATED_RULES,
  rules: [
    ...BASE_RULES,
    GET_SERVICE_PROVIDER,
    ...NETWORK_RULES,
    ...SUBNET_RULES,
    ...SECURITY_GROUP_RULES,
    ...RBAC_RULES,
    ...TAG_RULES,
    ...SUBNETPOOL_RULES,
    ...ADDRESS_SCOPE_RULES,
    ...SECURITY_GROUP_RULE_RULES,
    ...ADDRESS_GROUP_RULES,
    ...PORT_RULES,
    ...ROUTER_RULES,
    ...FLOATING_IP_RULES,
    ...QOS_RULES,
    GET_RULE_TYPE,
    GET_LOGGABLE_RESOURCE,
    ...FLOATING_IP_POOL_RULES,
    ACTIVATE,
    GET_AVAILABILITY_ZONE,
  ],
  operations: [
    ...versionOperations,
    ...serviceProviderOperations,
    ...networkOperations,
    ...subnetOperations,
    ...securityGroupOperations,
    ...quotaOperations,
    ...rbacPolicyOperations,
    ...tagOperations,
    ...subnetpoolOperations,
    ...addressScopeOperations,
    ...securityGroupRuleOperations,
    ...defaultRuleOperations,
    ...statefulnessOperations,
    ...addressGroupOperations,
    ...addressOperations,
    ...portOperations,
    ...routerOperations,
    ...conntrackHelperOperations,
    ...floatingIpOperations,
    ...portForwardingOperations,
    ...ndpProxyOperations,
    ...autoAllocatedTopologyOperations,
    ...trunkOperations,
    ...qosPolicyOperations,
    ...qosRuleOperations,
    ...qosRuleTypeOperations,
    ...floatingIpPoolOperations,
    ...bindingOperations,
    ...ipAvailabilityOperations,
    ...segmentOperations,
    ...segmentRangeOperations,
    ...meteringOperations,
    ...logOperations,
    ...localIpOperations,
    ...flavorOperations,
    ...agentOperations,
    ...dhcpNetworkOperations,
    ...l3RouterOperations,
    ...availabilityZoneOperations,
  ],
  refuse,
  checkHeaders,
  trailingSlash: 'optional',
  jsonPaths: { kept: [] },
  idLeftOut: 'None',
  guardsUnknownPaths: true,
  elsewhere() {
    throw pageNotFound()
  },
  // Source: neutron/common/config.py.
  cors: {
    allowMethods: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
    allowHeaders: [
      'X-Auth-Token',
      'X-Identity-Status',
      'X-Roles',
      'X-Service-Catalog',
      'X-User-Id',
      'X-Tenant-Id',
      'X-OpenStack-Request-ID',
    ],
    exposeHeaders: [
      'X-Auth-Token',
      'X-Subject-Token',
      'X-Service-Token',
      'X-OpenStack-Request-ID',
      'OpenStack-Volume-microversion',
    ],
  },
  bodyLimit: 114_688,
}

/** Network, the API that neutron speaks. */
export const network: Service<NetworkEnv, 'network'> = {
  ...declared,
  operations: withExtensions(declared.operations),
  meantBy: spelledAsDeclared(declared.operations, V2.prefix),
}
