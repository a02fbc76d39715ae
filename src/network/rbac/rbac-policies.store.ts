/** Rows of RBAC policies, and who uses what they are about. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { Rows } from '../rows/rows.store.ts'
import { granted, type Access } from './grants.ts'
import { RBAC_POLICIES } from './rbac-policies.table.ts'
import type { RbacPolicy } from './rbac-policies.ts'
import type { Shareable } from './shareable.ts'

export const policyRows = new Rows(RBAC_POLICIES, {
  table: 'network_rbac_policies',
  elsewhere: [],
})

/** False where the object has this policy already. */
export async function insertPolicy(
  tx: Tx,
  policy: Omit<RbacPolicy, 'tenant_id'>,
): Promise<boolean> {
  const { target_tenant: target, ...others } = policy
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('network_rbac_policies')
    .values({
      ...others,
      target_project: target,
      granted: granted(policy.action as Access, target),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False where the object has the changed policy already. */
export async function retarget(
  tx: Tx,
  { id, object_id: objectId, action }: RbacPolicy,
  target: string,
): Promise<boolean> {
  const wanted = granted(action as Access, target)
  const other = await tx.db
    .selectFrom('network_rbac_policies')
    .select('id')
    .where('object_id', '=', objectId)
    .where('granted', '=', wanted)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (other !== undefined) return false
  await tx.db
    .updateTable('network_rbac_policies')
    .set({ target_project: target, granted: wanted })
    .where('id', '=', id)
    .execute()
  return true
}

/** Policies of an object are changed one after the other. */
export async function lockPoliciesOf(tx: Tx, objectId: string): Promise<void> {
  await lockName(tx, `network rbac policies of ${objectId}`)
}

/** The project that owns an object; undefined where there is none with this id. */
export async function ownerOf(
  tx: Tx,
  { table }: Shareable,
  objectId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ project_id: string }>`
    select project_id from ${sql.table(table)} where id = ${objectId}`.execute(tx.db)
  return rows[0]?.project_id
}

/** The projects that use an object; what the cloud made for itself has none. */
export async function projectsUsing(
  tx: Tx,
  { usedBy }: Shareable,
  objectId: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { table, column, through } of usedBy) {
    const used = sql`select ${sql.ref(through?.column ?? 'id')} from ${sql.table(table)}
      where ${sql.ref(column)} = ${objectId}`
    const { rows } = await sql<{ project_id: string }>`
      select distinct project_id from ${sql.table(through?.table ?? table)} where id in (${used})
      `.execute(tx.db)
    for (const row of rows) if (row.project_id !== '') found.add(row.project_id)
  }
  return found
}

/**
 * A change of what others may do with a network is a revision of it.
 * @param times how many changes it was
 */
export async function touchObject(
  tx: Tx,
  { table, isRevised = false }: Shareable,
  objectId: string,
  at: string,
  times = 1,
): Promise<void> {
  if (!isRevised) return
  await sql`
    update ${sql.table(table)} set revision_number = revision_number + ${times}, updated_at = ${at}
    where id = ${objectId}`.execute(tx.db)
}

/** Says whether it was not so before. */
export async function setExternal(
  tx: Tx,
  networkId: string,
  isExternal: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('networks')
    .set({ external: Number(isExternal) })
    .where('id', '=', networkId)
    .where('external', '!=', Number(isExternal))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
