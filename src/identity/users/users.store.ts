import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'

export interface SignInRow {
  readonly id: string
  readonly enabled: number
  readonly generation: number
  readonly default_project_id: string | null
  readonly domain_id: string
  readonly domain_enabled: number
  /** Null for a user without a password. */
  readonly hash: string | null
  readonly password_expires_at: string | null
}

const SIGN_IN_COLUMNS = [
  'user.id',
  'user.enabled',
  'user.generation',
  'user.default_project_id',
  'user.domain_id',
  'domain.enabled as domain_enabled',
  'password.hash',
  'password.expires_at as password_expires_at',
] as const

const getForSignIn = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_users as user')
    .innerJoin('identity_projects as domain', 'domain.id', 'user.domain_id')
    .leftJoin('identity_passwords as password', 'password.user_id', 'user.id')
    .select(SIGN_IN_COLUMNS)
    .where('user.id', '=', p.id)
    .orderBy('password.number', 'desc')
    .limit(1),
)

const getForSignInByName = statement((db, p: { name: string; domainId: string }) =>
  db
    .selectFrom('identity_users as user')
    .innerJoin('identity_projects as domain', 'domain.id', 'user.domain_id')
    .leftJoin('identity_passwords as password', 'password.user_id', 'user.id')
    .select(SIGN_IN_COLUMNS)
    .where('user.name', '=', p.name)
    .where('user.domain_id', '=', p.domainId)
    .orderBy('password.number', 'desc')
    .limit(1),
)

/** Who wants to come in, with the password hash in force. */
export function userForSignIn(
  tx: Tx,
  key: { id: string } | { name: string; domainId: string },
): Promise<SignInRow | undefined> {
  return 'id' in key ? tx.first(getForSignIn, key) : tx.first(getForSignInByName, key)
}
