/** The attributes of trunks. Source: openstack/neutron-lib neutron_lib/api/definitions/trunk.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { nameString, string, subports, uuid } from '../../kernel/attributes/types.ts'
import { DEFAULT } from '../base-rules.ts'

const LISTED = { filter: true, sort: true } as const

const plain = attributeTable(
  {
    resource: 'trunk',
    collection: 'trunks',
    path: '/trunks',
    extension: 'trunk',
    fallback: DEFAULT,
  },
  {
    admin_state_up: attribute({
      ...{ convert: toBoolean, post: { default: true }, put: true, ...LISTED },
    }),
    id: attribute({ type: uuid(), ...LISTED }),
    name: attribute({ type: nameString(255), post: { default: '' }, put: true, ...LISTED }),
    project_id: attribute({ type: string(255), post: 'required', exact: true, ...LISTED }),
    port_id: attribute({ type: uuid(), post: 'required', judgedUnchanged: true, ...LISTED }),
    status: attribute({ type: string(), ...LISTED }),
    sub_ports: attribute({ type: subports(), post: { default: [] }, judged: true }),
  },
)

export const TRUNKS = tagging(plain)
