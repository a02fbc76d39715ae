/**
 * Makes ports, for clients and for what else needs some: routers, floating IPs, DHCP, servers. Source:
 * openstack/neutron neutron/plugins/ml2/plugin.py (_create_port_db), neutron/db/db_base_plugin_v2.py
 * (create_port_db), neutron/plugins/ml2/extensions/port_security.py.
 */
import { randomMac } from '../../kernel/ip/mac.ts'
import { scheduleNetworks } from '../agents/schedule-networks.usecase.ts'
import { RESERVED_FOR_DHCP } from '../device-owners.ts'
import { stayingNetworksOfPorts, type NetworkOfPorts } from '../networks/for-ports.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { defaultGroup } from '../security-groups/default-group.usecase.ts'
import { groupsForPort } from '../security-groups/groups-for-port.usecase.ts'
import { setGroupsOfPort } from '../security-groups/of-ports.store.ts'
import { stayingSubnetsOf, type SubnetWithPools } from '../subnets/for-ports.store.ts'
import { replaceTags } from '../tags/tags.store.ts'
import { secondsNow } from '../times.ts'
import { wholePairs } from './address-pairs.ts'
import { addressNewPort } from './addresses.usecase.ts'
import { bound, checkProfile, statusOf } from './binding.ts'
import { withOptions, type DhcpOption } from './dhcp-options.ts'
import { keptNames } from './dns.ts'
import { freeAddressesOf } from '../ipam/allocations.store.ts'
import { isMacTaken, portRows, type PortRow } from './ports.store.ts'
import {
  checkPortSecurity,
  isTrusted,
  macAddressInUse,
  shownAddresses,
  type PortSpec,
} from './ports.ts'

/**
 * Neither asks who may, nor counts against quotas.
 * @throws Fault 400, 404 (of networks, subnets, security groups), 409 (MacAddressInUse,
 *   IpAddressAlreadyAllocated, IpAddressGenerationFailure …)
 */
export async function makePorts(call: NetworkCall, specs: readonly PortSpec[]): Promise<PortRow[]> {
  const { tx } = call
  const ids = specs.map((spec) => spec.network_id.toLowerCase())
  const networks = await stayingNetworksOfPorts(tx, ids)
  const subnets = await stayingSubnetsOf(tx, [...networks.keys()])
  const made: PortRow[] = []
  for (const spec of specs) {
    const network = networks.get(spec.network_id.toLowerCase())
    if (network === undefined) throw networkNotFound(spec.network_id)
    const own = subnets.filter(({ networkId }) => networkId === network.id)
    made.push(await makePort(call, spec, network, own))
  }
  const served = made.filter((port) => port.device_id !== RESERVED_FOR_DHCP)
  await scheduleNetworks(
    call,
    served.map((port) => port.network_id),
  )
  return made
}

async function makePort(
  call: NetworkCall,
  spec: PortSpec,
  network: NetworkOfPorts,
  subnets: readonly SubnetWithPools[],
): Promise<PortRow> {
  const { tx, env } = call
  const asked = spec.mac_address ?? undefined
  if (asked !== undefined && (await isMacTaken(tx, network.id, asked))) {
    throw macAddressInUse(network.id, asked)
  }
  await requireQosPolicy(call, spec.qos_policy_id)
  const groups = await groupsOf(call, spec, network)
  const parts = { ...partsOf(call, spec, network), security_groups: groups }
  for (;;) {
    const mac = asked ?? randomMac(env.options.baseMac, () => env.ids.random())
    const port = await addressed(call, spec, { ...parts, mac_address: mac }, subnets)
    if (await portRows.insertUnlessTaken(tx, port)) {
      if (groups.length > 0) await setGroupsOfPort(tx, port.id, groups)
      if (port.tags.length > 0) await replaceTags(tx, port.id, port.tags)
      return port
    }
    if (asked !== undefined) throw macAddressInUse(network.id, asked)
    await freeAddressesOf(tx, port.id)
  }
}

