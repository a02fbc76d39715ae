/** Flavors, and the service profiles that they have. Source: openstack/neutron neutron/db/flavors_db.py. */
import type { Changes, Item, Posted } from '../../kernel/attributes/table.ts'
import {
  flavorInUse,
  flavorNotFound,
  profileOfFlavorExists,
  serviceProfileEmpty,
  serviceProfileInUse,
  serviceProfileNotFound,
} from '../faults/flavors.ts'
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { routerDriver } from './drivers.ts'
import {
  deleteProfilesOfFlavor,
  flavorRows,
  insertProfileOfFlavor,
  isFlavorUsed,
  isProfileUsed,
  profilesOf,
  serviceProfileRows,
  type FlavorRow,
} from './flavors.store.ts'
import type { FlavorAttributes, ServiceProfileAttributes } from './flavors.table.ts'

type Flavor = Item<FlavorAttributes>
type ServiceProfile = Item<ServiceProfileAttributes>

export async function completedFlavors(
  { tx }: Pick<NetworkCall, 'tx'>,
  rows: readonly FlavorRow[],
): Promise<Flavor[]> {
  const profiles = await profilesOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, service_profiles: profiles.get(row.id) ?? [] }))
}

export async function createFlavors(
  { tx, env }: NetworkCall,
  posted: readonly Posted<FlavorAttributes>[],
): Promise<Flavor[]> {
  const rows = posted.map(({ service_profiles: _, ...one }) => ({
    ...{ ...one, id: env.ids.uuid(), enabled: one.enabled ?? true },
  }))
  await flavorRows.insert(tx, rows)
  return rows.map((row) => ({ ...row, service_profiles: [] }))
}

export async function updateFlavor(
  { tx, env }: NetworkCall,
  now: Flavor,
  { service_profiles: _, ...changes }: Changes<FlavorAttributes>,
): Promise<Flavor> {
  const { service_profiles: profiles, ...row } = now
  const wanted = withDefault(changes)
  const changed = await flavorRows.change(tx, row, wanted, secondsNow(env.clock))
  return { ...changed, service_profiles: profiles }
}

/** @throws Fault 409 FlavorInUse */
export async function deleteFlavor({ tx }: NetworkCall, { id }: Flavor): Promise<void> {
  if (await isFlavorUsed(tx, id)) throw flavorInUse(id)
  await deleteProfilesOfFlavor(tx, id)
  await flavorRows.remove(tx, [id])
}

/** @throws Fault 400 ServiceProfileEmpty; 404 ServiceProfileDriverNotFound */
export async function createServiceProfiles(
  { tx, env }: NetworkCall,
  posted: readonly Posted<ServiceProfileAttributes>[],
): Promise<ServiceProfile[]> {
  const rows = posted.map((one) => {
    if (one.driver !== '') routerDriver(one.driver)
    else if (one.metainfo === '') throw serviceProfileEmpty()
    return { ...one, id: env.ids.uuid(), enabled: one.enabled ?? true }
  })
  await serviceProfileRows.insert(tx, rows)
  return rows
}

/** @throws Fault 404 ServiceProfileDriverNotFound; 409 ServiceProfileInUse */
export async function updateServiceProfile(
  { tx, env }: NetworkCall,
  now: ServiceProfile,
  changes: Changes<ServiceProfileAttributes>,
): Promise<ServiceProfile> {
  if (changes.driver) routerDriver(changes.driver)
  if (await isProfileUsed(tx, now.id)) throw serviceProfileInUse(now.id)
  return serviceProfileRows.change(tx, now, withDefault(changes), secondsNow(env.clock))
}

/** @throws Fault 409 ServiceProfileInUse */
export async function deleteServiceProfile(
  { tx }: NetworkCall,
  { id }: ServiceProfile,
): Promise<void> {
  if (await isProfileUsed(tx, id)) throw serviceProfileInUse(id)
  await serviceProfileRows.remove(tx, [id])
}

/**
 * Gives a profile to a flavor. Neither of them goes before the transaction ends.
 * @throws Fault 404 FlavorNotFound, ServiceProfileNotFound; 409 FlavorServiceProfileBindingExists
 */
export async function addProfile(
  { tx }: Pick<NetworkCall, 'tx'>,
  flavorId: string,
  profileId: string,
): Promise<string> {
  const flavor = await flavorRows.find(tx, flavorId, [], 'stay')
  if (flavor === undefined) throw flavorNotFound(flavorId)
  const profile = await serviceProfileRows.find(tx, profileId, [], 'stay')
  if (profile === undefined) throw serviceProfileNotFound(profileId)
  if (await insertProfileOfFlavor(tx, flavor.id, profile.id)) return flavor.id
  throw profileOfFlavorExists(profileId, flavorId)
}

function withDefault<C extends { readonly enabled?: boolean | null }>(changes: C) {
  return changes.enabled === null ? { ...changes, enabled: true } : changes
}
