/** Source: openstack/neutron neutron/db/l3_db.py (_check_for_dup_router_subnets). */
import { cidr } from '../../kernel/ip/cidr.ts'
import { overlaps } from '../../kernel/ip/range.ts'
import type { Tx } from '../../storage/database.ts'
import { ROUTER_GATEWAY } from '../device-owners.ts'
import { badRouter } from '../faults.ts'
import { PROVISIONAL_PREFIX } from '../ipam/subnets.ts'
import { subnetRows } from '../subnets/subnets.store.ts'
import { addressesOfRouter, type RouterAddress } from './routers.store.ts'

interface Subnet {
  readonly id: string
  readonly cidr: string
}

/**
 * What a router is on already must not be what it is about to be on inside: neither the subnets of its
 * ports, nor any of the networks outside.
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
  const { inside, outside } = await reachedBy(tx, has)
  refuseAmong([...inside, ...outside], added)
}

/**
 * The same for a network outside, to which the router may have a gateway already. Source:
 * neutron/db/l3_extra_gws_db.py (_check_for_dup_router_subnets).
 * @throws Fault 400
 */
export async function refuseOverlapsOutside(
  tx: Tx,
  routerId: string,
  added: readonly Subnet[],
): Promise<void> {
  const has = await addressesOfRouter(tx, routerId)
  const { inside, outside } = await reachedBy(tx, has)
  const twice = inside.find((one) => added.some(({ id }) => id === one.id))
  if (twice !== undefined) throw badRouter(`Router already has a port on subnet ${twice.id}`)
  const isThere = ({ id }: Subnet) => outside.some((one) => one.id === id)
  refuseAmong(
    [...inside, ...outside],
    added.filter((one) => !isThere(one)),
  )
}

/** Inside the subnets of its ports, outside all of each network. */
async function reachedBy(tx: Tx, has: readonly RouterAddress[]) {
  const isGateway = (one: RouterAddress) => one.port_type === ROUTER_GATEWAY
  const networks = new Set(has.filter(isGateway).map((one) => one.network_id))
  const outside: readonly Subnet[] = await subnetRows.having(tx, 'network_id', [...networks])
  const inside: readonly Subnet[] = has
    .filter((one) => !isGateway(one))
    .map((one) => ({ id: one.subnet_id, cidr: one.cidr }))
  return { inside, outside }
}

function refuseAmong(has: readonly Subnet[], added: readonly Subnet[]): void {
  for (const old of has) {
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
