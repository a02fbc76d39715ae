/** Deletes subnets. Source: openstack/neutron neutron/db/db_base_plugin_v2.py (delete_subnet). */
import { AUTO_DELETED, isRouterInterface } from '../device-owners.ts'
import { subnetInUse } from '../faults.ts'
import { isAutoAddress } from '../ipam/subnets.ts'
import { networkRows } from '../networks/networks.store.ts'
import type { NetworkCall } from '../operation.ts'
import { releaseAddresses } from '../ports/release-addresses.store.ts'
import { secondsNow } from '../times.ts'
import { deleteSubnets } from './delete-subnets.store.ts'
import { addressesIn } from './subnets.store.ts'
import { asIs, type Subnet } from './subnets.ts'

/**
 * Ports of the cloud itself lose their addresses and stay, and where ports make their addresses
 * themselves, all but those of routers.
 * @throws Fault SubnetInUse
 */
export async function deleteSubnet({ tx, env }: NetworkCall, now: Subnet): Promise<void> {
  const at = secondsNow(env.clock)
  const owners = (await addressesIn(tx, now.id)).map((one) => one.device_owner)
  const isKept = isAutoAddress(asIs(now))
    ? owners.some(isRouterInterface)
    : owners.some((owner) => !AUTO_DELETED.includes(owner))
  if (isKept) throw subnetInUse(now.id)
  await releaseAddresses(tx, now.id, at)
  await deleteSubnets(tx, [now.id])
  await networkRows.touch(tx, [now.network_id], at)
}
