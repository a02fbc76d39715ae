/** The rules of groups, as their groups show them. */
import type { Tx } from '../../storage/database.ts'
import type { RuleOfGroup } from '../security-groups/security-groups.table.ts'

/** By group, in the order of their ids. */
export async function rulesOfGroups(
  tx: Tx,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RuleOfGroup[]>> {
  const found = new Map<string, RuleOfGroup[]>()
  if (groupIds.length === 0) return found
  const rows = await tx.db
    .selectFrom('security_group_rules')
    .selectAll()
    .where('security_group_id', 'in', groupIds)
    .orderBy('id')
    .execute()
  for (const { serial, group_project_id: _, belongs_to_default_sg: isDefaults, ...row } of rows) {
    const rule: RuleOfGroup = {
      ...row,
      standard_attr_id: serial,
      belongs_to_default_sg: isDefaults === 1,
      tags: [],
      tenant_id: row.project_id,
    }
    const others = found.get(row.security_group_id)
    if (others === undefined) found.set(row.security_group_id, [rule])
    else others.push(rule)
  }
  return found
}
