/**
 * Changes subnets. Source: openstack/neutron neutron/db/db_base_plugin_v2.py
 * (_update_subnet_precommit), neutron/db/ipam_backend_mixin.py (update_db_subnet).
 */
import { address } from '../../kernel/ip/address.ts'
import { cidr } from '../../kernel/ip/cidr.ts'
import { gatewayIpInUse } from '../faults.ts'
import { checkGatewayOutsidePools, givenPools, poolTexts } from '../ipam/pools.ts'
import { checkSubnetChange } from '../ipam/subnet-rules.ts'
import { isDelegated } from '../ipam/subnets.ts'
import { networkRows } from '../networks/networks.store.ts'
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { completedSubnets } from './completed-subnets.usecase.ts'
import { checkSegmentChange } from './segment-of-subnet.usecase.ts'
import { routerPortAt, subnetRows } from './subnets.store.ts'
import { asIs, isSameGateway, type Subnet, type SubnetChanges } from './subnets.ts'

/** @throws Fault 400, 404, 409 */
export async function updateSubnet(
  call: NetworkCall,
  now: Subnet,
  changes: SubnetChanges,
): Promise<Subnet> {
  const { tx, env } = call
  const at = secondsNow(env.clock)
  checkSubnetChange(
    {
      enableDhcp: changes.enable_dhcp,
      gatewayIp: changes.gateway_ip,
      dnsNameservers: changes.dns_nameservers,
      hostRoutes: changes.host_routes,
    },
    asIs(now),
    env.options,
  )
  await requireFreeGateway(call, now, changes.gateway_ip)
  const pools = checkedPools(now, changes)
  await requireSegment(call, now, changes.segment_id)
  const serviceTypes = changes.service_types ?? []
  const row = await subnetRows.change(
    tx,
    now,
    {
      ...changes,
      ...(pools !== undefined && { allocation_pools: pools }),
      ...(changes.service_types !== undefined && { service_types: serviceTypes }),
    },
    at,
    // Upstream deletes service types and makes them anew, which is a change though they be the same.
    changes.service_types !== undefined && [...serviceTypes, ...now.service_types].length > 0,
  )
  if (row.revision_number !== now.revision_number) await networkRows.touch(tx, [now.network_id], at)
  const [shown] = await completedSubnets(call, [row])
  return shown!
}

/** The gateway stays while a port of a router has its address. @throws Fault GatewayIpInUse */
async function requireFreeGateway(
  { tx }: NetworkCall,
  now: Subnet,
  gateway: string | null | undefined,
): Promise<void> {
  const { gateway_ip: current } = now
  if (gateway === undefined || current === null || isSameGateway(gateway, current)) return
  if (isDelegated({ subnetPoolId: now.subnetpool_id })) return
  const port = await routerPortAt(tx, now.id, current)
  if (port !== undefined) throw gatewayIpInUse(current, port)
}

/** The new pools, where there are some; the gateway is in none. @throws Fault 400, 409 */
function checkedPools(now: Subnet, changes: SubnetChanges) {
  const given = changes.allocation_pools
  const { gateway_ip: gateway = now.gateway_ip } = changes
  const whole = cidr(now.cidr)
  const pools = given && givenPools(given, whole)
  const isMoved = !isSameGateway(gateway, now.gateway_ip)
  if (gateway !== null && (isMoved || pools !== undefined)) {
    checkGatewayOutsidePools(address(gateway), pools ?? givenPools(now.allocation_pools, whole))
  }
  return pools && poolTexts(pools)
}

async function requireSegment(
  { tx }: NetworkCall,
  now: Subnet,
  segment: string | null | undefined,
): Promise<void> {
  if (segment === undefined) return
  const all = await subnetRows.having(tx, 'network_id', [now.network_id])
  await checkSegmentChange(tx, now.network_id, { from: now.segment_id, to: segment }, all)
}
