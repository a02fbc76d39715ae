/** Rules of routers. Source: openstack/neutron neutron/db/l3_db.py, l3_dvr_db.py, l3_hamode_db.py. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import { badRouter } from '../faults.ts'
import { DISTRIBUTED_INTERFACE, HA_INTERFACE, ROUTER_INTERFACE } from '../device-owners.ts'
import type { RouterRow } from './routers.store.ts'
import type { RouterAttributes } from './routers.table.ts'

export type Router = Item<RouterAttributes> & RouterRow
export type PostedRouter = Posted<RouterAttributes>
export type RouterChanges = Changes<RouterAttributes>

/** The owner of the ports by which a router is on networks inside. */
export function interfaceOwner({
  ha,
  distributed,
}: {
  readonly ha: boolean | null
  readonly distributed: boolean | null
}): string {
  if (distributed) return DISTRIBUTED_INTERFACE
  return ha ? HA_INTERFACE : ROUTER_INTERFACE
}

/**
 * How a router is carried out may change only while it is down; for `distributed`, it has to be so
 * before (`router-admin-state-down-before-update`).
 * @throws Fault 400
 */
export function checkMode(now: Router, changes: RouterChanges): void {
  const isUp = now.admin_state_up
  const isMoved = (name: 'distributed' | 'ha') => {
    const wanted = changes[name]
    return wanted !== undefined && wanted !== null && wanted !== now[name]
  }
  const isKeptUp = changes.admin_state_up ?? isUp
  const advice = 'Please set router admin_state_up to False prior to upgrade'
  if (isMoved('distributed') && (isUp || isKeptUp)) {
    throw badRouter(`Cannot change the 'distributed' attribute of active routers. ${advice}`)
  }
  if (isMoved('ha') && isKeptUp) {
    throw badRouter(`Cannot change HA attribute of active routers. ${advice}`)
  }
}
