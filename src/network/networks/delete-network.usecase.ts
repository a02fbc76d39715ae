/**
 * Deletes networks, with what exists only for them. Source: openstack/neutron
 * neutron/db/db_base_plugin_v2.py (delete_network, AUTO_DELETE_PORT_OWNERS).
 */
import { BY_DHCP, unbindAll } from '../agents/agents.store.ts'
import { AUTO_DELETED } from '../device-owners.ts'
import { deleteFreeFloatingIps } from '../floatingips/delete-floatingips.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { removePorts } from '../ports/delete-port.usecase.ts'
import { portsOf } from '../ports/of-network.store.ts'
import { deleteGrantsOf } from '../rbac/grants.store.ts'
import { deleteSegmentsOf } from '../segments/segments.store.ts'
import { deleteSubnets } from '../subnets/delete-subnets.store.ts'
import { subnetsOf } from '../subnets/of-network.store.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { networkRows } from './networks.store.ts'
import { networkInUse, type Network } from './networks.ts'

/** @throws Fault 409 NetworkInUse, PortInUseAsTrunkParent, PortInUseAsSubPort */
export async function deleteNetwork(call: NetworkCall, { id }: Network): Promise<void> {
  const { tx } = call
  await deleteFreeFloatingIps(call, id)
  const ports = await portsOf(tx, id)
  const kept = ports.filter(({ device_owner: owner }) => !AUTO_DELETED.includes(owner))
  if (kept.length > 0) {
    throw networkInUse(
      id,
      kept.map((port) => port.id),
    )
  }
  const subnets = (await subnetsOf(tx, [id])).get(id) ?? []
  await removePorts(
    call,
    ports.map((port) => port.id),
  )
  await deleteSubnets(
    tx,
    subnets.map((subnet) => subnet.id),
  )
  await deleteSegmentsOf(tx, [id])
  await deleteGrantsOf(tx, [id])
  await deleteTagsOf(tx, [id])
  await unbindAll(tx, BY_DHCP, id)
  await networkRows.remove(tx, [id])
}
