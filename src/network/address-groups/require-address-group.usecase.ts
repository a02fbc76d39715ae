import type { NetworkCall } from '../operation.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { addressGroupRows } from './address-groups.store.ts'
import { addressGroupNotFound } from './address-groups.ts'

/**
 * Is there such a group that the project may name: its own, one that is shared with it, or for
 * administrators any? It stays until the unit ends.
 * @returns its id @throws Fault 404 AddressGroupNotFound
 */
export async function requireAddressGroup(
  { tx, ctx }: NetworkCall,
  id: string,
  projectId: string,
): Promise<string> {
  const group = await addressGroupRows.find(tx, id, [], 'stay')
  const isSeen =
    group !== undefined &&
    (ctx.isAdmin ||
      group.project_id === projectId ||
      (await grantedAmong(tx, ACCESS_SHARED, projectId, [group.id])).has(group.id))
  if (!isSeen) throw addressGroupNotFound(id)
  return group.id
}
