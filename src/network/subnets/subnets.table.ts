/**
 * The attributes of subnets. Source: openstack/neutron-lib neutron_lib/api/definitions/subnet.py, and
 * the definitions of the extensions named.
 */
import { attribute, type Converter, type Filter } from '../../kernel/attributes/attribute.ts'
import {
  noneToEmptyList,
  toBoolean,
  toCanonicalCidr,
  toCanonicalIp,
  toCanonicalPools,
  toInteger,
} from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  hostRoutes,
  ipAddress,
  ipPools,
  nameservers,
  nameString,
  nonNegative,
  orNone,
  string,
  subnet,
  subnetpoolId,
  subnetServiceTypes,
  uuid,
  values,
} from '../../kernel/attributes/types.ts'
import { ACCESS_EXTERNAL, sharedFilter } from '../rbac/grants.ts'
import { SUBNET_ATTRIBUTES } from './subnets.policies.ts'

/** Owners of ports that a subnet may be kept for: the cloud itself, and servers. */
const OWNERS = /^(?:network:|neutron:|[compute:])/

const modes = () => orNone(values(['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac']))

const plain = attributeTable(
  { resource: 'subnet', collection: 'subnets', extension: 'subnet', isCore: true },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true, filter: true, sort: true },
    }),
    ip_version: attribute({
      ...{
        type: values([4, 6]),
        convert: toInteger as Converter<4 | 6>,
        post: 'required',
        filter: true,
        sort: true,
      },
    }),
    network_id: attribute({ type: uuid(), post: 'required', filter: true, sort: true }),
    subnetpool_id: attribute({
      ...{ type: orNone(subnetpoolId(uuid())), post: 'optional', filter: true, sort: true },
    }),
    prefixlen: attribute({
      ...{ type: nonNegative(), convert: toInteger, post: 'optional', visible: false },
    }),
    cidr: attribute({
      ...{ type: subnet(), convert: toCanonicalCidr, post: 'optional' },
      ...{ filter: true, sort: true },
    }),
    gateway_ip: attribute({
      ...{ type: orNone(ipAddress()), convert: toCanonicalIp, post: 'optional', put: true },
      ...{ filter: true, sort: true },
    }),
    allocation_pools: attribute({
      ...{ type: ipPools(), convert: toCanonicalPools, post: 'optional', put: true },
    }),
    dns_nameservers: attribute({
      ...{ type: nameservers(), convert: noneToEmptyList, post: 'optional', put: true },
    }),
    host_routes: attribute({
      ...{ type: hostRoutes(), convert: noneToEmptyList, post: 'optional', put: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    enable_dhcp: attribute({
      ...{ convert: toBoolean, post: { default: true }, put: true, filter: true, sort: true },
    }),
    ipv6_ra_mode: attribute({ type: modes(), post: 'optional', filter: true, sort: true }),
    ipv6_address_mode: attribute({ type: modes(), post: 'optional', filter: true, sort: true }),
    shared: attribute({ convert: toBoolean, visible: false, filter: sharedFilter }),
  },
)

/** Of a network that somebody may use as an external one; the first value counts. */
const externalFilter: Filter = ([is]) => ({
  ...{ kind: 'members', relation: 'accesses', names: [ACCESS_EXTERNAL] },
  held: is === true ? 'any' : 'none',
})

const external = extended(plain, 'subnet-external-network', {
  'router:external': attribute({ convert: toBoolean, filter: externalFilter }),
})

const pooled = extended(external, 'default-subnetpools', {
  use_default_subnetpool: attribute({
    ...{ convert: toBoolean, post: { default: false }, visible: false },
  }),
})

const serving = extended(pooled, 'subnet-service-types', {
  service_types: attribute({
    ...{ type: subnetServiceTypes(OWNERS), post: 'optional', put: true },
  }),
})

const segmented = extended(serving, 'subnet-segmentid-writable', {
  segment_id: attribute({
    ...{ type: orNone(uuid()), post: { default: null }, put: true, filter: true, sort: true },
    rules: SUBNET_ATTRIBUTES.segment_id,
  }),
})

export const SUBNETS = tagging(segmented)

export type SubnetAttributes = NonNullable<(typeof SUBNETS)['declared']>
