/** Rows of rules. */
import { Rows } from '../rows/rows.store.ts'
import { SECURITY_GROUP_RULES } from './security-group-rules.table.ts'

interface Hidden {
  /** The owner of the group. */
  readonly group_project_id: string
}

type Attributes = NonNullable<(typeof SECURITY_GROUP_RULES)['declared']>

export const ruleRows = new Rows<Attributes, never, Hidden>(SECURITY_GROUP_RULES, {
  table: 'security_group_rules',
  elsewhere: [],
  hidden: { group_project_id: 'text' },
})

export type RuleRow = NonNullable<Awaited<ReturnType<typeof ruleRows.find>>>
