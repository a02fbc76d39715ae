/** Source: openstack/neutron neutron/conf/policies/metering.py. */
import { ADMIN_OR_MANAGER, ADMIN_OR_READER } from '../base-rules.ts'
import { resourceRule } from '../policies.ts'
import { METERING_LABELS } from './labels.table.ts'
import { METERING_LABEL_RULES } from './rules.table.ts'

const rulesOf = (table: { readonly resource: string; readonly path: string }) => ({
  create: resourceRule(table, 'create', ADMIN_OR_MANAGER),
  show: resourceRule(table, 'get', ADMIN_OR_READER),
  delete: resourceRule(table, 'delete', ADMIN_OR_MANAGER),
})

export const meteringLabelRules = rulesOf(METERING_LABELS)
export const meteringRuleRules = rulesOf(METERING_LABEL_RULES)
