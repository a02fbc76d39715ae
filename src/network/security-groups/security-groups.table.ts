/**
 * The attributes of security groups. Source: openstack/neutron neutron/extensions/securitygroup.py, and
 * the definitions of neutron-lib of the extensions named.
 */
import { Type as T } from 'typebox'
import { attribute, type AttributeType } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { string, uuid } from '../../kernel/attributes/types.ts'
import { conflict } from '../../kernel/faults.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { DEFAULT } from '../base-rules.ts'
import { sharedFilter } from '../rbac/grants.ts'

/** `type:name_not_default`: the one of that name is made by the cloud. */
function nameNotDefault(max: number): AttributeType<string> {
  const plain = string(max)
  return {
    ...plain,
    reason(value) {
      const reason = plain.reason(value)
      if (reason !== undefined) return reason
      if ((value as string).toLowerCase() !== 'default') return undefined
      throw conflict('Default security group already exists.', {
        type: 'SecurityGroupDefaultAlreadyExists',
      })
    },
  }
}

const text = T.String()
const textOrNone = nullable(T.String())
const portOrNone = nullable(T.Integer())

/** A rule as its group shows it, which is more than the rule shows by itself. */
const RULE = closed({
  id: text,
  project_id: text,
  security_group_id: text,
  ethertype: text,
  direction: text,
  protocol: textOrNone,
  port_range_min: portOrNone,
  port_range_max: portOrNone,
  remote_ip_prefix: textOrNone,
  remote_address_group_id: textOrNone,
  normalized_cidr: textOrNone,
  remote_group_id: textOrNone,
  standard_attr_id: T.Integer(),
  belongs_to_default_sg: nullable(T.Boolean()),
  description: textOrNone,
  tags: T.Array(text),
  created_at: text,
  updated_at: text,
  revision_number: T.Integer(),
  tenant_id: text,
})

/** What `security_group_rules` holds. */
export interface RuleOfGroup {
  readonly id: string
  readonly project_id: string
  readonly security_group_id: string
  readonly ethertype: string
  readonly direction: string
  readonly protocol: string | null
  readonly port_range_min: number | null
  readonly port_range_max: number | null
  readonly remote_ip_prefix: string | null
  readonly remote_address_group_id: string | null
  readonly normalized_cidr: string | null
  readonly remote_group_id: string | null
  readonly standard_attr_id: number
  /** Lists do not say. */
  readonly belongs_to_default_sg: boolean | null
  readonly description: string | null
  readonly tags: readonly string[]
  readonly created_at: string
  readonly updated_at: string
  readonly revision_number: number
  readonly tenant_id: string
}

const rulesShown: AttributeType<readonly RuleOfGroup[]> = {
  schema: T.Array(RULE),
  column: undefined,
  reason: () => undefined,
}

const plain = attributeTable(
  {
    resource: 'security_group',
    collection: 'security_groups',
    path: '/security-groups',
    extension: 'security-group',
    fallback: DEFAULT,
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameNotDefault(255), post: { default: '' }, put: true },
      ...{ filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    security_group_rules: attribute({ type: rulesShown }),
  },
)

/** Without a default: what a project's groups are unless told may be set. */
const stateful = extended(plain, 'stateful-security-group', {
  stateful: attribute({ convert: toBoolean, post: 'optional', put: true, filter: true }),
})

const shared = extended(stateful, 'security-groups-shared-filtering', {
  shared: attribute({ convert: toBoolean, filter: sharedFilter, judged: true }),
})

export const SECURITY_GROUPS = tagging(shared)
