import { cidr } from '../../src/kernel/ip/cidr.ts'
import type { SubnetOfNetwork } from '../../src/network/ipam/subnets.ts'

/** A subnet for all ports, with DHCP and without segment or pool, unless told. */
export function subnetOfNetwork(
  id: string,
  network: string,
  more: Partial<SubnetOfNetwork> = {},
): SubnetOfNetwork {
  const plain = { enableDhcp: true, serviceTypes: [], segmentId: null, subnetPoolId: null }
  return { id, cidr: cidr(network), ...plain, ...more }
}
