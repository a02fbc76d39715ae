/** Groups that a provider tells of (keystone/identity/shadow_backends/sql.py). */
import type { Tx } from '../../storage/database.ts'

/** Keystone keeps what was told last; a change ends the user's tokens. */
export async function replaceMemberships(
  tx: Tx,
  who: { readonly userId: string; readonly idpId: string },
  groupIds: readonly string[],
  times: { readonly now: number; readonly lifetime: number },
): Promise<{ readonly changed: boolean }> {
  const { userId: user_id, idpId: idp_id } = who
  const rows = await tx.db
    .selectFrom('identity_expiring_memberships')
    .select('group_id')
    .where('user_id', '=', user_id)
    .where('idp_id', '=', idp_id)
    .execute()
  const before = new Set(rows.map((row) => row.group_id))
  const gone = [...before].filter((id) => !groupIds.includes(id))
  if (gone.length > 0) {
    await tx.db
      .deleteFrom('identity_expiring_memberships')
      .where('user_id', '=', user_id)
      .where('idp_id', '=', idp_id)
      .where('group_id', 'in', gone)
      .execute()
  }
  const verified = { verified_at: times.now, expires_at: times.now + times.lifetime }
  for (const group_id of groupIds) {
    await tx.db
      .insertInto('identity_expiring_memberships')
      .values({ user_id, idp_id, group_id, ...verified })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'group_id', 'idp_id']).doUpdateSet(verified),
      )
      .execute()
  }
  return { changed: gone.length > 0 || groupIds.some((id) => !before.has(id)) }
}

/** Of a provider whose time has changed. @param lifetime in milliseconds */
export async function reckonExpiries(tx: Tx, idpId: string, lifetime: number): Promise<void> {
  await tx.db
    .updateTable('identity_expiring_memberships')
    .set((row) => ({ expires_at: row('verified_at', '+', lifetime) }))
    .where('idp_id', '=', idpId)
    .execute()
}
