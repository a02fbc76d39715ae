/** Rows of security groups. */
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { SECURITY_GROUPS } from './security-groups.table.ts'

interface Hidden {
  /** The project whose default group it is. */
  readonly default_of: string | null
}

export const securityGroupRows = new Rows<
  NonNullable<(typeof SECURITY_GROUPS)['declared']>,
  'shared' | 'security_group_rules',
  Hidden
>(SECURITY_GROUPS, {
  table: 'security_groups',
  elsewhere: ['shared', 'security_group_rules'],
  hidden: { default_of: 'text' },
  members: { policies: policiesOf('id'), tags: TAGS },
})

export type SecurityGroupRow = NonNullable<Awaited<ReturnType<typeof securityGroupRows.find>>>

/** The default group of a project, where it has one already. */
export async function defaultGroupId(tx: Tx, projectId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('security_groups')
    .select('id')
    .where('default_of', '=', projectId)
    .executeTakeFirst()
  return row?.id
}

/** Who would make the default group of a project waits until the end of a unit that does. */
export async function lockDefaultGroup(tx: Tx, projectId: string): Promise<void> {
  await lockName(tx, `default security group of ${projectId}`)
}
