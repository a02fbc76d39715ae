/**
 * The attributes of rules. Source: openstack/neutron neutron/extensions/securitygroup.py, and the
 * definitions of neutron-lib of the extensions named.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { orNone, string, subnet } from '../../kernel/attributes/types.ts'
import { PASSED_OVER } from '../lists.ts'
import { LET_THROUGH, REMOTE_ADDRESS_GROUP, REMOTE_GROUP, RULE_ID } from './rule-attributes.ts'

const plain = attributeTable(
  {
    resource: 'security_group_rule',
    collection: 'security_group_rules',
    path: '/security-group-rules',
    extension: 'security-group',
  },
  {
    ...RULE_ID,
    security_group_id: attribute({
      ...{ type: string(36), post: 'required', filter: true, sort: true },
    }),
    ...REMOTE_GROUP,
    ...LET_THROUGH,
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
  },
)

const remote = extended(plain, 'security-groups-remote-address-group', REMOTE_ADDRESS_GROUP)

const normalized = extended(remote, 'security-groups-normalized-cidr', {
  normalized_cidr: attribute({ type: orNone(subnet()), filter: PASSED_OVER, sort: true }),
})

const belonging = extended(normalized, 'security-groups-rules-belongs-to-default-sg', {
  belongs_to_default_sg: attribute({ convert: toBoolean, filter: PASSED_OVER }),
})

export const SECURITY_GROUP_RULES = standard(belonging)
