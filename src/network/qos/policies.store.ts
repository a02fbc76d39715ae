import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { lockName, lockRow } from '../../storage/locks.ts'
import { policiesOf } from '../rbac/grants.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { TAGS } from '../tags/tags.store.ts'
import { QOS_POLICIES, type QosPolicyAttributes } from './policies.table.ts'

export type QosPolicyRow = Stored<QosPolicyAttributes, 'shared' | 'rules'>

export const qosPolicyRows = new Rows(QOS_POLICIES, {
  table: 'qos_policies',
  elsewhere: ['shared', 'rules'],
  members: { tags: TAGS, policies: policiesOf('id') },
})

/** The policy, whose rules nobody else changes before the transaction ends where they are locked. */
export async function qosPolicyOfRules(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
  lock: 'turn' | undefined,
): Promise<QosPolicyRow | undefined> {
  await lockRow(tx, 'qos_policies', { id: id.toLowerCase() }, lock)
  return qosPolicyRows.find(tx, id, visible)
}

/** Nobody else decides which is the default policy of the project before the transaction ends. */
export async function lockDefaultQosPolicy(tx: Tx, projectId: string): Promise<void> {
  await lockName(tx, `network default QoS policy of ${projectId}`)
}

/** The default policy of a project. */
export async function defaultQosPolicyId(tx: Tx, projectId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('qos_policies')
    .select('id')
    .where('project_id', '=', projectId)
    .where('is_default', '=', 1)
    .executeTakeFirst()
  return row?.id
}

/** In the order in which upstream looks for them, as it calls them. */
const USERS = [
  ['port', 'ports'],
  ['network', 'networks'],
  ['fip', 'floatingips'],
  ['router', 'routers'],
] as const

/** One that uses the policy, and its kind. */
export async function userOfQosPolicy(tx: Tx, id: string): Promise<string | undefined> {
  for (const [kind, table] of USERS) {
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.table(table)} where qos_policy_id = ${id} order by id limit 1
      `.execute(tx.db)
    if (rows[0] !== undefined) return `${kind} ${rows[0].id}`
  }
  return undefined
}
