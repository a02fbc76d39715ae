/**
 * What a router's flavor makes of it. Source: openstack/neutron
 * neutron/services/l3_router/service_providers/driver_controller.py, neutron/db/flavors_db.py.
 */
import type { Tx } from '../../storage/database.ts'
import {
  flavorNotFound,
  profileOfFlavorNotFound,
  serviceProfileDisabled,
} from '../faults/flavors.ts'
import { requireSameFlavor, requireSupport, routerDriver, type Mode } from './drivers.ts'
import { flavorRows, profilesOf, serviceProfileRows } from './flavors.store.ts'

/**
 * The flavor of a new router, by its id as it is stored; it does not go before the transaction ends.
 * @throws Fault 400 InvalidInput; 404 where the flavor, its profile or the driver is missing; 503
 * ServiceProfileDisabled
 */
export async function chosenFlavor(
  tx: Tx,
  id: string | null | undefined,
  mode: Mode,
): Promise<string | null> {
  if (id === undefined || id === null) return null
  const flavor = await flavorRows.find(tx, id, [], 'stay')
  if (flavor === undefined) throw flavorNotFound(id)
  const profile = await profileOf(tx, flavor.id)
  if (profile === undefined) throw profileOfFlavorNotFound('', flavor.id)
  if (!profile.enabled) throw serviceProfileDisabled()
  requireSupport(routerDriver(profile.driver), mode)
  return flavor.id
}

/** @throws Fault 400 InvalidInput where a router would no longer be what its flavor says */
export async function requireModeOfFlavor(
  tx: Tx,
  flavorId: string | null,
  mode: Mode,
): Promise<void> {
  if (flavorId === null || (mode.ha === undefined && mode.distributed === undefined)) return
  const profile = await profileOf(tx, flavorId)
  if (profile?.driver) requireSameFlavor(routerDriver(profile.driver), mode)
}

/** The profile that the flavor chooses: its first. */
async function profileOf(tx: Tx, flavorId: string) {
  const [id] = (await profilesOf(tx, [flavorId])).get(flavorId) ?? []
  return id === undefined ? undefined : serviceProfileRows.find(tx, id)
}
