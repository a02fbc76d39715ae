/**
 * What port forwardings want of the ports that they go to. Source:
 * neutron/services/portforwarding/pf_plugin.py (_process_port_request, _check_port_has_port_forwarding).
 */
import { portHasForwarding } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { portRows } from '../ports/ports.store.ts'
import { routerRows } from '../routers/routers.store.ts'
import { secondsNow } from '../times.ts'
import { floatingIpRows } from './floatingips.store.ts'
import { freeOfForwardings } from './port-forwardings/release-forwardings.store.ts'
import { forwardingsToPorts } from './port-forwardings/shown-forwardings.store.ts'

export const useByForwardings = {
  /** Those to addresses that the port has no longer go. */
  async changed({ tx, env }: NetworkCall, port: PortWithAddresses): Promise<void> {
    const has = new Set(port.fixed_ips.map((one) => one.ip_address))
    const all = await forwardingsToPorts(tx, [port.id])
    const gone = all.filter((one) => !has.has(one.internal_ip_address))
    if (has.size === 0 || gone.length === 0) return
    const at = secondsNow(env.clock)
    await freeOfForwardings(tx, gone, at)
    await portRows.touch(tx, [port.id], at, gone.length)
  },

  async release({ tx, env }: NetworkCall, portIds: readonly string[]): Promise<void> {
    await freeOfForwardings(tx, await forwardingsToPorts(tx, portIds), secondsNow(env.clock))
  },
}

interface PortWithAddresses {
  readonly id: string
  readonly fixed_ips: readonly { readonly ip_address?: string | undefined }[]
}

/** On a distributed router a port has forwardings or floating IPs. @throws Fault 400 */
export async function refuseForwardedPort(
  { tx }: NetworkCall,
  portId: string | null | undefined,
): Promise<void> {
  if (!portId) return
  const [first] = await forwardingsToPorts(tx, [portId.toLowerCase()])
  if (first === undefined) return
  const floatingIp = await floatingIpRows.find(tx, first.floatingip_id)
  const router = floatingIp?.router_id && (await routerRows.find(tx, floatingIp.router_id))
  if (router && router.distributed === true) throw portHasForwarding(portId)
}
