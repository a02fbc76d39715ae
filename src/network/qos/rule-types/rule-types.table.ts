/**
 * Types of QoS rules, and what drivers do with them. Source: neutron_lib/api/definitions/qos.py,
 * qos_rule_type_details.py, qos_rule_type_filter.py.
 */
import { Type as T } from 'typebox'
import { attribute, type Filter } from '../../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../../kernel/attributes/converters.ts'
import { attributeTable, extended } from '../../../kernel/attributes/table.ts'
import type { RuleType } from '../rules/rules.ts'

/** What values a driver takes for an attribute of a rule. */
type Parameter =
  | {
      readonly parameter_name: string
      readonly parameter_type: 'range'
      readonly parameter_values: { readonly start: number; readonly end: number }
    }
  | {
      readonly parameter_name: string
      readonly parameter_type: 'choices'
      readonly parameter_values: readonly (string | number)[]
    }

export interface Driver {
  readonly name: string
  readonly supported_parameters: readonly Parameter[]
}

/** The one driver there is does all types, so it makes no difference which are asked for. */
const everything: Filter = () => ({ kind: 'all', of: [] })
const flag = () => attribute({ convert: toBoolean, visible: false, filter: everything })

const plain = attributeTable(
  { resource: 'rule_type', collection: 'rule_types', path: '/qos/rule-types', extension: 'qos' },
  { type: attribute<RuleType>({ shows: T.String() }) },
)

const detailed = extended(plain, 'qos-rule-type-details', {
  drivers: attribute<readonly Driver[]>({
    shows: T.Array(
      T.Object({
        name: T.String(),
        supported_parameters: T.Array(
          T.Object({
            parameter_name: T.String(),
            parameter_type: T.String(),
            parameter_values: T.Union([
              T.Object({ start: T.Integer(), end: T.Integer() }),
              T.Array(T.Union([T.String(), T.Integer()])),
            ]),
          }),
        ),
      }),
    ),
  }),
})

export const QOS_RULE_TYPES = extended(detailed, 'qos-rule-type-filter', {
  all_rules: flag(),
  all_supported: flag(),
})