/** The default group of its project, where nothing is said and the port is guarded at all. */
async function groupsOf(
  call: NetworkCall,
  spec: PortSpec,
  network: NetworkOfPorts,
): Promise<readonly string[]> {
  if (spec.security_groups !== undefined) {
    const asked = isTrusted(spec.device_owner ?? '') ? [] : spec.security_groups
    return groupsForPort(call, spec.project_id, asked)
  }
  if (!isSecuredAt(spec, network)) return []
  const id = await defaultGroup(call, spec.project_id)
  return id === undefined ? [] : [id]
}

/** `_determine_port_security`. */
function isSecuredAt(
  { device_owner: owner = '', port_security_enabled: own }: PortSpec,
  network: NetworkOfPorts,
): boolean {
  return !isTrusted(owner) && (own ?? network.port_security_enabled)
}

type Unaddressed = Omit<PortRow, 'fixed_ips' | 'addresses' | 'ip_allocation'>

async function addressed(
  call: NetworkCall,
  spec: PortSpec,
  port: Unaddressed,
  subnets: readonly SubnetWithPools[],
): Promise<PortRow> {
  const mac = port.mac_address!
  const { addresses, allocation } = await addressNewPort(
    call,
    {
      ...{ id: port.id, networkId: port.network_id, deviceOwner: port.device_owner, mac },
      ...{ host: port['binding:host_id'] ?? '', fixedIps: spec.fixed_ips },
    },
    subnets,
  )
  const pairs = wholePairs(port.allowed_address_pairs, mac)
  return {
    ...port,
    ...shownAddresses(addresses),
    allowed_address_pairs: pairs,
    ip_allocation: allocation,
  }
}

/** All that does not depend on its addresses. */
function partsOf(
  call: NetworkCall,
  spec: PortSpec,
  network: NetworkOfPorts,
): Omit<Unaddressed, 'security_groups'> {
  const { ids, clock, options } = call.env
  const owner = spec.device_owner ?? ''
  const isSecured = isSecuredAt(spec, network)
  checkPortSecurity({
    port_security_enabled: isSecured,
    security_groups: spec.security_groups,
    allowed_address_pairs: spec.allowed_address_pairs,
  })
  const profile = spec['binding:profile'] ?? {}
  checkProfile(profile)
  const host = spec['binding:host_id'] ?? ''
  const vnic = spec['binding:vnic_type'] ?? 'normal'
  const binding = bound(owner, { host_id: host, vnic_type: vnic, profile })
  const at = secondsNow(clock)
  const tags = spec.tags ?? []
  return {
    ...{ id: ids.uuid(), network_id: network.id, network_project_id: network.project_id },
    ...{ project_id: spec.project_id, name: spec.name ?? '', description: spec.description ?? '' },
    ...{ device_id: spec.device_id ?? '', device_owner: owner, mac_address: '' },
    ...{ admin_state_up: spec.admin_state_up ?? true, status: spec.status ?? statusOf(binding) },
    allowed_address_pairs: spec.allowed_address_pairs ?? [],
    extra_dhcp_opts: withOptions([], (spec.extra_dhcp_opts ?? []) as unknown as DhcpOption[]),
    port_security_enabled: isSecured,
    qos_policy_id: spec.qos_policy_id ?? null,
    ...names(spec, options.dnsDomain),
    propagate_uplink_status: spec.propagate_uplink_status ?? true,
    'binding:host_id': binding.host_id,
    'binding:vnic_type': vnic,
    'binding:profile': binding.profile,
    'binding:vif_type': binding.vif_type,
    'binding:vif_details': binding.vif_details,
    tags,
    ...{ created_at: at, updated_at: at, revision_number: revisionOf(tags, binding.host_id) },
  }
}

function names({ dns_name: name = '', dns_domain: own = '' }: PortSpec, domain: string) {
  const none = { dns_name: '', dns_domain: '' }
  return { ...none, ...keptNames({ dns_name: name, dns_domain: own }, domain) }
}

/** Tags are a change of their own, as being bound is: of its state, and of what is known of it. */
function revisionOf(tags: readonly string[], host: string): number {
  return 1 + (tags.length > 0 ? 1 : 0) + (host === '' ? 0 : 2)
}
