import { badRequest, notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'

/**
 * The id of the one role of that name, in whatever domain.
 * @throws 404, and 400 where there are several (keystone/assignment/core.py,
 *   get_unique_role_by_name)
 */
export async function roleNamed(tx: Tx, name: string): Promise<string> {
  const rows = await tx.db
    .selectFrom('identity_roles')
    .select('id')
    .where('name', '=', name)
    .orderBy('id')
    .limit(2)
    .execute()
  const [row, other] = rows
  if (row === undefined) throw notFound(`Role ${name} is not defined`)
  if (other === undefined) return row.id
  throw badRequest(
    `There are multiple role entities named '${name}'. ` +
      'Please use ID instead of names to resolve the ambiguity.',
  )
}

/** All roles of that name, the one that counts everywhere first. */
export function rolesNamed(
  tx: Tx,
  name: string,
): Promise<{ readonly id: string; readonly domain_id: string | null }[]> {
  return tx.db
    .selectFrom('identity_roles')
    .select(['id', 'domain_id'])
    .where('name', '=', name)
    .orderBy((row) => row.case().when('domain_id', 'is', null).then(0).else(1).end())
    .orderBy('id')
    .execute()
}
