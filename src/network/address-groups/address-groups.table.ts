/** The attributes of address groups. Source: openstack/neutron-lib neutron_lib/api/definitions/address_group.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { noneToEmptyList, toBoolean } from '../../kernel/attributes/converters.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended, OWNER } from '../../kernel/attributes/table.ts'
import { listOf, nameString, string, subnet, uuid } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

const plain = attributeTable(
  {
    resource: 'address_group',
    collection: 'address_groups',
    path: '/address-groups',
    extension: 'address-group',
    owner: OWNER,
  },
  {
    id: attribute({ type: uuid(), ...LISTED }),
    name: attribute({ type: nameString(255), post: { default: '' }, put: true, ...LISTED }),
    project_id: attribute({ type: string(255), post: 'required', exact: true, ...LISTED }),
    addresses: attribute({
      ...{ type: listOf(subnet()), convert: noneToEmptyList, post: 'optional' },
    }),
    // Only policies see it.
    shared: attribute({ convert: toBoolean, visible: false, unseenByChanges: true }),
  },
)

export const ADDRESS_GROUPS = extended(standard(plain), 'address-group', {
  description: attribute({ type: string(1024), post: { default: '' }, put: true, ...LISTED }),
})
