/** Source: openstack/neutron-lib neutron_lib/api/definitions/portbindings_extended.py. */
import { attribute } from '../../../kernel/attributes/attribute.ts'
import { attributeTable } from '../../../kernel/attributes/table.ts'
import { dict, orNone, string, values } from '../../../kernel/attributes/types.ts'
import { VNIC_TYPES } from '../ports.table.ts'

export const BINDINGS = attributeTable(
  { resource: 'binding', collection: 'bindings', extension: 'binding-extended' },
  {
    host: attribute({ type: string(255), post: 'required', put: true, filter: true, exact: true }),
    vif_type: attribute({ type: string(), filter: true, exact: true }),
    vnic_type: attribute({
      ...{ type: values(VNIC_TYPES), post: { default: 'normal' }, put: true },
      ...{ filter: true, exact: true },
    }),
    status: attribute({ type: string(), filter: true, exact: true }),
    profile: attribute({ type: orNone(dict()), post: 'optional', put: true }),
    vif_details: attribute({ type: dict() }),
  },
)
