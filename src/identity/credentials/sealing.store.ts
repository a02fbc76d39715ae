/** Secrets that were stored before they were encrypted; none of them has a point in it. */
import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { SecretKind } from './secrets.ts'

/** Where secrets lie, and how their row is called where they are encrypted. */
const PLACES = [
  { table: 'identity_signing_keys', key: 'kid', column: 'private_jwk', kind: 'signing key' },
  { table: 'identity_consumers', key: 'id', column: 'secret', kind: 'consumer' },
  { table: 'identity_request_tokens', key: 'id', column: 'secret', kind: 'request token' },
  { table: 'identity_access_tokens', key: 'id', column: 'secret', kind: 'access token' },
] as const satisfies readonly (Record<'table' | 'key' | 'column', string> & { kind: SecretKind })[]

export interface PlainSecret {
  readonly kind: SecretKind
  readonly id: string
  readonly secret: string
}

export async function plainSecrets(tx: Tx): Promise<PlainSecret[]> {
  const found: PlainSecret[] = []
  for (const { table, key, column, kind } of PLACES) {
    const { rows } = await sql<{ id: string; secret: string }>`
      select ${sql.ref(key)} as id, ${sql.ref(column)} as secret from ${sql.table(table)}
      where ${sql.ref(column)} not like '%.%'`.execute(tx.db)
    found.push(...rows.map((row) => ({ kind, ...row })))
  }
  return found
}

/** Unless another replica was faster. */
export async function replaceSecret(
  tx: Tx,
  { kind, id, secret }: PlainSecret,
  sealed: string,
): Promise<void> {
  const { table, key, column } = PLACES.find((place) => place.kind === kind)!
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
    where ${sql.ref(key)} = ${id} and ${sql.ref(column)} = ${secret}`.execute(tx.db)
}
