/**
 * The attributes of rules of metering labels. Source: neutron_lib/api/definitions/metering.py,
 * metering_source_and_destination_filters.py.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { string, uuid, values } from '../../kernel/attributes/types.ts'
import { meteredPrefix } from './prefixes.ts'

const LISTED = { filter: true, sort: true } as const

const plain = attributeTable(
  {
    resource: 'metering_label_rule',
    collection: 'metering_label_rules',
    path: '/metering/metering-label-rules',
    extension: 'metering',
  },
  {
    id: attribute({ type: string(), ...LISTED }),
    metering_label_id: attribute({ type: uuid(), post: 'required', ...LISTED }),
    direction: attribute({ type: values(['ingress', 'egress']), post: 'required', ...LISTED }),
    excluded: attribute({ convert: toBoolean, post: { default: false }, ...LISTED }),
    // That of the label, for rules of policy.
    project_id: attribute({ type: string(255), post: 'required', visible: false }),
  },
)

const prefix = () => attribute({ type: meteredPrefix(), post: { default: null }, ...LISTED })

export const METERING_LABEL_RULES = extended(plain, 'metering_source_and_destination_fields', {
  remote_ip_prefix: prefix(),
  source_ip_prefix: prefix(),
  destination_ip_prefix: prefix(),
})

export type MeteringRuleAttributes = NonNullable<(typeof METERING_LABEL_RULES)['declared']>
