/** The attributes of metering labels. Source: neutron_lib/api/definitions/metering.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { nameString, string } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

export const METERING_LABELS = attributeTable(
  {
    resource: 'metering_label',
    collection: 'metering_labels',
    path: '/metering/metering-labels',
    extension: 'metering',
  },
  {
    id: attribute({ type: string(), ...LISTED }),
    name: attribute({ type: nameString(255), post: { default: '' }, ...LISTED }),
    description: attribute({ type: string(1024), post: { default: '' }, ...LISTED }),
    project_id: attribute({ type: string(255), post: 'required', exact: true, ...LISTED }),
    shared: attribute({ convert: toBoolean, post: { default: false }, ...LISTED }),
  },
)

export type MeteringLabelAttributes = NonNullable<(typeof METERING_LABELS)['declared']>
