/** Rules of the templates that new groups are made from. Source: openstack/neutron neutron/extensions/security_groups_default_rules.py. */
import type { Posted } from '../../kernel/attributes/table.ts'
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'
import type { DEFAULT_RULES } from './default-security-group-rules.table.ts'

export type PostedTemplate = Posted<NonNullable<(typeof DEFAULT_RULES)['declared']>>

/** Stands for the group that the rule will belong to. */
export const PARENT = 'PARENT'

export function templateNotFound(id: string): Fault {
  return notFound(`Default Security Group rule ${id} does not exist`, {
    type: 'DefaultSecurityGroupRuleNotFound',
  })
}

export const REPEATED_TEMPLATE = {
  inRequest: () =>
    conflict('Duplicate Default Security Group Rule in POST.', {
      type: 'DuplicateDefaultSgRuleInPost',
    }),
  exists: (id: string) =>
    conflict(`Default Security group rule already exists. Rule id is ${id}.`, {
      type: 'DefaultSecurityGroupRuleExists',
    }),
}
