/** Addresses that servers get and lose while they run. Source: openstack/nova nova/network/neutron.py. */
import type { Call } from '../../kernel/attributes/resource.ts'
import { Fault } from '../../kernel/faults.ts'
import { fixedIpNotFoundForServer, networkNotFoundForServer } from '../faults.ts'
import type { NetworkEnv } from '../operation.ts'
import { putPort } from '../ports/as-client.usecase.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import { lockedPortsOf } from './ports-of-servers.usecase.ts'
import type { OwnedServer } from './servers.ts'

/**
 * Gives a port of the server on this network an address more, of the first subnet that has one.
 * @throws Fault 404 NetworkNotFoundForInstance, also where none can be had
 */
export async function addFixedIp(
  call: Call<NetworkEnv>,
  server: OwnedServer,
  networkId: string,
): Promise<void> {
  const id = networkId.toLowerCase()
  const subnets = (await subnetsOf(call.tx, [id])).get(id) ?? []
  for (const port of await lockedPortsOf(call, server)) {
    if (port.network_id !== id) continue
    for (const subnet of subnets) {
      const fixedIps = [...port.fixed_ips, { subnet_id: subnet.id }]
      if (await isDone(putPort(call, port, { fixed_ips: fixedIps }))) return
    }
  }
  throw networkNotFoundForServer(server.id)
}

/**
 * @throws Fault 400 FixedIpNotFoundForInstance; 400, 409 of Network where something else needs the
 *   address: a floating IP; PolicyRefusal
 */
export async function removeFixedIp(
  call: Call<NetworkEnv>,
  server: OwnedServer,
  address: string,
): Promise<void> {
  for (const port of await lockedPortsOf(call, server)) {
    const left = port.fixed_ips.filter((one) => one.ip_address !== address)
    if (left.length === port.fixed_ips.length) continue
    await putPort(call, port, { fixed_ips: left })
    return
  }
  throw fixedIpNotFoundForServer(server.id, address)
}

/** Where it is refused, the next may be tried. */
async function isDone(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    if (error instanceof Fault) return false
    throw error
  }
}
