/** What a token means that a consumer got by an access token. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { inList, statement } from '../../storage/statement.ts'
import { standingLent } from '../tokens/loans.store.ts'
import type { Standing } from '../tokens/tokens.store.ts'
import type { TokenScope } from '../tokens/tokens.ts'

const getAccessToken = statement((db, p: { id: string }) =>
  db
    .selectFrom('identity_access_tokens')
    .select(['id', 'user_id', 'project_id', 'consumer_id', 'role_ids', 'expires_at'])
    .where('id', '=', p.id),
)

/** With what they imply. */
const getGiven = statement(
  (_db, p: { ids: readonly string[] }) => sql<{ role_id: string }>`
    with recursive given (role_id) as (
      select id from identity_roles where id in ${inList(p.ids)}
      union
      select implied_role_id from identity_implied_roles join given on prior_role_id = role_id
    )
    select role_id from given`,
)

/** The roles are those that were allowed and that the user still has. Undefined where none is. */
export async function underAccessToken(
  tx: Tx,
  userId: string,
  scope: TokenScope,
  id: string,
  now: number,
): Promise<Standing | undefined> {
  const row = await tx.first(getAccessToken, { id })
  if (row === undefined) return undefined
  const standing = await standingLent(tx, row, userId, scope, now, () =>
    tx.all(getGiven, { ids: JSON.parse(row.role_ids) as string[] }),
  )
  if (standing === undefined) return undefined
  const { consumer_id: consumerId, expires_at: expiresAt } = row
  return { ...standing, delegation: { kind: 'access_token', id, consumerId, expiresAt } }
}
