/**
 * The attributes of ports. Source: openstack/neutron-lib neutron_lib/api/definitions/port.py, and the
 * definitions of the extensions named; `security_groups` of neutron/extensions/securitygroup.py.
 */
import { Type as T } from 'typebox'
import {
  attribute,
  type AttributeRules,
  type AttributeType,
  type Filter,
} from '../../kernel/attributes/attribute.ts'
import {
  ifNotNone,
  keyValues,
  noneToEmptyList,
  toBoolean,
  toInteger,
  toLowerCase,
  toSanitizedMac,
} from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  allowedAddressPairs,
  dict,
  dnsDomainName,
  dnsHostName,
  fixedIps,
  listOf,
  listOfAnyDict,
  macAddress,
  nameString,
  onelineNotEmptyString,
  orNone,
  string,
  uuid,
  values,
} from '../../kernel/attributes/types.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { DEFAULT } from '../base-rules.ts'
import { STOCK_NETWORK_OPTIONS } from '../options.ts'
import type { TrunkDetails } from '../trunks/trunk-details.ts'
import { PORT_ATTRIBUTES } from './ports.policies.ts'

type Guarded = keyof typeof PORT_ATTRIBUTES

/** The rules of an attribute, and of its members. */
function rules(name: Guarded): AttributeRules {
  return PORT_ATTRIBUTES[name]
}

/** `fixed_ips=subnet_id=…`: several of one key mean any of them; other keys do nothing. */
const fixedIpsFilter: Filter = (sent) => {
  const asked = keyValues(sent)
  const of: Condition[] = []
  const member = (key: string, relation: string) => {
    const names = asked.get(key)
    if (names) of.push({ kind: 'members', relation, names, held: 'any' })
  }
  member('subnet_id', 'subnet_ids')
  member('ip_address', 'ip_addresses')
  const parts = asked.get('ip_address_substr')
  if (parts) of.push({ kind: 'any', of: parts.map(partOfAddress) })
  return { kind: 'all', of }
}

function partOfAddress(text: string): Condition {
  return { kind: 'text', column: 'addresses', place: 'contains', text, caseless: true }
}

const inGroups: Filter = (ids) => {
  const names = ids.map((id) => String(id).toLowerCase())
  return { kind: 'members', relation: 'security_groups', names, held: 'any' }
}

/** A list of which clients only read. */
function list<V>(): AttributeType<readonly V[]> {
  return { schema: T.Array(T.Unknown()), column: undefined, reason: () => undefined }
}

const trunkDetails: AttributeType<TrunkDetails> = {
  ...{ schema: T.Object({}), column: undefined, reason: () => undefined },
}

export interface DnsAssignment {
  readonly ip_address: string
  readonly hostname: string
  readonly fqdn: string
}

/** Options that may have no value. */
export const BLANK_DHCP_OPTS = ['router', 'classless-static-route'] as const

const CORE = { isCore: true, fallback: DEFAULT } as const

