/**
 * Makes networks, and the default security group of a project that has none yet. Source:
 * openstack/neutron neutron/plugins/ml2/plugin.py (_create_network_db), neutron/db/securitygroups_db.py.
 */
import { requireZones } from '../availability-zones/availability-zones.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { defaultQosPolicyId, qosPolicyRows } from '../qos/policies.store.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { ACCESS_EXTERNAL, ACCESS_SHARED } from '../rbac/grants.ts'
import { knownOptions, mtuOfSegments, reserveSegments } from '../segments/reserve.usecase.ts'
import { defaultGroup } from '../security-groups/default-group.usecase.ts'
import { secondsNow } from '../times.ts'
import { completed } from './completed.usecase.ts'
import { grantToAll } from './grant-to-all.usecase.ts'
import { defaultNetworkId, networkRows } from './networks.store.ts'
import {
  chosenMtu,
  defaultExists,
  requestedSegments,
  type Network,
  type PostedNetwork,
} from './networks.ts'

/** @throws Fault 400, 404, 409, 503 */
export async function createNetworks(
  call: NetworkCall,
  posted: readonly PostedNetwork[],
): Promise<Network[]> {
  await takeQuotas(call, 'network', posted)
  const made: Network[] = []
  for (const one of posted) {
    await defaultGroup(call, one.project_id)
    made.push(await createNetwork(call, one))
  }
  return made
}

async function createNetwork(call: NetworkCall, posted: PostedNetwork): Promise<Network> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const asked = await askedSegments(call, posted)
  await requireZones(call, 'network', posted.availability_zone_hints)
  const qosPolicy = await qosPolicyFor(call, posted)
  if (posted.is_default) {
    const other = await defaultNetworkId(tx)
    if (other !== undefined) throw defaultExists(other)
  }
  const { shared, ...given } = withoutSegments(posted)
  const id = env.ids.uuid()
  const segments = await reserveSegments(call, { ...posted, id }, asked, at)
  const network = {
    ...given,
    id,
    qos_policy_id: qosPolicy,
    mtu: chosenMtu(posted.mtu, mtuOfSegments(segments, env.options)),
    is_default: posted.is_default && posted['router:external'],
    status: 'ACTIVE',
    tags: [],
    ...{ created_at: at, updated_at: at, revision_number: 1 },
  }
  await networkRows.insert(tx, [network])
  if (shared) await grantToAll(call, network, ACCESS_SHARED)
  if (network['router:external']) await grantToAll(call, network, ACCESS_EXTERNAL)
  const [shown] = await completed(call, [network])
  return { ...shown!, is_default: network.is_default }
}

/** Most leave all of it to the cloud. */
async function askedSegments(call: NetworkCall, posted: PostedNetwork) {
  const { 'provider:physical_network': physical, segments } = posted
  const isAsked = physical !== undefined || segments !== undefined
  return requestedSegments(posted, isAsked ? await knownOptions(call) : call.env.options)
}

/** That which was named, or else the default one of the project. @throws Fault QosPolicyNotFound */
async function qosPolicyFor(
  call: NetworkCall,
  { qos_policy_id: asked, project_id: project }: PostedNetwork,
): Promise<string | null> {
  await requireQosPolicy(call, asked)
  if (asked !== null) return asked
  const id = await defaultQosPolicyId(call.tx, project)
  const policy = id && (await qosPolicyRows.find(call.tx, id, [], 'stay'))
  return policy ? policy.id : null
}

function withoutSegments({
  segments: _segments,
  'provider:network_type': _type,
  'provider:physical_network': _physical,
  'provider:segmentation_id': _id,
  ...others
}: PostedNetwork) {
  return others
}
