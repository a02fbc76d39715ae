/**
 * The attributes of local IPs, and of their associations with ports. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/local_ip.py.
 */
import { Type as T } from 'typebox'
import { attribute } from '../../kernel/attributes/attribute.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import {
  ipAddress,
  nameString,
  orNone,
  string,
  uuid,
  values,
} from '../../kernel/attributes/types.ts'
import { DEFAULT } from '../base-rules.ts'

const LISTED = { filter: true, sort: true } as const

export const LOCAL_IPS = standard(
  attributeTable(
    {
      ...{ resource: 'local_ip', collection: 'local_ips', extension: 'local_ip' },
      ...{ isCore: true, owner: 'project_id', fallback: DEFAULT },
    },
    {
      id: attribute({ type: uuid(), ...LISTED }),
      name: attribute({ type: nameString(255), post: { default: '' }, put: true, ...LISTED }),
      project_id: attribute({ type: string(255), post: 'required', exact: true, ...LISTED }),
      local_port_id: attribute({ type: uuid(), post: 'optional', ...LISTED }),
      network_id: attribute({ type: uuid(), post: 'optional', ...LISTED }),
      local_ip_address: attribute({
        ...{ type: orNone(ipAddress()), post: 'optional', judged: true, ...LISTED },
      }),
      ip_mode: attribute({
        type: values(['translate', 'passthrough']),
        post: { default: 'translate' },
        ...LISTED,
      }),
    },
  ),
)

export const LOCAL_IP_ASSOCIATIONS = attributeTable(
  { resource: 'port_association', collection: 'port_associations', extension: 'local_ip' },
  {
    local_ip_id: attribute<string>({ shows: T.String() }),
    fixed_port_id: attribute({ type: uuid(), post: 'required', ...LISTED }),
    fixed_ip: attribute({ type: orNone(ipAddress()), post: { default: null }, ...LISTED }),
    local_ip_address: attribute({ type: string(), ...LISTED }),
    host: attribute({ type: string(), ...LISTED }),
    project_id: attribute({ type: string(255), post: 'required', visible: false }),
  },
)

export type LocalIpAttributes = NonNullable<(typeof LOCAL_IPS)['declared']>
export type AssociationAttributes = NonNullable<(typeof LOCAL_IP_ASSOCIATIONS)['declared']>