const plain = attributeTable(
  { resource: 'port', collection: 'ports', extension: 'port', ...CORE },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true },
      ...{ filter: true, sort: true },
    }),
    network_id: attribute({ type: uuid(), post: 'required', filter: true, sort: true }),
    admin_state_up: attribute({
      ...{ convert: toBoolean, post: { default: true }, put: true, filter: true, sort: true },
    }),
    mac_address: attribute({
      ...{ type: orNone(macAddress()), convert: ifNotNone(toSanitizedMac) },
      ...{ post: 'optional', put: true, filter: true, sort: true, rules: rules('mac_address') },
    }),
    fixed_ips: attribute({
      ...{ type: fixedIps(), post: 'optional', put: true, rules: rules('fixed_ips') },
      filter: fixedIpsFilter,
    }),
    device_id: attribute({
      ...{ type: string(255), post: { default: '' }, put: true, rules: rules('device_id') },
      ...{ filter: true, sort: true },
    }),
    device_owner: attribute({
      ...{ type: string(255), post: { default: '' }, put: true, rules: rules('device_owner') },
      ...{ filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    status: attribute({ type: string(), filter: true, sort: true }),
  },
)

const paired = extended(plain, 'allowed-address-pairs', {
  allowed_address_pairs: attribute({
    type: allowedAddressPairs(STOCK_NETWORK_OPTIONS.maxAllowedAddressPairs),
    convert: noneToEmptyList,
    ...{ post: 'optional', put: true, rules: rules('allowed_address_pairs') },
  }),
})

const IP_VERSION = { ip_version: { type: values([4, 6]), convert: toInteger } }

const configured = extended(paired, 'extra_dhcp_opt', {
  extra_dhcp_opts: attribute({
    type: listOfAnyDict(
      {
        opt_name: { type: values(BLANK_DHCP_OPTS), required: true },
        opt_value: { type: orNone(string(255)), required: true },
        ...IP_VERSION,
      },
      {
        opt_name: { type: onelineNotEmptyString(64), required: true },
        opt_value: { type: orNone(onelineNotEmptyString(255)), required: true },
        ...IP_VERSION,
      },
    ),
    ...{ post: { default: null }, put: true },
  }),
})

const grouped = extended(configured, 'security-group', {
  security_groups: attribute({
    ...{ type: listOf(uuid()), convert: noneToEmptyList, post: 'optional', put: true },
    filter: inGroups,
  }),
})

/** What a machine plugs in. */
export const VNIC_TYPES = [
  'normal',
  'direct',
  'macvtap',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
] as const

const bound = extended(grouped, 'binding', {
  'binding:vnic_type': attribute({
    ...{ type: values(VNIC_TYPES), post: { default: 'normal' }, put: true },
    ...{ rules: rules('binding:vnic_type'), stored: 'vnic_type' },
  }),
  'binding:host_id': attribute({
    ...{ type: orNone(string()), post: 'optional', put: true, stored: 'host_id', filter: true },
    rules: rules('binding:host_id'),
  }),
  'binding:profile': attribute({
    ...{ type: orNone(dict()), post: 'optional', put: true, stored: 'profile' },
    rules: rules('binding:profile'),
  }),
  'binding:vif_type': attribute({
    ...{ type: string(), rules: rules('binding:vif_type'), stored: 'vif_type' },
  }),
  'binding:vif_details': attribute({
    ...{ type: dict(), rules: rules('binding:vif_details'), stored: 'vif_details' },
  }),
})

const secured = extended(bound, 'port-security', {
  port_security_enabled: attribute({
    ...{ convert: toBoolean, post: 'optional', put: true },
    rules: rules('port_security_enabled'),
  }),
})

const limited = extended(secured, 'qos', {
  qos_policy_id: attribute({
    type: orNone(uuid()),
    post: { default: null },
    put: true,
    judged: true,
  }),
})

const limitedByNetwork = extended(limited, 'qos-port-network-policy', {
  qos_network_policy_id: attribute({ type: orNone(uuid()) }),
})

const named = extended(limitedByNetwork, 'dns-integration', {
  dns_name: attribute({
    ...{ type: dnsHostName(255), convert: toLowerCase, post: { default: '' }, put: true },
  }),
  dns_assignment: attribute({ type: list<DnsAssignment>() }),
})

const inDomain = extended(named, 'dns-domain-ports', {
  dns_domain: attribute({
    ...{ type: dnsDomainName(255), convert: toLowerCase, post: { default: '' }, put: true },
  }),
})

const uplinked = extended(inDomain, 'uplink-status-propagation', {
  propagate_uplink_status: attribute({ convert: toBoolean, post: { default: true } }),
})

const profiled = extended(uplinked, 'port-device-profile', {
  device_profile: attribute({
    ...{ type: orNone(string(255)), post: { default: null }, visible: false },
  }),
})

const AFFINITIES = ['required', 'preferred', 'legacy', 'socket'] as const

const placed = extended(profiled, 'port-numa-affinity-policy-socket', {
  numa_affinity_policy: attribute({
    ...{ type: orNone(values(AFFINITIES)), post: { default: null }, put: true, visible: false },
  }),
})

const requesting = extended(placed, 'port-resource-request', {
  resource_request: attribute({ type: orNone(dict()), rules: rules('resource_request') }),
})

const allocated = extended(requesting, 'ip_allocation', {
  ip_allocation: attribute({ type: string(), filter: true, sort: true }),
})

const trunked = extended(allocated, 'trunk-details', {
  trunk_details: attribute({ type: trunkDetails }),
})

const tagged = tagging(trunked)

/** Ports are the only resource that gets its tags when it is created. */
export const PORTS = extended(tagged, 'tag-ports-during-bulk-creation', {
  tags: attribute({
    ...{ type: listOf(string(255)), post: { default: [] } },
    filter: tagged.attributes.get('tags')!.filter,
  }),
})
