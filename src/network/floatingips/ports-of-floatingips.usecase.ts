/**
 * What routers and floating IPs want of ports. Source: openstack/neutron neutron/db/l3_db.py
 * (prevent_l3_port_deletion, prevent_internal_ip_change_for_fip, disassociate_floatingips).
 */
import { badPart } from '../../kernel/attributes/refusals.ts'
import { FLOATING_IP, isRouterPort } from '../device-owners.ts'
import { floatingIpAssociated, servicePortInUse } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import type { FoundPort, PortChanges } from '../ports/ports.ts'
import { routerRows } from '../routers/routers.store.ts'
import { secondsNow } from '../times.ts'
import { seesAll } from '../visibility.ts'
import { floatingIpRows, releaseFloatingIps } from './floatingips.store.ts'

export const useByFloatingIps = {
  async refuseDeletion({ tx, ctx }: NetworkCall, port: FoundPort): Promise<void> {
    if (await isOfService({ tx }, port)) throw servicePortInUse(port.id, port.device_owner)
    const joined = await floatingIpRows.having(tx, 'fixed_port_id', [port.id])
    const isAnothers = joined.some((one) => one.project_id !== ctx.token.projectId)
    if (isAnothers && !seesAll(ctx)) throw floatingIpAssociated(port.id)
  },

  async refuseChanges({ tx }: NetworkCall, port: FoundPort, changes: PortChanges): Promise<void> {
    const { fixed_ips: ips } = changes
    if (ips === undefined) return
    const joined = await floatingIpRows.having(tx, 'fixed_port_id', [port.id])
    const isLost = joined.some((one) => !ips.some((ip) => ip.ip_address === one.fixed_ip_address))
    if (!isLost) return
    throw badPart(
      'port',
      `Cannot update the fixed_ips of the port ${port.id}, because its original fixed_ip has been ` +
        'associated to a floating ip',
    )
  },

  async release({ tx, env }: NetworkCall, portIds: readonly string[]): Promise<void> {
    await releaseFloatingIps(tx, portIds, secondsNow(env.clock))
  },
}

/** It goes with its router or floating IP, and not before. */
async function isOfService({ tx }: Pick<NetworkCall, 'tx'>, port: FoundPort): Promise<boolean> {
  const { device_owner: owner, device_id: device } = port
  if (owner === FLOATING_IP) return (await floatingIpRows.find(tx, device)) !== undefined
  return isRouterPort(owner) && (await routerRows.find(tx, device)) !== undefined
}
