import type { AgentKind, AgentMode } from '../drivers/network/agents.ts'

/** What an operator may set of Network. */
export interface NetworkOptions {
  /**
   * How many of each resource a project may have where nothing else was said for it, by the name of
   * the resource (`quota_network` …); -1 is any number.
   */
  readonly quotas: Readonly<Record<string, number>>
  /** The same of resources that `quotas` does not name (`default_quota`). */
  readonly defaultQuota: number
  /** DNS servers and host routes of a subnet, address pairs of a port, routes of a router, at most. */
  readonly maxDnsNameservers: number
  readonly maxSubnetHostRoutes: number
  readonly maxAllowedAddressPairs: number
  readonly maxRoutes: number
  /**
   * The beginning of MAC addresses: three octets, or four where the fourth is not 00 (`base_mac`). The
   * others are drawn by lot.
   */
  readonly baseMac: string
  /** What the names of ports without a domain of their own end in. */
  readonly dnsDomain: string
  /** Bytes, of the physical network; what a tunnel adds to each packet is taken off. */
  readonly globalPhysnetMtu: number
  /** Types of networks that there can be (`type_drivers`). */
  readonly typeDrivers: readonly NetworkType[]
  /** What projects get, the first that has room (`project_network_types`). */
  readonly projectNetworkTypes: readonly NetworkType[]
  /** The physical networks of flat ones; `*` is any. */
  readonly flatNetworks: readonly string[] | '*'
  /** By physical network, the VLANs that projects may get; administrators may use any other too. */
  readonly vlanRanges: Readonly<Record<string, readonly IdRange[]>>
  readonly vxlanRanges: readonly IdRange[]
  /** What a router that has a gateway does unless told (`enable_snat_by_default`). */
  readonly enableSnatByDefault: boolean
  /** The agents that this process simulates: which run, where; none unless told. */
  readonly agents: readonly RunningAgent[]
  /** How many agents serve a network (`dhcp_agents_per_network`). */
  readonly dhcpAgentsPerNetwork: number
  /** How many agents serve a router that is highly available, at most (`max_l3_agents_per_router`). */
  readonly maxL3AgentsPerRouter: number
}

/** One agent on a host. */
export interface RunningAgent {
  readonly kind: AgentKind
  readonly host: string
  readonly zone: string
  readonly mode: AgentMode
}

export type NetworkType = 'local' | 'flat' | 'vlan' | 'vxlan' | 'geneve'

/** Both ends belong to it. */
export interface IdRange {
  readonly first: number
  readonly last: number
}

/**
 * Numbers as in the stock configuration of the real service (neutron/conf/common.py, quota.py, db/,
 * extensions/). It names no physical network and no ranges: VXLAN for projects is what most clouds
 * have, and `public` is the physical network that DevStack gives to its external network.
 */
export const STOCK_NETWORK_OPTIONS: NetworkOptions = {
  quotas: {
    network: 100,
    subnet: 100,
    port: 500,
    router: 10,
    floatingip: 50,
    security_group: 10,
    security_group_rule: 100,
    rbac_policy: 10,
    router_route: 30,
  },
  defaultQuota: -1,
  maxDnsNameservers: 5,
  maxSubnetHostRoutes: 20,
  maxAllowedAddressPairs: 10,
  maxRoutes: 30,
  baseMac: 'fa:16:3e:00:00:00',
  dnsDomain: 'openstacklocal',
  globalPhysnetMtu: 1500,
  typeDrivers: ['local', 'flat', 'vlan', 'vxlan', 'geneve'],
  projectNetworkTypes: ['vxlan'],
  flatNetworks: '*',
  vlanRanges: { public: [], physnet1: [{ first: 1, last: 1000 }] },
  vxlanRanges: [{ first: 1, last: 5000 }],
  enableSnatByDefault: true,
  agents: [],
  dhcpAgentsPerNetwork: 1,
  maxL3AgentsPerRouter: 3,
}
