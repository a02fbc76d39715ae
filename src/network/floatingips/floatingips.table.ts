/**
 * The attributes of floating IPs. Source: openstack/neutron-lib neutron_lib/api/definitions/l3.py, and
 * the definitions of the extensions named.
 */
import { Type as T } from 'typebox'
import { attribute, type AttributeType } from '../../kernel/attributes/attribute.ts'
import { toLowerCase } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  dnsDomainName,
  fipDnsHostName,
  ipAddress,
  orNone,
  string,
  uuid,
} from '../../kernel/attributes/types.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { DEFAULT } from '../base-rules.ts'
import type { ShownForwarding } from './port-forwardings/forwarding.ts'
import { chooseAddress } from './floatingips.policies.ts'

/** What answers show of the port that a floating IP is for. */
export interface PortDetails {
  readonly name: string
  readonly network_id: string
  readonly mac_address: string
  readonly admin_state_up: boolean
  readonly status: string
  readonly device_id: string
  readonly device_owner: string
}

const portDetails: AttributeType<PortDetails | null> = {
  schema: nullable(
    closed({
      name: T.String(),
      network_id: T.String(),
      mac_address: T.String(),
      admin_state_up: T.Boolean(),
      status: T.String(),
      device_id: T.String(),
      device_owner: T.String(),
    }),
  ),
  column: undefined,
  reason: () => undefined,
}

const plain = attributeTable(
  { resource: 'floatingip', collection: 'floatingips', extension: 'router', fallback: DEFAULT },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    floating_ip_address: attribute({
      ...{ type: orNone(ipAddress()), post: { default: null }, filter: true, sort: true },
      rules: { post: chooseAddress },
    }),
    subnet_id: attribute({ type: orNone(uuid()), post: { default: null }, visible: false }),
    floating_network_id: attribute({ type: uuid(), post: 'required', filter: true, sort: true }),
    port_id: attribute({
      ...{ type: orNone(uuid()), post: { default: null }, put: true, stored: 'fixed_port_id' },
      ...{ filter: true, judgedUnchanged: true },
    }),
    fixed_ip_address: attribute({
      ...{ type: orNone(ipAddress()), post: { default: null }, put: true },
      ...{ filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    status: attribute({ type: string(), filter: true, sort: true }),
  },
)

const routed = extended(plain, 'floating-ip-router-writable', {
  router_id: attribute({
    ...{ type: orNone(uuid()), post: { default: null }, put: true, filter: true, sort: true },
  }),
})

const limited = extended(routed, 'qos-fip', {
  qos_policy_id: attribute({
    ...{ type: orNone(uuid()), post: { default: null }, put: true, judged: true },
  }),
})

const detailed = extended(limited, 'fip-port-details', {
  port_details: attribute({ type: portDetails }),
})

/** There is no DNS service to tell: names are looked at, and not kept. */
const named = extended(detailed, 'dns-integration', {
  dns_domain: attribute({
    ...{ type: dnsDomainName(255), convert: toLowerCase, post: { default: '' } },
  }),
  dns_name: attribute({
    ...{ type: fipDnsHostName(255), convert: toLowerCase, post: { default: '' } },
  }),
})

const forwarding = extended(named, 'expose-port-forwarding-in-fip', {
  port_forwardings: attribute<readonly ShownForwarding[]>({
    shows: T.Array(
      closed({
        id: T.String(),
        protocol: T.String(),
        internal_ip_address: T.String(),
        internal_port_id: T.String(),
        internal_port: T.Optional(T.Integer()),
        external_port: T.Optional(T.Integer()),
      }),
    ),
  }),
})

export const FLOATING_IPS = tagging(forwarding)

export type FloatingIpAttributes = NonNullable<(typeof FLOATING_IPS)['declared']>
