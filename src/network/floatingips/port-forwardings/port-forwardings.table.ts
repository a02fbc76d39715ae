/**
 * The attributes of port forwardings. Source: neutron_lib/api/definitions/floating_ip_port_forwarding.py,
 * fip_pf_description.py, fip_pf_port_range.py.
 */
import { attribute, type Filter } from '../../../kernel/attributes/attribute.ts'
import { PROTOCOLS, toProtocol } from '../../../kernel/attributes/converters.ts'
import { attributeTable, extended } from '../../../kernel/attributes/table.ts'
import {
  ipAddress,
  orNone,
  portRange,
  range,
  string,
  uuid,
  values,
} from '../../../kernel/attributes/types.ts'

const put = { put: true } as const
const listed = { filter: true, sort: true } as const

const port = () => {
  return { ...orNone(range(1, 65_535)), converted: (value: unknown) => value && Number(value) }
}
/** What is no port is the port of none. */
const portFilter: Filter = (values) => {
  const ports = values.map(Number).filter((value) => value > 0 && value <= 65_535)
  return { kind: 'in', column: 'external_port', values: ports.filter(Number.isInteger) }
}

const ports = () => portRange(1, 65_535)

const plain = attributeTable(
  {
    ...{ resource: 'port_forwarding', collection: 'port_forwardings' },
    extension: 'floating-ip-port-forwarding',
  },
  {
    id: attribute({ type: uuid(), ...listed }),
    project_id: attribute({ type: string(255), post: 'required', visible: false }),
    external_port: attribute({
      ...{ ...put, type: port(), post: { default: null }, filter: portFilter, sort: true },
    }),
    internal_port: attribute({ ...put, type: port(), post: { default: null } }),
    internal_ip_address: attribute({ ...put, type: ipAddress(), post: 'required' }),
    protocol: attribute({
      ...{ ...put, ...listed, type: values(PROTOCOLS), convert: toProtocol, post: 'required' },
    }),
    internal_port_id: attribute({ ...put, ...listed, type: uuid(), post: 'required' }),
  },
)

const described = extended(plain, 'floating-ip-port-forwarding-description', {
  description: attribute({ ...put, type: string(1024), post: { default: '' }, filter: true }),
})

export const PORT_FORWARDINGS = extended(described, 'floating-ip-port-forwarding-port-ranges', {
  external_port_range: attribute({ ...put, ...listed, type: ports(), post: { default: null } }),
  internal_port_range: attribute({ ...put, type: ports(), post: { default: null } }),
})

export type PortForwardingAttributes = NonNullable<(typeof PORT_FORWARDINGS)['declared']>
