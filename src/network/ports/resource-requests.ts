/**
 * What of a host a port needs, so that it gets the bandwidth and the packets that its QoS policy
 * promises: Placement looks for a host that has them. Source: openstack/neutron
 * neutron/services/qos/qos_plugin.py (_extend_port_resource_request), openstack/neutron-lib
 * neutron_lib/placement/utils.py.
 */
import { createHash } from 'node:crypto'
import type { QosRule } from '../qos/rules/rules.ts'

/** What one resource provider must have, and have left. */
interface RequestGroup {
  readonly id: string
  readonly required: readonly string[]
  /** In kilobits, or thousands of packets, a second. */
  readonly resources: Readonly<Record<string, number>>
}

export type ResourceRequest = {
  readonly request_groups: readonly RequestGroup[]
  readonly same_subtree: readonly string[]
}

interface Requesting {
  readonly portId: string
  readonly vnicType: string
  /** Of the port's policy, or its network's. */
  readonly rules: readonly QosRule[]
  /** The physical network of the first segment, null of a tunnel; undefined without segments. */
  readonly physicalNetwork: string | null | undefined
}

const BANDWIDTH: Readonly<Record<string, string>> = {
  ingress: 'NET_BW_IGR_KILOBIT_PER_SEC',
  egress: 'NET_BW_EGR_KILOBIT_PER_SEC',
}

const PACKETS: Readonly<Record<string, string>> = {
  ingress: 'NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC',
  egress: 'NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC',
  any: 'NET_PACKET_RATE_KILOPACKET_PER_SEC',
}

/** Null where nothing is promised. */
export function resourceRequest(port: Requesting): ResourceRequest | null {
  const { portId, rules, physicalNetwork: physical } = port
  const card = trait(`VNIC_TYPE_${port.vnicType}`)
  const groups: RequestGroup[] = []
  const promise = (
    type: QosRule['type'],
    required: string[],
    resources: (rule: QosRule) => object,
  ) => {
    const own = rules.filter((rule) => rule.type === type)
    if (own.length === 0) return
    const id = uuid5(portId, own.map((rule) => rule.id).join(':'))
    groups.push({ id, required, resources: Object.assign({}, ...own.map(resources)) })
  }
  if (physical !== undefined) {
    const reached = trait(physical === null ? 'NETWORK_TUNNEL_PROVIDER' : `PHYSNET_${physical}`)
    promise('minimum_bandwidth', [reached, card], ({ direction = '', min_kbps: rate }) => {
      return { [BANDWIDTH[direction]!]: rate }
    })
  }
  promise('minimum_packet_rate', [card], ({ direction = '', min_kpps: rate }) => {
    return { [PACKETS[direction]!]: rate }
  })
  if (groups.length === 0) return null
  return { request_groups: groups, same_subtree: groups.map(({ id }) => id) }
}

/** `os_traits.normalize_name`. */
function trait(name: string): string {
  return `CUSTOM_${name.toUpperCase().replaceAll(/[^A-Z0-9_]+/g, '_')}`
}

/** A UUID that is the same for the same name (RFC 9562, version 5). */
function uuid5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
