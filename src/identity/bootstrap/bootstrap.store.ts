/** The first rows of a cloud. */
import type { Insertable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { IdentityProjectsTable, IdentityUsersTable } from '../storage/tables.ts'

export async function isBootstrapped(tx: Tx): Promise<boolean> {
  const row = await tx.db.selectFrom('identity_state').select('id').executeTakeFirst()
  return row !== undefined
}

/** The row is there once; whoever comes second waits for the first and finds it. */
export async function claimBootstrap(tx: Tx): Promise<boolean> {
  const result = await tx.db
    .insertInto('identity_state')
    .values({ id: 1, epoch: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

/** The attributes that are the same for all that a cloud begins with. */
const PLAIN = { enabled: 1, generation: 0, options: '{}', extra: '{}' }

export async function insertFirstPlace(
  tx: Tx,
  row: Omit<Insertable<IdentityProjectsTable>, keyof typeof PLAIN>,
): Promise<void> {
  await tx.db
    .insertInto('identity_projects')
    .values({ ...row, ...PLAIN })
    .execute()
}

export async function insertFirstUser(
  tx: Tx,
  row: Omit<Insertable<IdentityUsersTable>, keyof typeof PLAIN>,
  hash: string,
): Promise<void> {
  await tx.db
    .insertInto('identity_users')
    .values({ ...row, ...PLAIN })
    .execute()
  await tx.db
    .insertInto('identity_passwords')
    .values({ user_id: row.id, number: 1, hash, created_at: row.created_at, expires_at: null })
    .execute()
}

export interface FirstRole {
  readonly id: string
  readonly name: string
}

/** @param chain each implies the next */
export async function insertFirstRoles(
  tx: Tx,
  roles: readonly FirstRole[],
  chain: readonly FirstRole[],
): Promise<void> {
  const options = JSON.stringify({ immutable: true })
  await tx.db
    .insertInto('identity_roles')
    .values(
      roles.map((role) => ({ ...role, domain_id: null, description: null, options, extra: '{}' })),
    )
    .execute()
  const implied = chain.slice(1).map(({ id }, index) => ({
    prior_role_id: chain[index]!.id,
    implied_role_id: id,
  }))
  await tx.db.insertInto('identity_implied_roles').values(implied).execute()
}
