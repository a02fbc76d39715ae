/**
 * What local IPs want of ports. Source: openstack/neutron neutron/db/local_ip_db.py
 * (_prevent_local_port_delete_callback).
 */
import { portOfLocalIp } from '../faults/local-ips.ts'
import type { NetworkCall } from '../operation.ts'
import { deleteAssociationsOfPorts, localIpRows } from './local-ips.store.ts'

/** Nobody deletes the port whose address it is, the cloud neither. @throws Fault 409 */
async function refuse({ tx }: NetworkCall, portIds: readonly string[]): Promise<void> {
  const [first] = await localIpRows.having(tx, 'local_port_id', portIds)
  if (first !== undefined) throw portOfLocalIp(first.local_port_id)
}

export const useByLocalIps = {
  refuseDeletion: (call: NetworkCall, { id }: { readonly id: string }) => refuse(call, [id]),

  async release(call: NetworkCall, portIds: readonly string[]): Promise<void> {
    await refuse(call, portIds)
    await deleteAssociationsOfPorts(call.tx, portIds)
  },
}
