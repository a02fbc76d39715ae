/**
 * What segments of a network there can be, by their type. Source: openstack/neutron
 * neutron/plugins/ml2/managers.py (TypeManager), neutron/plugins/ml2/drivers/type_*.py.
 */
import { conflict, unavailable, type Fault } from '../../kernel/faults.ts'
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import type { IdRange, NetworkOptions, NetworkType } from '../options.ts'

/** What is asked for: an id that is left out is chosen. */
export interface SegmentRequest {
  readonly network_type: NetworkType
  readonly physical_network: string | null
  readonly segmentation_id: number | null
}

/** What a client sent of it. */
export interface SentSegment {
  readonly network_type?: string | null | undefined
  readonly physical_network?: string | null | undefined
  readonly segmentation_id?: number | null | undefined
}

const VLAN_TAGS: IdRange = { first: 1, last: 4094 }
/** Bytes that the header of a packet in a tunnel and those around it take, over IPv4. */
const TUNNEL_OVERHEAD = 50

/** @throws Fault 400 InvalidInput */
export function readSegment(sent: SentSegment, options: NetworkOptions): SegmentRequest {
  const { network_type: type } = sent
  if (type === undefined || type === null) throw invalid('network_type required')
  const { physical_network: physical = null, segmentation_id: id = null } = sent
  if (!isKnown(type, options)) throw invalid(`network_type value '${type}' not supported`)
  const segment = { network_type: type, physical_network: physical, segmentation_id: id }
  const wrong = CHECKS[type](segment, options)
  if (wrong !== undefined) throw invalid(wrong)
  return segment
}

function isKnown(type: string, { typeDrivers }: NetworkOptions): type is NetworkType {
  return typeDrivers.some((known) => known === type)
}

function invalid(reason: string): Fault {
  return invalidInput(reason)
}

type Check = (segment: SegmentRequest, options: NetworkOptions) => string | undefined

const CHECKS: Readonly<Record<NetworkType, Check>> = {
  local({ physical_network: physical, segmentation_id: id }) {
    if (physical) return 'physical_network prohibited for local provider network'
    return id ? 'segmentation_id prohibited for local provider network' : undefined
  },
  flat({ physical_network: physical, segmentation_id: id }, { flatNetworks }) {
    if (!physical) return 'physical_network required for flat provider network'
    if (flatNetworks !== '*') {
      if (flatNetworks.length === 0) return 'Flat provider networks are disabled'
      if (!flatNetworks.includes(physical)) {
        return `physical_network '${physical}' unknown for flat provider network`
      }
    }
    return id ? 'segmentation_id prohibited for flat provider network' : undefined
  },
  vlan({ physical_network: physical, segmentation_id: id }, { vlanRanges }) {
    if (!physical) {
      return id === null
        ? undefined
        : 'segmentation_id requires physical_network for VLAN provider network'
    }
    if (!Object.hasOwn(vlanRanges, physical)) {
      return `physical_network '${physical}' unknown for VLAN provider network`
    }
    if (id === null || isWithin(VLAN_TAGS, id)) return undefined
    return `segmentation_id out of range (${VLAN_TAGS.first} through ${VLAN_TAGS.last})`
  },
  vxlan: refuseUnderlay,
  geneve: refuseUnderlay,
}

/** Tunnels go over whatever network the hosts have between them. */
function refuseUnderlay({ network_type: type, physical_network: physical }: SegmentRequest) {
  return physical ? `provider:physical_network specified for ${type} network` : undefined
}

function isTunnel(type: NetworkType): boolean {
  return type === 'vxlan' || type === 'geneve'
}

/** Is its id still to be chosen? */
export function isPartial({ network_type: type, segmentation_id: id }: SegmentRequest): boolean {
  return id === null && (type === 'vlan' || isTunnel(type))
}

function isWithin({ first, last }: IdRange, id: number): boolean {
  return id >= first && id <= last
}

/** What no two segments may have at once; null where any number may. */
export function placeOf({
  network_type: type,
  physical_network: physical,
  segmentation_id: id,
}: SegmentRequest): string | null {
  return type === 'local' ? null : `${type}:${physical ?? ''}:${id ?? ''}`
}

/** The refusal where another network has the place. */
export function placeTaken(segment: SegmentRequest): Fault {
  const { network_type: type, physical_network: physical, segmentation_id: id } = segment
  const unable = 'Unable to create the network.'
  if (type === 'flat') {
    return conflict(`Unable to create the flat network. Physical network ${physical} is in use.`, {
      type: 'FlatNetworkInUse',
    })
  }
  if (type === 'vlan') {
    return conflict(`${unable} The VLAN ${id} on physical network ${physical} is in use.`, {
      type: 'VlanIdInUse',
    })
  }
  return conflict(`${unable} The tunnel ID ${id} is in use.`, { type: 'TunnelIdInUse' })
}

/** The refusal where all ids of a type are taken. */
export function noneLeft(): Fault {
  return unavailable(
    'Unable to create the network. No project network is available for allocation.',
    { type: 'NoNetworkAvailable' },
  )
}

/** The most that a network of this type can carry, in bytes. */
export function mtuOf(type: NetworkType, { globalPhysnetMtu }: NetworkOptions): number {
  return isTunnel(type) ? globalPhysnetMtu - TUNNEL_OVERHEAD : globalPhysnetMtu
}
