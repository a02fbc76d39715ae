/**
 * Sets, changes and takes away the gateway of a router. Source: openstack/neutron neutron/db/l3_db.py
 * (_update_router_gw_info), l3_gwmode_db.py, l3_gateway_ip_qos.py.
 */
import type { Tx } from '../../storage/database.ts'
import { ROUTER_GATEWAY } from '../device-owners.ts'
import { badRouter } from '../faults.ts'
import { networkRows } from '../networks/networks.store.ts'
import { networkNotFound } from '../networks/networks.ts'
import { networksSeenBy } from '../networks/seen-networks.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { makePorts } from '../ports/make-ports.usecase.ts'
import { requireQosPolicy } from '../qos/required.usecase.ts'
import { hasFloatingIps } from '../floatingips/of-router.store.ts'
import { subnetRows, type SubnetRow } from '../subnets/subnets.store.ts'
import { refuseWhileProxied, requireIpv6 } from './gateway-of-proxies.usecase.ts'
import { gatewayPortsOf } from './gateway-ports.store.ts'
import { gatewayInUse, isOther, refuseGatewayAddresses, type SentGateway } from './gateways.ts'
import { moveTo } from './move-port.usecase.ts'
import { refuseOverlapsOutside } from './refuse-overlaps.usecase.ts'
import { checkRoutesKept } from './routes.usecase.ts'
import { insertRouterPort, routerRows, type RouterRow } from './routers.store.ts'

/** When it is, and whether the same request has changed the router before. */
interface Moment {
  readonly at: string
  readonly isChanged?: boolean
}

/**
 * The first of its gateways, where it has several: once that is gone the next is the first.
 * @param asked undefined: the router is to have none
 * @throws Fault 400, 404, 409
 */
export async function changeGateway(
  call: NetworkCall,
  router: RouterRow,
  asked: SentGateway | undefined,
  { at, isChanged = false }: Moment,
): Promise<RouterRow> {
  const { tx, env } = call
  const ips = asked?.external_fixed_ips ?? []
  const policy = asked === undefined ? null : asked.qos_policy_id
  await requireQosPolicy(call, policy, router.qos_policy_id)
  const subnets = await checkedSubnets(call, router, asked)
  const has = await gatewayPortsOf(tx, router.id)
  const port = has.find(({ id }) => id === router.gw_port_id)
  const own = {
    enable_snat: asked?.enable_snat ?? env.options.enableSnatByDefault,
    ...(policy !== undefined && { qos_policy_id: policy }),
  }
  if (port !== undefined && port.network_id === asked?.network_id) {
    if (isOther(ips, port.fixed_ips)) {
      requireIpv6(router, ips, subnets)
      await moveTo(call, port.id, ips)
    }
    return routerRows.change(tx, router, own, at)
  }
  if (port !== undefined && (await hasFloatingIps(tx, router.id))) {
    throw gatewayInUse(router.id, port.network_id)
  }
  if (port !== undefined) await refuseWhileProxied(tx, router)
  const next = asked === undefined ? has.find((one) => one !== port)?.id : undefined
  let changed = await routerRows.change(tx, router, { ...own, gw_port_id: next ?? null }, at)
  if (port !== undefined) {
    await removePorts(call, [port.id])
    changed = await counted(tx, changed, { at, isChanged })
  }
  if (asked === undefined) return changed
  await refuseOverlapsOutside(tx, router.id, subnets)
  const made = await makeGatewayPort(call, router.id, asked)
  return routerRows.change(tx, changed, { gw_port_id: made }, at)
}

/** Upstream writes a router thrice that loses its gateway: first with what else of it is changed. */
async function counted(tx: Tx, router: RouterRow, { at, isChanged }: Moment): Promise<RouterRow> {
  const times = isChanged ? 1 : 2
  await routerRows.touch(tx, [router.id], at, times)
  return { ...router, revision_number: router.revision_number + times }
}

/** It is nobody's: members do not see it. */
export async function makeGatewayPort(
  call: NetworkCall,
  routerId: string,
  { network_id: network, external_fixed_ips: ips = [] }: SentGateway,
): Promise<string> {
  const [port] = await makePorts(call, [
    {
      project_id: '',
      network_id: network,
      device_id: routerId,
      device_owner: ROUTER_GATEWAY,
      ...(ips.length > 0 && { fixed_ips: ips }),
    },
  ])
  await insertRouterPort(call.tx, routerId, { port_id: port!.id, port_type: ROUTER_GATEWAY })
  return port!.id
}

/** Those of the network that a gateway leads to, where it can. @throws Fault 400, 404 */
export async function checkedSubnets(
  call: NetworkCall,
  router: RouterRow,
  asked: SentGateway | undefined,
): Promise<readonly SubnetRow[]> {
  const subnets = asked === undefined ? [] : await externalSubnets(call, asked.network_id)
  refuseGatewayAddresses(asked?.external_fixed_ips ?? [], subnets)
  await checkRoutesKept(call.tx, router, subnets)
  return subnets
}

/** Those of a network that the caller sees, and that is external. @throws Fault 404, 400 */
async function externalSubnets({ tx, ctx }: NetworkCall, networkId: string) {
  const network = await networkRows.find(tx, networkId, networksSeenBy(ctx), 'stay')
  if (network === undefined) throw networkNotFound(networkId)
  if (!network['router:external']) {
    throw badRouter(`Network ${networkId} is not an external network`)
  }
  return subnetRows.having(tx, 'network_id', [network.id])
}
