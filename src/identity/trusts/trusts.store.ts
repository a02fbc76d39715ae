import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityTrustsTable } from '../storage/delegation.tables.ts'
import { madeTo } from '../grants/actors.store.ts'
import type { RoleRow } from '../roles/roles.store.ts'
import { groupIdsOf, type Belonging } from '../groups/belonging.store.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'

export type TrustRow = Selectable<IdentityTrustsTable>

export function findTrust(tx: Tx, id: string): Promise<TrustRow | undefined> {
  return tx.db.selectFrom('identity_trusts').selectAll().where('id', '=', id).executeTakeFirst()
}

export interface TrustQuery {
  readonly trustorId?: string
  readonly trusteeId?: string
}

/** In the order in which they were made. */
export function listTrusts(tx: Tx, { trustorId, trusteeId }: TrustQuery): Promise<TrustRow[]> {
  let rows = tx.db.selectFrom('identity_trusts').selectAll().orderBy('serial')
  if (trustorId !== undefined) rows = rows.where('trustor_user_id', '=', trustorId)
  if (trusteeId !== undefined) rows = rows.where('trustee_user_id', '=', trusteeId)
  return rows.execute()
}

/** In the order in which they were given. */
export function rolesOfTrust(tx: Tx, id: string): Promise<RoleRow[]> {
  return tx.db
    .selectFrom('identity_trust_roles as link')
    .innerJoin('identity_roles as role', 'role.id', 'link.role_id')
    .selectAll('role')
    .where('link.trust_id', '=', id)
    .orderBy('link.serial')
    .execute()
}

/** The trust and those above it, from which it was redelegated; the first one last. */
export async function pedigreeOf(tx: Tx, trust: TrustRow): Promise<TrustRow[]> {
  const chain = [trust]
  for (let above = trust.redelegated_trust_id; above !== null;) {
    const row = await findTrust(tx, above)
    if (row === undefined) break
    chain.push(row)
    above = row.redelegated_trust_id
  }
  return chain
}

/** All roles that a user has on a project, those of one domain included. */
export async function roleIdsOn(tx: Tx, projectId: string, who: Belonging): Promise<Set<string>> {
  const { rows } = await sql<{ role_id: string }>`
    with recursive
    above (id) as (
      select parent_id from identity_projects where id = ${projectId} and parent_id is not null
      union
      select parent_id from identity_projects join above using (id) where parent_id is not null
    ),
    effective (role_id) as (
      select role_id from identity_assignments
      where ((target_type = 'project' and target_id = ${projectId} and inherited = 0)
          or (inherited = 1 and target_id in (select id from above)))
        and ${madeTo(who.userId, groupIdsOf(who))}
      union
      select implied_role_id from identity_implied_roles
      join effective on prior_role_id = role_id
    )
    select role_id from effective`.execute(tx.db)
  return new Set(rows.map((row) => row.role_id))
}

export async function insertTrust(
  tx: Tx,
  row: TrustRow,
  roleIds: readonly string[],
): Promise<void> {
  await tx.db.insertInto('identity_trusts').values(row).execute()
  if (roleIds.length === 0) return
  const links = roleIds.map((role_id) => ({ trust_id: row.id, role_id }))
  await tx.db.insertInto('identity_trust_roles').values(links).execute()
}

/** With it go the trusts redelegated from it, and every token of any of them. */
export async function deleteTrust(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('identity_trusts').where('id', '=', id).execute()
  await bumpEpoch(tx)
}

/** Takes one of the uses. False where none is left. */
export async function useTrust(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('identity_trusts')
    .set((row) => ({ remaining_uses: row('remaining_uses', '-', 1) }))
    .where('id', '=', id)
    .where('remaining_uses', '>', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
