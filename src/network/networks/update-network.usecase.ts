/**
 * Changes networks. Source: openstack/neutron neutron/plugins/ml2/plugin.py (update_network),
 * neutron/db/db_base_plugin_v2.py (update_network), neutron/db/external_net_db.py.
 */
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import type { NetworkCall } from '../operation.ts'
import { portsOf } from '../ports/of-network.store.ts'
import { isSetAgain } from '../qos/policies.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED, EVERYBODY } from '../rbac/grants.ts'
import { deleteGrants, grantsOf } from '../rbac/grants.store.ts'
import { knownOptions, mtuOfSegments, reserve } from '../segments/reserve.usecase.ts'
import { readSegment } from '../segments/segment-types.ts'
import { moveSegment, segmentsOf, type Segment } from '../segments/segments.store.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import { secondsNow } from '../times.ts'
import { grantToAll } from './grant-to-all.usecase.ts'
import { completed } from './completed.usecase.ts'
import { defaultNetworkId, networkRows } from './networks.store.ts'
import {
  chosenMtu,
  defaultExists,
  externalInUse,
  refuseProviderChanges,
  requireMtu,
  usedByOthers,
  type Network,
  type NetworkChanges,
} from './networks.ts'

/** @throws Fault 400, 409 */
export async function updateNetwork(
  call: NetworkCall,
  now: Network,
  changes: NetworkChanges,
): Promise<Network> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const segments = (await segmentsOf(tx, [now.id])).get(now.id) ?? []
  refuseProviderChanges(now, changes)
  await requireQosPolicy(call, changes.qos_policy_id, now.qos_policy_id)
  const columns = await changedColumns(call, now, changes, segments)
  const isMoved = await moveVlan(call, now, segments, changes['provider:segmentation_id'], at)
  const isShared = await share(call, now, changes.shared)
  await makeExternal(call, now, changes['router:external'])
  const isChanged = isMoved || isShared || isSetAgain(now, changes)
  const row = await networkRows.change(tx, now, columns, at, isChanged)
  const [shown] = await completed(call, [row])
  return shown!
}

async function changedColumns(
  { tx, env: { options } }: NetworkCall,
  now: Network,
  changes: NetworkChanges,
  segments: readonly Segment[],
) {
  const { shared: _, segments: _segments, is_default: isDefault, mtu, ...columns } = changes
  const isExternal = changes['router:external'] ?? now['router:external']
  if (mtu !== undefined) {
    const versions = ((await subnetsOf(tx, [now.id])).get(now.id) ?? []).map(
      ({ ip_version: version }) => version,
    )
    requireMtu(now, mtu, versions)
  }
  if (isDefault === true && isExternal) {
    const other = await defaultNetworkId(tx)
    if (other !== undefined && other !== now.id) throw defaultExists(other)
  }
  return {
    ...columns,
    ...(mtu !== undefined && { mtu: chosenMtu(mtu, mtuOfSegments(segments, options)) }),
    ...(isExternal && { is_default: isDefault ?? now.is_default ?? false }),
    ...(changes['router:external'] === false && { is_default: false }),
  }
}

/** What is plugged into a network keeps its VLAN. Says whether it has another now. */
async function moveVlan(
  call: NetworkCall,
  now: Network,
  segments: readonly Segment[],
  id: number | null | undefined,
  at: string,
): Promise<boolean> {
  if (!id) return false
  const [segment, ...others] = segments
  if (segment === undefined || others.length > 0) {
    throw invalidInput(
      'Provider network attributes can be updated only in provider networks with a single segment.',
    )
  }
  const plugged = (await portsOf(call.tx, now.id)).some(
    ({ vif_type: type }) => !UNPLUGGED.includes(type),
  )
  if (plugged) {
    throw invalidInput(
      'Provider network attribute provider:segmentation_id cannot be updated if any port in the ' +
        `network has not the following binding:vif_type: ${UNPLUGGED.join(', ')}`,
    )
  }
  const { network_type: type, physical_network: physical } = segment
  if (type !== 'vlan') throw invalidInput('Only VLAN type networks can be updated.')
  if (id === segment.segmentation_id) return false
  const wanted = { network_type: type, physical_network: physical, segmentation_id: id }
  await reserve(call, readSegment(wanted, await knownOptions(call)))
  await moveSegment(call.tx, segment, id, at)
  return true
}

const UNPLUGGED: readonly string[] = ['unbound', 'binding_failed']

/** Shares it with everybody, or no longer. Says whether that is a change. */
async function share(
  call: NetworkCall,
  now: Network,
  isShared: boolean | undefined,
): Promise<boolean> {
  if (isShared === undefined) return false
  const grants = (await grantsOf(call.tx, now.id)).filter(({ action }) => action === ACCESS_SHARED)
  const isSharedNow = grants.some(({ target_project: target }) => target === EVERYBODY)
  if (isShared === isSharedNow) return false
  if (isShared) await grantToAll(call, now, ACCESS_SHARED)
  else {
    const allowed = new Set([now.project_id, ...grants.map((one) => one.target_project)])
    if (await isUsedBeside(call, now, allowed)) throw usedByOthers(now.name)
    await deleteGrants(call.tx, now.id, ACCESS_SHARED, EVERYBODY)
  }
  return true
}

/** Do others than these have something on it? What the cloud made for itself does not count. */
async function isUsedBeside(
  { tx }: NetworkCall,
  { id }: Network,
  allowed: ReadonlySet<string>,
): Promise<boolean> {
  const ports = (await portsOf(tx, id)).filter((port) => !port.device_owner.startsWith('network:'))
  const subnets = (await subnetsOf(tx, [id])).get(id) ?? []
  return [...ports, ...subnets].some((one) => !allowed.has(one.project_id))
}

async function makeExternal(
  call: NetworkCall,
  now: Network,
  isExternal: boolean | undefined,
): Promise<void> {
  if (isExternal === undefined || isExternal === now['router:external']) return
  if (isExternal) {
    await grantToAll(call, now, ACCESS_EXTERNAL)
    return
  }
  const ports = await portsOf(call.tx, now.id)
  if (ports.some((port) => port.device_owner === 'network:router_gateway')) {
    throw externalInUse(now.id)
  }
  await deleteGrants(call.tx, now.id, ACCESS_EXTERNAL)
}
