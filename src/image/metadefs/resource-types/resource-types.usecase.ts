import type { Tx } from '../../../storage/database.ts'
import { noSuchAssociation, noSuchResourceType } from './resource-type.ts'
import { findAssociation, isResourceType } from './resource-types.store.ts'

/**
 * What names of the namespace's properties begin with for a resource type.
 * @throws 404 where it is none, or not one of the namespace
 */
export async function prefixOf(
  tx: Tx,
  resourceType: string,
  { id, namespace }: { readonly id: number; readonly namespace: string },
): Promise<string | null> {
  if (!(await isResourceType(tx, resourceType))) throw noSuchResourceType(resourceType)
  const association = await findAssociation(tx, id, resourceType)
  if (association === undefined) throw noSuchAssociation(resourceType, namespace)
  return association.prefix
}
