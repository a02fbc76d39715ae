/**
 * Adds, changes and takes away gateways of a router that may have several. The first is that which
 * clients know that can have but one; what is said of SNAT and QoS counts for it alone. Source:
 * openstack/neutron neutron/db/l3_extra_gws_db.py.
 */
import { hasFloatingIpsFrom } from '../floatingips/of-router.store.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { secondsNow } from '../times.ts'
import { changeGateway, checkedSubnets, makeGatewayPort } from './change-gateway.usecase.ts'
import { completedRouter } from './completed-routers.usecase.ts'
import { matchGateways, requireFound, unableToRemove } from './external-gateways.ts'
import { gatewayPortsOf, type GatewayPort } from './gateway-ports.store.ts'
import { gatewayInUse, isOther, type SentGateway } from './gateways.ts'
import { withProxy } from './ndp-proxy.usecase.ts'
import { moveTo } from './move-port.usecase.ts'
import { refuseOverlapsOutside } from './refuse-overlaps.usecase.ts'
import { routerRows, type RouterRow } from './routers.store.ts'
import type { Router } from './routers.ts'

type Change = (
  call: NetworkCall,
  router: RouterRow,
  asked: readonly SentGateway[],
) => Promise<RouterRow>

/** @throws Fault 400, 404, 409 */
export const addGateways: Change = async (call, router, asked) => {
  const { tx } = call
  let [row, rest] = [router, asked]
  if (asked.length > 0 && (await gatewayPortsOf(tx, router.id)).length === 0) {
    row = await changeGateway(call, router, asked[0], { at: now(call) })
    rest = asked.slice(1)
  }
  for (const one of rest) {
    const subnets = await checkedSubnets(call, row, one)
    await refuseOverlapsOutside(tx, row.id, subnets)
    await makeGatewayPort(call, row.id, one)
  }
  return counted(call, row, rest.length)
}

/** Where the first goes and others stay, the next is the first. @throws Fault 400, 404, 409 */
export const removeGateways: Change = async (call, router, asked) => {
  if (asked.length === 0) return router
  const has = await gatewayPortsOf(call.tx, router.id)
  if (has.length === 0) {
    throw unableToRemove(router.id, 'the router does not have any external gateways')
  }
  for (const one of asked) await checkedSubnets(call, router, one)
  const matched = matchGateways(router.id, has, asked)
  requireFound(router.id, has, matched)
  return without(call, router, [...matched.found.keys()])
}

/** Those that are not named go; none named are none left. @throws Fault 400, 404, 409 */
export const updateGateways: Change = async (call, router, asked) => {
  const { tx } = call
  const before = await gatewayPortsOf(tx, router.id)
  const [first, ...rest] = asked
  if (first === undefined) return without(call, router, before)
  for (const one of asked) await checkedSubnets(call, router, one)
  const [kept] = matchGateways(router.id, before, [first]).found.keys()
  const turned =
    kept === undefined
      ? router
      : await routerRows.change(tx, router, { gw_port_id: kept.id }, now(call))
  const row = await changeGateway(call, turned, first, { at: now(call) })
  const has = await gatewayPortsOf(tx, router.id)
  const { found, missing } = matchGateways(router.id, has, rest)
  for (const [port, { external_fixed_ips: ips = [] }] of found) {
    if (isOther(ips, port.fixed_ips)) await moveTo(call, port.id, ips)
  }
  const gone = has.filter((port) => !found.has(port) && port.id !== row.gw_port_id)
  return addGateways(call, await without(call, row, gone), missing)
}

/** The others go before the first. @throws Fault 409 */
async function without(
  call: NetworkCall,
  router: RouterRow,
  gone: readonly GatewayPort[],
): Promise<RouterRow> {
  const others = gone.filter(({ id }) => id !== router.gw_port_id)
  for (const port of others) await removeOther(call, port)
  const row = await counted(call, router, others.length)
  return others.length === gone.length
    ? row
    : changeGateway(call, row, undefined, { at: now(call) })
}

/** Floating IPs need one gateway to their network, whichever. @throws Fault 409 */
async function removeOther(call: NetworkCall, port: GatewayPort): Promise<void> {
  const { id, router_id: router, network_id: network } = port
  const there = (await gatewayPortsOf(call.tx, router)).filter((one) => one.network_id === network)
  if (there.length < 2 && (await hasFloatingIpsFrom(call.tx, router, network))) {
    throw gatewayInUse(router, network)
  }
  await removePorts(call, [id])
}

async function counted(call: NetworkCall, row: RouterRow, changes: number): Promise<RouterRow> {
  return routerRows.change(call.tx, row, {}, now(call), changes > 0)
}

function now({ env }: NetworkCall): string {
  return secondsNow(env.clock)
}

/** What is done to gateways, and the router with those that it has then. */
export async function withGateways(
  call: NetworkCall,
  router: RouterRow,
  change: Change,
  asked: readonly SentGateway[],
): Promise<Router> {
  const row = await change(call, router, asked)
  return completedRouter(call.tx, await withProxy(call.tx, row, undefined))
}
