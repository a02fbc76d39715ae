import type { NetworkCloud } from './network-cloud.ts'

export interface OfNetwork {
  /** The network. */
  readonly id: string
  readonly subnet: string
}

/** A network outside, with a subnet. */
export function externalNetwork(my: NetworkCloud, cidr = '203.0.113.0/24'): Promise<OfNetwork> {
  return networkWith(my, cidr, { 'router:external': true }, my.admin)
}

/** A network with a subnet. */
export async function networkWith(
  my: NetworkCloud,
  cidr: string,
  attributes: object = {},
  as = my.demo,
): Promise<OfNetwork> {
  const { id } = await my.make('network', attributes, as)
  const version = cidr.includes(':') ? 6 : 4
  const subnet = await my.make('subnet', { network_id: id, ip_version: version, cidr }, as)
  return { id, subnet: subnet.id }
}
