import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Tx } from '../../storage/database.ts'
import { lockRow } from '../../storage/locks.ts'
import { Rows, type Stored } from '../rows/rows.store.ts'
import { METERING_LABELS, type MeteringLabelAttributes } from './labels.table.ts'
import { METERING_LABEL_RULES, type MeteringRuleAttributes } from './rules.table.ts'

export const meteringLabelRows = new Rows(METERING_LABELS, {
  ...{ table: 'metering_labels', elsewhere: [] },
})

interface Hidden {
  readonly project_id: string
}

/** Lists look for the project, though clients cannot ask for it. */
export const meteringRuleRows = new Rows<MeteringRuleAttributes, 'project_id', Hidden>(
  METERING_LABEL_RULES,
  {
    table: 'metering_label_rules',
    elsewhere: ['project_id'],
    hidden: { project_id: 'text' },
  },
)

/** The label, to which nobody else adds a rule before the transaction ends. */
export async function labelOfNewRule(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
): Promise<Stored<MeteringLabelAttributes, never> | undefined> {
  await lockRow(tx, 'metering_labels', { id: id.toLowerCase() }, 'turn')
  return meteringLabelRows.find(tx, id, visible)
}

/** Remote prefixes of the rules of a label that meter, or leave out, what goes that way. */
export async function remotePrefixes(
  tx: Tx,
  labelId: string,
  direction: string,
  excluded: boolean,
): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('metering_label_rules')
    .select('remote_ip_prefix')
    .where('metering_label_id', '=', labelId)
    .where('direction', '=', direction)
    .where('excluded', '=', Number(excluded))
    .where('remote_ip_prefix', 'is not', null)
    .execute()
  return rows.map((row) => row.remote_ip_prefix!)
}

export async function deleteRulesOfLabel(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('metering_label_rules').where('metering_label_id', '=', id).execute()
}
