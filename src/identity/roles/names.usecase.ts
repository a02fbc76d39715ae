import { badRequest, notFound } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { rolesNamed } from './roles.store.ts'

/**
 * The id of the one role of that name, in whatever domain.
 * @throws 404, and 400 where there are several (keystone/assignment/core.py,
 *   get_unique_role_by_name)
 */
export async function roleNamed(tx: Tx, name: string): Promise<string> {
  const [row, other] = await rolesNamed(tx, name)
  if (row === undefined) throw notFound(`Role ${name} is not defined`)
  if (other === undefined) return row.id
  throw badRequest(
    `There are multiple role entities named '${name}'. ` +
      'Please use ID instead of names to resolve the ambiguity.',
  )
}
