/** What traffic of routers is metered: labels, and rules that say which addresses count. */
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Caller } from '../caller.ts'
import { meteringLabelNotFound, meteringRuleNotFound } from '../faults/metering.ts'
import { operation } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { METERING_LABELS } from './labels.table.ts'
import { meteringLabelRules, meteringRuleRules } from './metering.policies.ts'
import { meteringLabelRows, meteringRuleRows } from './metering.store.ts'
import { createLabels, createMeteringRules, deleteLabel } from './metering.usecase.ts'
import { METERING_LABEL_RULES } from './rules.table.ts'

/** A label that is shared is of routers of all projects, which does not make it theirs to see. */
const ownLabels = (ctx: Caller): readonly Condition[] => ownOr(ctx)

const labels = attributeOperations(operation, METERING_LABELS, {
  operations: ['list', 'show', 'create', 'delete'],
  rules: meteringLabelRules,
  paging: 'emulated',
  visible: ownLabels,
  missing: meteringLabelNotFound,
  find: ({ tx }, id, visible, lock) => meteringLabelRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => meteringLabelRows.list(tx, request),
  create: createLabels,
  delete: deleteLabel,
})

const rules = attributeOperations(operation, METERING_LABEL_RULES, {
  operations: ['list', 'show', 'create', 'delete'],
  rules: meteringRuleRules,
  errors: { create: [404, 409], delete: [404] },
  paging: 'emulated',
  visible: ownLabels,
  missing: meteringRuleNotFound,
  find: ({ tx }, id, visible, lock) => meteringRuleRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => meteringRuleRows.list(tx, request),
  create: createMeteringRules,
  delete: ({ tx }, { id }) => meteringRuleRows.remove(tx, [id]),
})

export const meteringOperations = [...labels, ...rules]
