import type { Tx } from '../../storage/database.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import {
  FLAVORS,
  SERVICE_PROFILES,
  type FlavorAttributes,
  type ServiceProfileAttributes,
} from './flavors.table.ts'

export type FlavorRow = Stored<FlavorAttributes, 'service_profiles'>
export type ServiceProfileRow = Stored<ServiceProfileAttributes, never>

export const flavorRows = new Rows(FLAVORS, {
  table: 'network_flavors',
  elsewhere: ['service_profiles'],
})

export const serviceProfileRows = new Rows(SERVICE_PROFILES, {
  ...{ table: 'service_profiles', elsewhere: [] },
})

/** By flavor: the profiles that it has, in the order in which one is chosen. */
export async function profilesOf(
  tx: Tx,
  flavorIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (flavorIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('flavor_service_profiles')
    .selectAll()
    .where('flavor_id', 'in', flavorIds)
    .orderBy('service_profile_id')
    .execute()
  const found = new Map<string, string[]>()
  for (const { flavor_id: flavor, service_profile_id: profile } of rows) {
    const others = found.get(flavor)
    if (others === undefined) found.set(flavor, [profile])
    else others.push(profile)
  }
  return found
}

/** False where the flavor has it already. */
export async function insertProfileOfFlavor(
  tx: Tx,
  flavorId: string,
  profileId: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('flavor_service_profiles')
    .values({ flavor_id: flavorId, service_profile_id: profileId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False where the flavor has no such profile. */
export async function deleteProfileOfFlavor(
  tx: Tx,
  flavorId: string,
  profileId: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('flavor_service_profiles')
    .where('flavor_id', '=', flavorId.toLowerCase())
    .where('service_profile_id', '=', profileId.toLowerCase())
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export async function deleteProfilesOfFlavor(tx: Tx, flavorId: string): Promise<void> {
  await tx.db.deleteFrom('flavor_service_profiles').where('flavor_id', '=', flavorId).execute()
}

/** Has a flavor this profile? */
export async function isProfileUsed(tx: Tx, profileId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('flavor_service_profiles')
    .select('flavor_id')
    .where('service_profile_id', '=', profileId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Has a router this flavor? */
export async function isFlavorUsed(tx: Tx, flavorId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('routers')
    .select('id')
    .where('flavor_id', '=', flavorId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
