/** The attributes of templates. Source: openstack/neutron neutron/extensions/security_groups_default_rules.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { string } from '../../kernel/attributes/types.ts'
import {
  LET_THROUGH,
  REMOTE_ADDRESS_GROUP,
  REMOTE_GROUP,
  RULE_ID,
} from '../security-group-rules/rule-attributes.ts'

export const DEFAULT_RULES = attributeTable(
  {
    resource: 'default_security_group_rule',
    collection: 'default_security_group_rules',
    path: '/default-security-group-rules',
    extension: 'security-groups-default-rules',
  },
  {
    ...RULE_ID,
    // May be sent, and is nobody's.
    project_id: attribute({ type: string(255), post: 'required', visible: false }),
    description: attribute({ type: string(1024), post: { default: '' }, filter: true }),
    ...REMOTE_GROUP,
    ...REMOTE_ADDRESS_GROUP,
    ...LET_THROUGH,
    used_in_default_sg: attribute({ convert: toBoolean, post: 'required', filter: true }),
    used_in_non_default_sg: attribute({ convert: toBoolean, post: 'required', filter: true }),
  },
)
