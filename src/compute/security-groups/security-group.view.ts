import { Type as T } from 'typebox'
import { closed, field, nullable, View } from '../../kernel/view.ts'
import { EVERYWHERE, portsOf, type GroupWithSources, type IngressRule } from './security-group.ts'

/** Source: openstack/nova nova/api/openstack/compute/security_groups.py. */
const PORT = nullable(T.Integer())
const SOURCE = T.Union([closed({}), closed({ name: T.String(), tenant_id: T.String() })])
const RANGE = T.Union([closed({}), closed({ cidr: T.String() })])

export const ruleView = new View<IngressRule>({
  id: field(T.String(), ({ rule }) => rule.id),
  parent_group_id: field(T.String(), ({ rule }) => rule.security_group_id),
  ip_protocol: field(nullable(T.String()), ({ rule }) => rule.protocol),
  from_port: field(PORT, ({ rule }) => portsOf(rule).from),
  to_port: field(PORT, ({ rule }) => portsOf(rule).to),
  group: field(SOURCE, ({ source }) => source ?? {}),
  ip_range: field(RANGE, ({ rule, source }) =>
    source === undefined ? { cidr: rule.remote_ip_prefix ?? EVERYWHERE } : {},
  ),
})

export const securityGroupView = new View<GroupWithSources>({
  id: field(T.String(), ({ group }) => group.id),
  description: field(nullable(T.String()), ({ group }) => group.description),
  name: field(T.String(), ({ group }) => group.name),
  tenant_id: field(T.String(), ({ group }) => group.tenant_id),
  rules: field(T.Array(ruleView.at(0)), ({ rules }, ctx) =>
    rules.map((one) => ruleView.render(one, ctx)),
  ),
})
