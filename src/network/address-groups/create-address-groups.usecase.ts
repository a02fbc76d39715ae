import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { addressGroupRows, type AddressGroupRow } from './address-groups.store.ts'
import { normalAddresses, type PostedAddressGroup } from './address-groups.ts'

/** Makes address groups: each address that is put into one counts its revision up. */
export async function createAddressGroups(
  { tx, env }: NetworkCall,
  posted: readonly PostedAddressGroup[],
): Promise<AddressGroupRow[]> {
  const at = secondsNow(env.clock)
  const rows = posted.map((one) => {
    const addresses = normalAddresses(one.addresses ?? [])
    return {
      ...{ ...one, id: env.ids.uuid(), addresses },
      ...{ created_at: at, updated_at: at, revision_number: addresses.length },
    }
  })
  await addressGroupRows.insert(tx, rows)
  return rows
}
