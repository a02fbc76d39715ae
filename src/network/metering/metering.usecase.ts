/** Labels by which traffic is metered, and their rules. Source: neutron/db/metering/metering_db.py. */
import type { Item, Posted } from '../../kernel/attributes/table.ts'
import { meteringLabelNotFound, meteringRuleOverlaps } from '../faults/metering.ts'
import type { NetworkCall } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import type { MeteringLabelAttributes } from './labels.table.ts'
import {
  deleteRulesOfLabel,
  labelOfNewRule,
  meteringLabelRows,
  meteringRuleRows,
  remotePrefixes,
} from './metering.store.ts'
import { havePrefixesInCommon, readPrefixes } from './prefixes.ts'
import type { MeteringRuleAttributes } from './rules.table.ts'

type Label = Item<MeteringLabelAttributes>
type Rule = Item<MeteringRuleAttributes>

export async function createLabels(
  { tx, env }: NetworkCall,
  posted: readonly Posted<MeteringLabelAttributes>[],
): Promise<Label[]> {
  const rows = posted.map((one) => ({ ...one, id: env.ids.uuid() }))
  await meteringLabelRows.insert(tx, rows)
  return rows
}

/** Its rules go with it. */
export async function deleteLabel({ tx }: NetworkCall, { id }: Label): Promise<void> {
  await deleteRulesOfLabel(tx, id)
  await meteringLabelRows.remove(tx, [id])
}

/** @throws Fault 400 Invalid; 404 MeteringLabelNotFound; 409 MeteringLabelRuleOverlaps */
export async function createMeteringRules(
  call: NetworkCall,
  posted: readonly Posted<MeteringRuleAttributes>[],
): Promise<Rule[]> {
  const made: Rule[] = []
  for (const one of posted) made.push(await createRule(call, one))
  return made
}

async function createRule(
  { tx, ctx, env }: NetworkCall,
  posted: Posted<MeteringRuleAttributes>,
): Promise<Rule> {
  const prefixes = readPrefixes(posted)
  const { metering_label_id: labelId, direction, excluded } = posted
  const label = await labelOfNewRule(tx, labelId, ownOr(ctx))
  if (label === undefined) throw meteringLabelNotFound(labelId)
  const { remote_ip_prefix: remote } = prefixes
  if (remote !== null) {
    const others = await remotePrefixes(tx, label.id, direction, excluded)
    if (others.some((other) => havePrefixesInCommon(other, remote))) {
      throw meteringRuleOverlaps(posted.remote_ip_prefix!)
    }
  }
  const row = {
    ...{ ...posted, ...prefixes, id: env.ids.uuid() },
    ...{ metering_label_id: label.id, project_id: label.project_id },
  }
  await meteringRuleRows.insert(tx, [row])
  return row
}
