/** Rules of networks. Source: openstack/neutron neutron/db/db_base_plugin_v2.py, neutron/plugins/ml2. */
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import type { NetworkOptions } from '../options.ts'
import { readSegment, type SegmentRequest, type SentSegment } from '../segments/segment-types.ts'
import type { NETWORKS } from './networks.table.ts'

type Attributes = NonNullable<(typeof NETWORKS)['declared']>
export type Network = Item<Attributes>
export type PostedNetwork = Posted<Attributes>
export type NetworkChanges = Changes<Attributes>

export function networkNotFound(id: string): Fault {
  return notFound(`Network ${id} could not be found.`, { type: 'NetworkNotFound' })
}

const PROVIDER = [
  'provider:network_type',
  'provider:physical_network',
  'provider:segmentation_id',
] as const

/**
 * The segments that a request asks for; none where it leaves them to the cloud.
 * @throws Fault 400 InvalidInput, SegmentsSetInConjunctionWithProviders, SegmentsContainDuplicateEntry
 */
export function requestedSegments(
  posted: PostedNetwork,
  options: NetworkOptions,
): readonly SegmentRequest[] {
  const { segments } = posted
  const isProvided = PROVIDER.some((name) => posted[name] !== undefined && posted[name] !== null)
  if (isProvided) {
    if (segments !== undefined) throw setTwice()
    return [readSegment(sentSegment(posted), options)]
  }
  const requests = (segments ?? []).map((one) => readSegment(sentSegment(one), options))
  refuseRepeated(requests)
  return requests
}

function sentSegment(sent: { readonly [K in (typeof PROVIDER)[number]]?: unknown }): SentSegment {
  return {
    network_type: sent['provider:network_type'] as string | undefined,
    physical_network: sent['provider:physical_network'] as string | undefined,
    segmentation_id: sent['provider:segmentation_id'] as number | undefined,
  }
}

function setTwice(): Fault {
  return badRequest('Segments and provider values cannot both be set.', {
    type: 'SegmentsSetInConjunctionWithProviders',
  })
}

/** Those that say everything; of the others, each gets an id of its own. */
function refuseRepeated(requests: readonly SegmentRequest[]): void {
  const whole = requests.filter(
    ({ network_type: type, segmentation_id: id }) =>
      id !== null || type === 'flat' || type === 'local',
  )
  const texts = whole.map((one) => JSON.stringify(one))
  if (new Set(texts).size === texts.length) return
  throw badRequest('Duplicate segment entry in request.', { type: 'SegmentsContainDuplicateEntry' })
}

/** What a network carries that asks for so much, 0 for as much as there is. @throws Fault 400 */
export function chosenMtu(asked: number, most: number): number {
  if (asked > most) throw invalidInput(`Requested MTU is too big, maximum is ${most}`)
  return asked === 0 ? most : asked
}

/** The least that IPv4 and IPv6 work with. Source: neutron_lib/constants.py. */
const LEAST_MTU = { 4: 68, 6: 1280 } as const

/**
 * Can subnets of these versions work with it?
 * @throws Fault 409 NetworkMTUSubnetConflict
 */
export function requireMtu(
  { id }: { readonly id: string },
  mtu: number,
  versions: readonly (4 | 6)[],
): void {
  if (mtu >= LEAST_MTU[6] || versions.length === 0) return
  const least = mtu < LEAST_MTU[4] ? LEAST_MTU[4] : LEAST_MTU[6]
  if (least === LEAST_MTU[6] && !versions.includes(6)) return
  throw conflict(`MTU of ${id} is not valid, subnet requires a minimum of ${least}`, {
    type: 'NetworkMTUSubnetConflict',
  })
}

/** Only the id of a VLAN may change. @throws Fault 400 InvalidInput */
export function refuseProviderChanges(now: Network, changes: NetworkChanges): void {
  const fixed = ['provider:network_type', 'provider:physical_network'] as const
  if (fixed.every((name) => changes[name] === undefined || changes[name] === now[name])) return
  const names = fixed.join(', ')
  throw invalidInput(
    `Plugin does not support updating the following provider network attributes: ${names}`,
  )
}

export function defaultExists(id: string): Fault {
  return conflict(`A default external network already exists: ${id}.`, {
    type: 'DefaultExternalNetworkExists',
  })
}

export function usedByOthers(name: string): Fault {
  return conflict(
    `Unable to reconfigure sharing settings for network ${name}. Multiple projects are using it.`,
    { type: 'InvalidSharedSetting' },
  )
}

export function externalInUse(id: string): Fault {
  return conflict(
    `External network ${id} cannot be updated to be made non-external, since it has existing ` +
      'gateway ports.',
    { type: 'ExternalNetworkInUse' },
  )
}

/** @param portIds those that keep it from going */
export function networkInUse(id: string, portIds: readonly string[]): Fault {
  return conflict(
    `Unable to complete operation on network ${id}. There are one or more ports still in use on ` +
      `the network, id for these ports is: ${portIds.join(',')}.`,
    { type: 'NetworkInUse' },
  )
}
