import { blockStorageExamples } from './examples/block-storage.ts'
import { volumeActionExamples } from './examples/block-storage-actions.ts'
import { computeVolumeExamples } from './examples/compute-volumes.ts'
import { computeExamples } from './examples/compute.ts'
import { usageExamples } from './examples/compute-usage.ts'
import { flavorExamples } from './examples/compute-flavors.ts'
import { interfaceExamples } from './examples/compute-interfaces.ts'
import { proxyExamples } from './examples/compute-proxies.ts'
import { partExamples } from './examples/compute-parts.ts'
import { computeActionExamples } from './examples/compute-actions.ts'
import { computeServerExamples } from './examples/compute-servers.ts'
import { computeQuotaExamples } from './examples/compute-quotas.ts'
import { keypairExamples } from './examples/compute-keypairs.ts'
import { identityExamples } from './examples/identity.ts'
import { catalogExamples } from './examples/identity-catalog.ts'
import { identityDelegationExamples } from './examples/identity-delegation.ts'
import { familiesExamples } from './examples/identity-families.ts'
import { federationExamples } from './examples/identity-federation.ts'
import { oauthExamples } from './examples/identity-oauth.ts'
import { imageExamples } from './examples/image.ts'
import { imageImportExamples } from './examples/image-imports.ts'
import { metadefExamples } from './examples/image-metadefs.ts'
import { rbacExamples } from './examples/network-rbac.ts'
import { networkQuotaExamples } from './examples/network-quotas.ts'
import { networkTagExamples } from './examples/network-tags.ts'
import { networkExamples } from './examples/network.ts'
import { forwardingExamples } from './examples/network-forwardings.ts'
import { l3Examples } from './examples/network-l3.ts'
import { networkAgentExamples } from './examples/network-agents.ts'
import { networkOperatorExamples } from './examples/network-operators.ts'
import { networkRestExamples } from './examples/network-rest.ts'
import { ndpProxyExamples } from './examples/network-ndp-proxies.ts'
import { topologyExamples } from './examples/network-topologies.ts'
import { trunkExamples } from './examples/network-trunks.ts'
import { qosExamples } from './examples/network-qos.ts'
import { portExamples } from './examples/network-ports.ts'
import { subnetExamples } from './examples/network-subnets.ts'
import { securityGroupExamples } from './examples/network-security-groups.ts'
import { placementExamples } from './examples/placement.ts'
import type { Examples } from './world.ts'

/** One valid request of every operation. */
export const EXAMPLES: Readonly<Record<string, Examples>> = {
  identity: {
    ...identityExamples,
    ...identityDelegationExamples,
    ...familiesExamples,
    ...federationExamples,
    ...oauthExamples,
    ...catalogExamples,
  },
  compute: {
    ...computeExamples,
    ...proxyExamples,
    ...interfaceExamples,
    ...computeActionExamples,
    ...computeServerExamples,
    ...partExamples,
    ...computeQuotaExamples,
    ...flavorExamples,
    ...keypairExamples,
    ...computeVolumeExamples,
    ...usageExamples,
  },
  'block-storage': { ...blockStorageExamples, ...volumeActionExamples },
  image: { ...imageExamples, ...metadefExamples, ...imageImportExamples },
  network: {
    ...networkExamples,
    ...subnetExamples,
    ...securityGroupExamples,
    ...networkQuotaExamples,
    ...rbacExamples,
    ...networkTagExamples,
    ...portExamples,
    ...l3Examples,
    ...forwardingExamples,
    ...networkOperatorExamples,
    ...networkAgentExamples,
    ...trunkExamples,
    ...ndpProxyExamples,
    ...topologyExamples,
    ...qosExamples,
    ...networkRestExamples,
  },
  placement: placementExamples,
}
