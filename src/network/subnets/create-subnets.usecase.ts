/** Makes subnets. Source: openstack/neutron neutron/db/db_base_plugin_v2.py (_create_subnet_precommit). */
import { addressText } from '../../kernel/ip/address.ts'
import { cidr as cidrOf, cidrText, type Cidr } from '../../kernel/ip/cidr.ts'
import { scheduleNetworks } from '../agents/schedule-networks.usecase.ts'
import { checkCidrInNetwork, sourceOf } from '../ipam/new-subnets.ts'
import { layOut, poolTexts } from '../ipam/pools.ts'
import { checkPoolAffinity } from '../ipam/subnet-pools.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound, requireMtu } from '../networks/networks.ts'
import type { NetworkCall } from '../operation.ts'
import { addressPortsIn } from '../ports/new-subnet.usecase.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { addressGatewaysIn } from '../routers/later-subnet.usecase.ts'
import { scopeOfNetwork } from '../subnetpools/subnetpools.store.ts'
import { secondsNow } from '../times.ts'
import { allocate } from './allocate.usecase.ts'
import { completedSubnets } from './completed-subnets.usecase.ts'
import { checkNewSegment } from './segment-of-subnet.usecase.ts'
import { lockSubnetsOf, subnetRows } from './subnets.store.ts'
import { checkPosted, type PostedSubnet, type Subnet } from './subnets.ts'

/** @throws Fault 400, 404, 409 */
export async function createSubnets(
  call: NetworkCall,
  posted: readonly PostedSubnet[],
): Promise<Subnet[]> {
  await takeQuotas(call, 'subnet', posted)
  const networkIds = new Set(posted.map(({ network_id: id }) => id.toLowerCase()))
  // In one order, so that two who want to wait for each other do not.
  for (const id of [...networkIds].toSorted()) await lockSubnetsOf(call.tx, id)
  const made: Subnet[] = []
  for (const one of posted) made.push(await createSubnet(call, one))
  await scheduleNetworks(call, networkIds)
  return made
}

async function createSubnet(call: NetworkCall, posted: PostedSubnet): Promise<Subnet> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  const asked = posted.cidr === undefined ? undefined : cidrOf(posted.cidr)
  const source = sourceOf({
    cidr: asked,
    prefixlen: posted.prefixlen,
    ipVersion: posted.ip_version,
    subnetPoolId: posted.subnetpool_id,
    useDefaultSubnetPool: posted.use_default_subnetpool,
    namesPools: posted.allocation_pools !== undefined,
  })
  checkPosted(posted, asked, source, env.options)
  const network = await networkRows.find(tx, posted.network_id)
  if (network === undefined) throw networkNotFound(posted.network_id)
  requireMtu(network, network.mtu, [posted.ip_version])
  const { cidr, pool, chosenByPool } = await allocate(call, posted, source)
  const others = (await subnetRows.having(tx, 'network_id', [network.id])).map((one) => ({
    ...one,
    subnetPoolId: one.subnetpool_id,
    cidr: cidrOf(one.cidr),
  }))
  const { gateway, pools } = layOutFor(posted, cidr, chosenByPool)
  checkCidrInNetwork(
    cidr,
    network.id,
    others.map((one) => one.cidr),
  )
  const scope = await scopeOfNetwork(tx, network.id, posted.ip_version)
  checkPoolAffinity(posted.ip_version, pool, scope, others)
  await checkNewSegment(tx, network.id, posted, others)
  const row = {
    ...storedOf(posted),
    id: env.ids.uuid(),
    network_id: network.id,
    network_project_id: network.project_id,
    cidr: cidrText(cidr),
    subnetpool_id: pool?.id ?? null,
    gateway_ip: gateway === undefined ? null : addressText(gateway),
    allocation_pools: poolTexts(pools),
    ...{ created_at: at, updated_at: at, tags: [] },
    // Upstream writes service types after the subnet, which is a change of it.
    revision_number: posted.service_types?.length ? 1 : 0,
  }
  await subnetRows.insert(tx, [row])
  if (network['router:external']) await addressGatewaysIn(call, network.id, row.id)
  await addressPortsIn(call, row)
  await networkRows.touch(tx, [network.id], at)
  const [shown] = await completedSubnets(call, [row])
  return shown!
}

function layOutFor(posted: PostedSubnet, cidr: Cidr, chosenByPool: boolean) {
  const { gateway_ip: gatewayIp, allocation_pools: allocationPools } = posted
  return layOut(cidr, { gatewayIp, allocationPools }, chosenByPool)
}

/** What a subnet keeps of the request as it is. */
function storedOf({
  prefixlen: _prefixlen,
  use_default_subnetpool: _useDefault,
  ...posted
}: PostedSubnet) {
  return {
    ...posted,
    dns_nameservers: posted.dns_nameservers ?? [],
    host_routes: posted.host_routes ?? [],
    service_types: posted.service_types ?? [],
    ipv6_ra_mode: posted.ipv6_ra_mode ?? null,
    ipv6_address_mode: posted.ipv6_address_mode ?? null,
  }
}
