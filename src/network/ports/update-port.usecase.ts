/**
 * Changes ports. Source: openstack/neutron neutron/plugins/ml2/plugin.py (update_port),
 * neutron/db/db_base_plugin_v2.py (_validate_port_for_update).
 */
import { randomMac } from '../../kernel/ip/mac.ts'
import type { NetworkCall } from '../operation.ts'
import { isSetAgain } from '../qos/policies.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { groupsForPort } from '../security-groups/groups-for-port.usecase.ts'
import { setGroupsOfPort } from '../security-groups/of-ports.store.ts'
import { secondsNow } from '../times.ts'
import { wholePairs } from './address-pairs.ts'
import { answeredPort } from './answered.ts'
import { readdressed } from './change-addresses.usecase.ts'
import { bound, checkProfile, isPlugged, statusOf } from './binding.ts'
import { completed } from './completed.usecase.ts'
import { withOptions, type DhcpOption } from './dhcp-options.ts'
import { keptNames } from './dns.ts'
import { isMacTaken, portRows, type PortRow } from './ports.store.ts'
import {
  checkPortSecurity,
  isTrusted,
  macAddressInUse,
  macOfTrusted,
  portBound,
  portHasGroups,
  portInUse,
  type FoundPort,
  type Port,
  type PortChanges,
} from './ports.ts'
import { requireChangeable, settlePort } from './uses.usecase.ts'

/** As a client does it. @throws Fault 400, 404, 409 */
export async function updatePort(
  call: NetworkCall,
  now: FoundPort,
  changes: PortChanges,
): Promise<Port> {
  await requireChangeable(call, now, changes)
  const row = await changePort(call, now, changes)
  if (changes.fixed_ips !== undefined) await settlePort(call, row)
  const [shown] = await completed(call, [answeredPort(now, row)])
  return shown!
}

/** The same for what else changes ports. */
export async function changePort(
  call: NetworkCall,
  now: FoundPort,
  changes: PortChanges,
): Promise<PortRow> {
  const { tx, env } = call
  const vnic = changes['binding:vnic_type'] ?? now['binding:vnic_type']
  if (vnic !== now['binding:vnic_type'] && now['binding:vif_type'] !== 'unbound') {
    throw portInUse(now)
  }
  const mac = await changedMac(call, now, changes)
  const addresses = await readdressed(call, now, changes, mac)
  const secured = await changedSecurity(call, now, changes)
  await requireQosPolicy(call, changes.qos_policy_id, now.qos_policy_id)
  const pairs = changes.allowed_address_pairs
  const options = changes.extra_dhcp_opts as readonly DhcpOption[] | null | undefined
  const columns: Partial<PortRow> = {
    ...plain(changes),
    ...(mac !== now.mac_address && { mac_address: mac }),
    ...addresses,
    ...secured,
    ...(pairs && { allowed_address_pairs: wholePairs(pairs, mac) }),
    ...(options?.length && {
      extra_dhcp_opts: withOptions(
        (now.extra_dhcp_opts ?? []) as unknown as readonly DhcpOption[],
        options,
      ),
    }),
    ...keptNames(
      {
        ...(changes.dns_name !== undefined && { dns_name: changes.dns_name }),
        ...(changes.dns_domain !== undefined && { dns_domain: changes.dns_domain }),
      },
      env.options.dnsDomain,
    ),
    ...rebound(now, changes),
  }
  const at = secondsNow(env.clock)
  const changed = await portRows.change(tx, now, columns, at, isSetAgain(now, changes))
  return isBoundAnew(now, changed) ? countBinding(call, changed, at) : changed
}

function isBoundAnew(before: FoundPort, after: PortRow): boolean {
  const isMoved = after['binding:host_id'] !== before['binding:host_id']
  return isMoved && isPlugged(after['binding:vif_type'])
}

/** Upstream stores what comes of a binding in two steps more: what it is plugged into, and its status. */
async function countBinding({ tx }: NetworkCall, port: PortRow, at: string): Promise<PortRow> {
  await portRows.touch(tx, [port.id], at, 2)
  return { ...port, revision_number: port.revision_number + 2 }
}

/** What is stored as it is sent. */
function plain({
  name,
  description,
  admin_state_up: up,
  device_id: device,
  device_owner: owner,
  qos_policy_id: policy,
}: PortChanges): Partial<PortRow> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(up !== undefined && { admin_state_up: up }),
    ...(device !== undefined && { device_id: device }),
    ...(owner !== undefined && { device_owner: owner }),
    ...(policy !== undefined && { qos_policy_id: policy }),
  }
}

async function changedMac(
  { tx, env }: NetworkCall,
  now: FoundPort,
  { mac_address: asked, device_owner: newOwner }: PortChanges,
): Promise<string> {
  const mac = now.mac_address!
  if (asked === undefined || asked === mac) return mac
  const wanted = asked ?? randomMac(env.options.baseMac, () => env.ids.random())
  if (isPlugged(now['binding:vif_type'])) throw portBound(now, wanted)
  const owner = newOwner || now.device_owner
  if (isTrusted(owner)) throw macOfTrusted(now.id, owner)
  if (await isMacTaken(tx, now.network_id, wanted)) throw macAddressInUse(now.network_id, wanted)
  return wanted
}

/** Who guards it after the change. @throws Fault 400, 409 */
async function changedSecurity(
  call: NetworkCall,
  now: FoundPort,
  {
    port_security_enabled: enabled,
    security_groups: groups,
    allowed_address_pairs: pairs,
  }: PortChanges,
): Promise<Partial<PortRow>> {
  const isSecured = enabled ?? now.port_security_enabled
  checkPortSecurity({
    port_security_enabled: isSecured,
    security_groups: groups,
    allowed_address_pairs: pairs ?? now.allowed_address_pairs,
  })
  if (!isSecured && groups === undefined && now.security_groups.length > 0) throw portHasGroups()
  const chosen = groups && (await groupsForPort(call, now.project_id, groups))
  if (chosen) await setGroupsOfPort(call.tx, now.id, chosen)
  return {
    ...(enabled !== undefined && { port_security_enabled: enabled }),
    ...(chosen && { security_groups: chosen }),
  }
}

/** Where it is plugged in after the change. */
function rebound(now: FoundPort, changes: PortChanges): Partial<PortRow> {
  const host = changes['binding:host_id']
  const wanted = {
    host_id: host === undefined ? (now['binding:host_id'] ?? '') : (host ?? ''),
    vnic_type: changes['binding:vnic_type'] ?? now['binding:vnic_type'],
    profile: profileAfter(now, changes),
  }
  checkProfile(wanted.profile)
  const binding = bound(changes.device_owner ?? now.device_owner, wanted)
  const parts = {
    'binding:host_id': binding.host_id,
    'binding:vnic_type': wanted.vnic_type,
    'binding:profile': binding.profile,
    'binding:vif_type': binding.vif_type,
    'binding:vif_details': binding.vif_details,
  } as const
  const before = parts['binding:vif_type'] === now['binding:vif_type']
  return before && wanted.host_id === now['binding:host_id']
    ? parts
    : { ...parts, status: statusOf(binding) }
}

/** Null and an empty one clear it, though upstream takes an empty one for nothing said. */
function profileAfter(now: FoundPort, changes: PortChanges) {
  const profile = changes['binding:profile']
  return (profile === undefined ? now['binding:profile'] : profile) ?? {}
}
