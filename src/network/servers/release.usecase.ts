/**
 * Takes ports from servers. Source: openstack/nova nova/network/neutron.py (deallocate_for_instance,
 * deallocate_port_for_instance, _unbind_ports).
 */
import type { NetworkCall } from '../operation.ts'
import { deletePort } from '../ports/delete-port.usecase.ts'
import type { FoundPort } from '../ports/ports.ts'
import { updatePort } from '../ports/update-port.usecase.ts'
import { lockedPortsOf } from './ports-of-servers.usecase.ts'
import type { OwnedServer } from './servers.ts'

/**
 * Deletes the ports of a server but for those that the user had made, which are nobody's then.
 * @param kept ids of these
 * @param only those of the server that it loses; all unless told
 * @throws Fault 409 of a port that something else needs: a trunk
 */
export async function releasePorts(
  call: NetworkCall,
  server: OwnedServer,
  kept: readonly string[],
  only?: readonly string[],
): Promise<void> {
  for (const port of await lockedPortsOf(call, server)) {
    if (only !== undefined && !only.includes(port.id)) continue
    if (kept.includes(port.id)) await setFree(call, port)
    else await deletePort(call, port)
  }
}

/** What the profile says of a device of the host that it was on. */
const OF_HOST = new Set([
  ...['pci_vendor_info', 'pci_slot', 'allocation', 'arq_uuid', 'physical_network'],
  ...['card_serial_number', 'vf_num', 'pf_mac_address', 'device_mac_address'],
])

async function setFree(call: NetworkCall, port: FoundPort): Promise<void> {
  const profile = Object.entries(port['binding:profile'] ?? {}).filter(([key]) => !OF_HOST.has(key))
  await updatePort(call, port, {
    ...{ device_id: '', device_owner: '', dns_name: '', 'binding:host_id': null },
    'binding:profile': Object.fromEntries(profile),
  })
}
