/** Rows of templates. */
import { EVERYTHING } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { Rows } from '../rows/rows.store.ts'
import { DEFAULT_RULES } from './default-security-group-rules.table.ts'

export const templateRows = new Rows(DEFAULT_RULES, {
  table: 'default_security_group_rules',
  elsewhere: ['project_id'],
})

export type Template = NonNullable<Awaited<ReturnType<typeof templateRows.find>>>

/** What new groups get for their first rules. @param isDefault of the group that each project has */
export function templatesFor(tx: Tx, isDefault: boolean): Promise<Template[]> {
  const column = isDefault ? 'used_in_default_sg' : 'used_in_non_default_sg'
  return templateRows.list(tx, {
    ...EVERYTHING,
    conditions: [{ kind: 'in', column, values: [1] }],
    order: [{ column: 'id', direction: 'asc' }],
  })
}

/** Who would add one waits until the end of a unit that does. */
export async function lockTemplates(tx: Tx): Promise<void> {
  await lockName(tx, 'default security group rules')
}
