import type { Generated } from 'kysely'

/** The tables of Network. Booleans are 0 and 1, times ISO text in seconds, lists JSON unless told. */
export interface NetworkTables {
  networks: NetworksTable
  network_segments: SegmentsTable
  network_rbac_policies: RbacPoliciesTable
  network_tags: TagsTable
  network_quotas: QuotasTable
  subnets: SubnetsTable
  ports: PortsTable
  ip_allocations: IpAllocationsTable
  subnetpools: SubnetpoolsTable
  address_scopes: AddressScopesTable
  security_groups: SecurityGroupsTable
  security_group_rules: SecurityGroupRulesTable
  default_security_group_rules: DefaultSecurityGroupRulesTable
  security_group_statefulness: StatefulnessTable
  port_security_groups: PortSecurityGroupsTable
  address_groups: AddressGroupsTable
  port_bindings: PortBindingsTable
  routers: RoutersTable
  router_ports: RouterPortsTable
  floatingips: FloatingIpsTable
}

declare module '../../storage/tables.ts' {
  interface Tables extends NetworkTables {}
}

/** What the rows of all resources have that are tables of attributes. */
export interface StandardColumns {
  /** Counts up in the order in which they were made. Clients never see it. */
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  description: string | null
  revision_number: number
  created_at: string
  updated_at: string
  /** The tags that answers show; lists filter by `network_tags`. */
  tags: string
}

export interface NetworksTable extends StandardColumns {
  admin_state_up: number
  status: string
  mtu: number
  external: number
  is_default: number
  port_security_enabled: number
  dns_domain: string
  qos_policy_id: string | null
  availability_zone_hints: string
  ha: number
}

/** What a network consists of: at least one, in their order. */
export interface SegmentsTable {
  id: string
  network_id: string
  network_type: string
  physical_network: string | null
  segmentation_id: number | null
  segment_index: number
  name: string | null
  description: string | null
  revision_number: number
  created_at: string
  updated_at: string
  /** `type:physical network:id` where no two segments may have it. */
  place: string | null
}

export interface RbacPoliciesTable {
  id: string
  project_id: string
  object_type: string
  object_id: string
  action: string
  target_project: string
  /** `action:target_project`: what lists look for. */
  granted: string
}

/** The tags of any resource; no two resources have one id. */
export interface TagsTable {
  resource_id: string
  tag: string
}

/** What a project may have, where it is not what all may. */
export interface QuotasTable {
  project_id: string
  resource: string
  /** -1 is as many as it likes. */
  quota: number
}

export interface SubnetsTable extends StandardColumns {
  network_id: string
  /** The owner of the network, who never changes. */
  network_project_id: string
  segment_id: string | null
  subnetpool_id: string | null
  ip_version: 4 | 6
  cidr: string
  gateway_ip: string | null
  enable_dhcp: number
  ipv6_ra_mode: string | null
  ipv6_address_mode: string | null
  allocation_pools: string
  dns_nameservers: string
  host_routes: string
  service_types: string
}

export interface PortsTable extends StandardColumns {
  network_id: string
  /** The owner of the network, who never changes. */
  network_project_id: string
  mac_address: string
  admin_state_up: number
  status: string
  device_id: string
  device_owner: string
  /** The addresses that answers show; `ip_allocations` has them too. */
  fixed_ips: string
  /** The same with blanks between them, for filters by a part of one. */
  addresses: string
  ip_allocation: string | null
  /** The groups that answers show. */
  security_groups: string
  allowed_address_pairs: string
  extra_dhcp_opts: string
  port_security_enabled: number
  propagate_uplink_status: number
  host_id: string
  vnic_type: string
  profile: string
  vif_type: string
  vif_details: string
  dns_name: string
  dns_domain: string
  qos_policy_id: string | null
  data_plane_status: string | null
}

/** Where else a port may be soon: what is bound there, but not active. The row of the port is active. */
export interface PortBindingsTable {
  port_id: string
  host: string
  vnic_type: string
  profile: string
  vif_type: string
  vif_details: string
}

/** No two ports have one address of a subnet. */
export interface IpAllocationsTable {
  subnet_id: string
  /** In hexadecimal digits of fixed width, so that texts compare as the addresses do. */
  address: string
  /** As clients read it. */
  ip_address: string
  network_id: string
  port_id: string
}

export interface SecurityGroupsTable extends StandardColumns {
  stateful: number
  /** The project whose default group it is. */
  default_of: string | null
}

/** What a rule lets through: of groups, and of the templates of their first rules. */
interface RuleColumns {
  id: string
  direction: string
  ethertype: string
  protocol: string | null
  port_range_min: number | null
  port_range_max: number | null
  remote_ip_prefix: string | null
  remote_group_id: string | null
  remote_address_group_id: string | null
  description: string | null
}

export interface SecurityGroupRulesTable extends RuleColumns {
  serial: Generated<number>
  project_id: string
  security_group_id: string
  /** The owner of the group, who never changes. */
  group_project_id: string
  belongs_to_default_sg: number
  normalized_cidr: string | null
  revision_number: number
  created_at: string
  updated_at: string
}

export interface DefaultSecurityGroupRulesTable extends RuleColumns {
  used_in_default_sg: number
  used_in_non_default_sg: number
}

/** Whether new groups are stateful: of a project, or of all where none is named. */
export interface StatefulnessTable {
  id: string
  project_id: string | null
  scope: string
  stateful: number
  revision_number: number
  updated_at: string
}

export interface PortSecurityGroupsTable {
  port_id: string
  security_group_id: string
}

export interface AddressGroupsTable {
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  description: string
  addresses: string
  revision_number: number
  created_at: string
  updated_at: string
}

export interface SubnetpoolsTable extends StandardColumns {
  ip_version: 4 | 6
  prefixes: string
  default_prefixlen: number
  min_prefixlen: number
  max_prefixlen: number
  default_quota: number | null
  /** Of one version, one is at most. */
  is_default: number
  address_scope_id: string | null
}

export interface AddressScopesTable {
  serial: Generated<number>
  id: string
  project_id: string
  name: string
  ip_version: 4 | 6
}

export interface RoutersTable extends StandardColumns {
  admin_state_up: number
  status: string
  ha: number
  distributed: number
  flavor_id: string | null
  availability_zone_hints: string
  routes: string
  /** Whether what it sends out by its gateway has the gateway's address. */
  enable_snat: number
  /** Whether it answers for neighbours outside; null until the first change decides it. */
  ndp_proxy: number | null
  /** The first of its gateways. */
  gw_port_id: string | null
  enable_default_route_bfd: number
  enable_default_route_ecmp: number
}

/** The ports by which a router is on networks: its interfaces, and its gateway. */
export interface RouterPortsTable {
  port_id: string
  router_id: string
  /** The owner of the port, which it has for as long. */
  port_type: string
}

export interface FloatingIpsTable extends Omit<StandardColumns, 'name'> {
  status: string
  floating_network_id: string
  floating_ip_address: string
  /** The port that has the address outside. */
  floating_port_id: string
  /** The port inside that it is for, an address of that, and the router between. */
  fixed_port_id: string | null
  fixed_ip_address: string | null
  router_id: string | null
  qos_policy_id: string | null
}
