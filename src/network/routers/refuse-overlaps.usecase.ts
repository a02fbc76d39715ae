/** Source: openstack/neutron neutron/db/l3_db.py (_check_for_dup_router_subnets). */
import { cidr } from '../../kernel/ip/cidr.ts'
import { overlaps } from '../../kernel/ip/range.ts'
import type { Tx } from '../../storage/database.ts'
import { ROUTER_GATEWAY } from '../device-owners.ts'
import { badRouter } from '../faults.ts'
import { PROVISIONAL_PREFIX } from '../ipam/subnets.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { addressesOfRouter } from './routers.store.ts'

interface Subnet {
  readonly id: string
  readonly cidr: string
}

/**
 * What a router is on already must not be what it is about to be on: neither the subnets of its ports,
 * nor any of the network outside.
 * @throws Fault 400
 */
export async function refuseOverlaps(
  tx: Tx,
  routerId: string,
  added: readonly Subnet[],
): Promise<void> {
  const has = await addressesOfRouter(tx, routerId)
  const twice = has.find((one) => added.some(({ id }) => id === one.subnet_id))
  if (twice !== undefined) {
    throw badRouter(`Router already has a port on subnet ${twice.subnet_id}`)
  }
  const outside = has.filter((one) => one.port_type === ROUTER_GATEWAY)
  const external = await subnetRows.having(tx, 'network_id', [
    ...new Set(outside.map((one) => one.network_id)),
  ])
  const inside = has
    .filter((one) => one.port_type !== ROUTER_GATEWAY)
    .map((one) => ({ id: one.subnet_id, cidr: one.cidr }))
  for (const old of [...inside, ...external]) {
    for (const one of added) refuseOverlap(old, one)
  }
}

function refuseOverlap(old: Subnet, added: Subnet): void {
  // The prefix that stands for one that is not known yet overlaps with nothing.
  if (added.cidr === PROVISIONAL_PREFIX || !overlaps(cidr(old.cidr), cidr(added.cidr))) return
  throw badRouter(
    `Cidr ${added.cidr} of subnet ${added.id} overlaps with cidr ${old.cidr} of subnet ${old.id}`,
  )
}
