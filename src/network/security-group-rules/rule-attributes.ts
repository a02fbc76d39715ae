/** What rules of groups and of templates say alike. Source: openstack/neutron neutron/extensions/securitygroup.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toText } from '../../kernel/attributes/converters.ts'
import { uuid, values } from '../../kernel/attributes/types.ts'
import { ETHERTYPES, toEthertype, toPort, toRemotePrefix, toRuleProtocol } from './rule-values.ts'

/** Clients may filter and sort by all of them, and change none. */
const LISTED = { filter: true, sort: true } as const
const NONE = { post: { default: null }, ...LISTED } as const

export const RULE_ID = { id: attribute({ type: uuid(), ...LISTED }) }

/** Any value: it is looked for. */
export const REMOTE_GROUP = { remote_group_id: attribute({ convert: toText, ...NONE }) }
export const REMOTE_ADDRESS_GROUP = {
  remote_address_group_id: attribute({ convert: toText, ...NONE }),
}

export const LET_THROUGH = {
  direction: attribute({ type: values(['ingress', 'egress']), post: 'required', ...LISTED }),
  protocol: attribute({ convert: toRuleProtocol, ...NONE }),
  port_range_min: attribute({ convert: toPort, ...NONE }),
  port_range_max: attribute({ convert: toPort, ...NONE }),
  ethertype: attribute({
    ...{ type: values(ETHERTYPES), convert: toEthertype, post: { default: 'IPv4' }, ...LISTED },
  }),
  remote_ip_prefix: attribute({ convert: toRemotePrefix, ...NONE }),
}
