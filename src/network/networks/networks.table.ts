/**
 * The attributes of networks. Source: openstack/neutron-lib neutron_lib/api/definitions/network.py, and
 * the definitions of the extensions named.
 */
import { attribute, type Filter } from '../../kernel/attributes/attribute.ts'
import { toBoolean, toInteger, toLowerCase } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  availabilityZoneHints,
  dnsDomainName,
  listOf,
  nameString,
  networkSegments,
  nonNegative,
  orNone,
  string,
  uuid,
} from '../../kernel/attributes/types.ts'
import { DEFAULT } from '../base-rules.ts'
import { PASSED_OVER } from '../lists.ts'
import { sharedFilter } from '../rbac/grants.ts'
import { NETWORK_ATTRIBUTES } from './networks.policies.ts'

const { post, put, get } = NETWORK_ATTRIBUTES

type Guarded = keyof typeof put

/** The rules of an attribute. */
function rules(name: Guarded) {
  const seen: Partial<Record<Guarded, (typeof get)[keyof typeof get]>> = get
  const rule = seen[name]
  return { post: post[name], put: put[name], ...(rule && { get: rule }) }
}

const plain = attributeTable(
  {
    ...{ resource: 'network', collection: 'networks', extension: 'network' },
    ...{ isCore: true, fallback: DEFAULT },
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true },
      ...{ filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    admin_state_up: attribute({
      ...{ convert: toBoolean, post: { default: true }, put: true, filter: true, sort: true },
    }),
    status: attribute({ type: string(), filter: true, sort: true }),
    subnets: attribute({ type: listOf(uuid()) }),
    shared: attribute({
      ...{ convert: toBoolean, post: { default: false }, put: true, rules: rules('shared') },
      ...{ filter: sharedFilter, judgedUnchanged: true },
    }),
  },
)

// In the order in which Neutron judges and refuses them.
const external = extended(plain, 'external-net', {
  'router:external': attribute({
    ...{ convert: toBoolean, post: { default: false }, put: true, filter: true },
    ...{ rules: rules('router:external'), stored: 'external', judgedUnchanged: true },
  }),
})

const several = extended(external, 'multi-provider', {
  segments: attribute({
    ...{ type: networkSegments(), post: 'optional', put: true, rules: rules('segments') },
  }),
})

const withMtu = extended(several, 'net-mtu-writable', {
  mtu: attribute({
    ...{ type: nonNegative(), convert: toInteger, post: { default: 0 }, put: true },
    ...{ filter: true, sort: true, judged: true },
  }),
})

const guarded = extended(withMtu, 'port-security', {
  port_security_enabled: attribute({
    ...{ convert: toBoolean, post: { default: true }, put: true },
    rules: rules('port_security_enabled'),
  }),
})

/** What one of the segments of a network fulfils. */
function ofSegment(relation: string): Filter {
  return (values) => ({ kind: 'members', relation, names: values.map(String), held: 'any' })
}

const provider = extended(guarded, 'provider', {
  'provider:network_type': attribute({
    ...{ type: string(32), post: 'optional', put: true, nullable: true },
    ...{ rules: rules('provider:network_type'), filter: ofSegment('network_types') },
  }),
  'provider:physical_network': attribute({
    ...{ type: string(64), post: 'optional', put: true, nullable: true },
    ...{ rules: rules('provider:physical_network'), filter: ofSegment('physical_networks') },
  }),
  'provider:segmentation_id': attribute({
    ...{ convert: toInteger, post: 'optional', put: true, nullable: true },
    ...{ rules: rules('provider:segmentation_id'), filter: ofSegment('segmentation_ids') },
  }),
})

const limited = extended(provider, 'qos', {
  qos_policy_id: attribute({
    ...{ type: orNone(uuid()), post: { default: null }, put: true, judged: true },
  }),
})

/** Shown of external networks, and of one that was just made. */
const automatic = extended(limited, 'auto-allocated-topology', {
  is_default: attribute({
    ...{ convert: toBoolean, post: { default: false }, put: true, filter: PASSED_OVER },
    ...{ rules: rules('is_default'), judgedUnchanged: true },
  }),
})

const zoned = extended(automatic, 'network_availability_zone', {
  availability_zone_hints: attribute({
    ...{ type: availabilityZoneHints(), post: { default: [] } },
  }),
  availability_zones: attribute({ type: listOf(string()) }),
})

const named = extended(zoned, 'dns-integration', {
  dns_domain: attribute({
    ...{ type: dnsDomainName(255), convert: toLowerCase, post: { default: '' }, put: true },
  }),
})

const scoped = extended(named, 'address-scope', {
  ipv4_address_scope: attribute({ type: orNone(uuid()) }),
  ipv6_address_scope: attribute({ type: orNone(uuid()) }),
})

const adjacent = extended(scoped, 'l2_adjacency', {
  l2_adjacency: attribute({ convert: toBoolean }),
})

const available = extended(adjacent, 'network_ha', {
  ha: attribute({ convert: toBoolean, post: { default: false }, visible: false }),
})

export const NETWORKS = tagging(available)
