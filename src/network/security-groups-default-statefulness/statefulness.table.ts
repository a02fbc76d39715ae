/**
 * Whether the new groups of a project are stateful. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/security_groups_default_statefulness.py.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { orNone, string, uuid } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

export const STATEFULNESS = attributeTable(
  {
    resource: 'security_groups_default_statefulness',
    collection: 'security_groups_default_statefulness',
    path: '/security-groups-default-statefulness',
    extension: 'security-groups-default-statefulness',
  },
  {
    id: attribute({ type: uuid(), ...LISTED }),
    /** Null: of all projects without a setting of their own. */
    project_id: attribute({
      ...{ type: orNone(string(255)), post: { default: null }, exact: true, ...LISTED },
    }),
    stateful: attribute({ convert: toBoolean, post: { default: true }, put: true, ...LISTED }),
  },
)
