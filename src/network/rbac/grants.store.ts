/** RBAC policies, as far as the objects that they are about depend on them. */
import type { Tx } from '../../storage/database.ts'
import type { RbacPoliciesTable } from '../storage/tables.ts'
import { ACCESS_SHARED, granted, grantsFor, type Access } from './grants.ts'

export type Grant = Omit<RbacPoliciesTable, 'granted' | 'action'> & { readonly action: Access }

export async function insertGrants(tx: Tx, grants: readonly Grant[]): Promise<void> {
  if (grants.length === 0) return
  const rows = grants.map((one) => ({ ...one, granted: granted(one.action, one.target_project) }))
  await tx.db.insertInto('network_rbac_policies').values(rows).execute()
}

export async function grantsOf(tx: Tx, objectId: string): Promise<Grant[]> {
  const rows = await tx.db
    .selectFrom('network_rbac_policies')
    .select(['id', 'project_id', 'object_type', 'object_id', 'action', 'target_project'])
    .where('object_id', '=', objectId)
    .execute()
  return rows as Grant[]
}

/** With whom an object is shared beside somebody. */
export async function otherTargets(
  tx: Tx,
  objectId: string,
  somebody: string,
): Promise<ReadonlySet<string>> {
  const grants = await grantsOf(tx, objectId)
  const targets = grants
    .filter(({ action }) => action === ACCESS_SHARED)
    .map(({ target_project: target }) => target)
  return new Set(targets.filter((target) => target !== somebody))
}

/** Those of the objects for which the action was granted to the project, or to everybody. */
export async function grantedAmong(
  tx: Tx,
  action: Access,
  projectId: string | undefined,
  objectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (objectIds.length === 0) return new Set()
  const rows = await tx.db
    .selectFrom('network_rbac_policies')
    .select('object_id')
    .where('object_id', 'in', objectIds)
    .where('granted', 'in', grantsFor(action, projectId))
    .execute()
  return new Set(rows.map((row) => row.object_id))
}

/** Takes back an action: from one target, or from all. */
export async function deleteGrants(
  tx: Tx,
  objectId: string,
  action: Access,
  target?: string,
): Promise<void> {
  let query = tx.db
    .deleteFrom('network_rbac_policies')
    .where('object_id', '=', objectId)
    .where('action', '=', action)
  if (target !== undefined) query = query.where('target_project', '=', target)
  await query.execute()
}

/** Takes back all that was granted of objects that go. */
export async function deleteGrantsOf(tx: Tx, objectIds: readonly string[]): Promise<void> {
  if (objectIds.length === 0) return
  await tx.db.deleteFrom('network_rbac_policies').where('object_id', 'in', objectIds).execute()
}
