/**
 * The attributes of routers. Source: openstack/neutron-lib neutron_lib/api/definitions/l3.py, and the
 * definitions of the extensions named.
 */
import { Type as T } from 'typebox'
import { attribute, type AttributeType, type Filter } from '../../kernel/attributes/attribute.ts'
import {
  ifNotNone,
  noneToEmptyList,
  toBoolean,
  toText,
} from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  availabilityZoneHints,
  boolean,
  dict,
  fixedIps,
  hostRoutes,
  listOf,
  nameString,
  orNoData,
  orNone,
  string,
  uuid,
} from '../../kernel/attributes/types.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { DEFAULT } from '../base-rules.ts'
import type { ConntrackHelper } from './conntrack-helpers/conntrack-helpers.ts'
import { ROUTER_ATTRIBUTES } from './routers.policies.ts'
import type { SentGateway } from './gateways.ts'

/** How a router reaches an external network, as it is asked for. */
export const ASKED_GATEWAY = dict({
  network_id: { type: uuid(), required: true },
  external_fixed_ips: { type: fixedIps() },
  enable_snat: { type: boolean(), convert: toBoolean },
  qos_policy_id: { type: orNone(uuid()) },
})

const gateway: AttributeType<SentGateway | null> = orNoData(
  ASKED_GATEWAY,
) as AttributeType<SentGateway | null>

const PLACE = {
  network_id: T.String(),
  external_fixed_ips: T.Array(closed({ subnet_id: T.String(), ip_address: T.String() })),
}

const GATEWAY = nullable(
  closed({
    ...PLACE,
    enable_snat: T.Boolean(),
    qos_policy_id: T.Optional(nullable(T.String())),
  }),
)

const plain = attributeTable(
  { resource: 'router', collection: 'routers', extension: 'router', fallback: DEFAULT },
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
    status: attribute({ type: string(), sort: true }),
  },
)

const reaching = extended(plain, 'ext-gw-mode', {
  external_gateway_info: attribute({
    ...{ type: gateway, shows: GATEWAY, post: { default: null }, put: true },
    rules: ROUTER_ATTRIBUTES.external_gateway_info,
  }),
})

const highlyAvailable = extended(reaching, 'l3-ha', {
  ha: attribute({
    ...{ convert: ifNotNone(toBoolean), post: 'optional', put: true },
    rules: ROUTER_ATTRIBUTES.ha,
  }),
})

const multihomed = extended(highlyAvailable, 'external-gateway-multihoming', {
  external_gateways: attribute({ shows: T.Array(closed(PLACE)), judged: true }),
})

const flavored = extended(multihomed, 'l3-flavors', {
  flavor_id: attribute({ convert: toText, post: 'optional', judged: true, sort: true }),
})

const distributed = extended(flavored, 'dvr', {
  distributed: attribute({
    ...{ convert: ifNotNone(toBoolean), post: 'optional', put: true },
    rules: ROUTER_ATTRIBUTES.distributed,
  }),
})

const zoned = extended(distributed, 'router_availability_zone', {
  availability_zone_hints: attribute({ type: availabilityZoneHints(), post: { default: [] } }),
  availability_zones: attribute({ type: listOf(string()) }),
})

const routing = extended(zoned, 'extraroute', {
  routes: attribute({ type: hostRoutes(), convert: noneToEmptyList, put: true }),
})

const watched = extended(routing, 'enable-default-route-bfd', {
  enable_default_route_bfd: attribute({
    ...{ convert: ifNotNone(toBoolean), post: { default: null }, put: true },
    rules: ROUTER_ATTRIBUTES.enable_default_route_bfd,
  }),
})

const balanced = extended(watched, 'enable-default-route-ecmp', {
  enable_default_route_ecmp: attribute({
    ...{ convert: ifNotNone(toBoolean), post: { default: null }, put: true },
    rules: ROUTER_ATTRIBUTES.enable_default_route_ecmp,
  }),
})

/** What the router was told, whether it has a gateway or not. */
const proxyFilter: Filter = (values) => {
  return { kind: 'in', column: 'ndp_proxy', values: values.map((value) => Number(value)) }
}

const helping = extended(balanced, 'expose-l3-conntrack-helper', {
  conntrack_helpers: attribute<readonly ConntrackHelper[]>({
    shows: T.Array(closed({ protocol: T.String(), port: T.Integer(), helper: T.String() })),
  }),
})

const proxying = extended(helping, 'l3-ext-ndp-proxy', {
  enable_ndp_proxy: attribute({
    ...{ convert: ifNotNone(toBoolean), post: 'optional', put: true, filter: proxyFilter },
  }),
})

export const ROUTERS = tagging(proxying)

export type RouterAttributes = NonNullable<(typeof ROUTERS)['declared']>
