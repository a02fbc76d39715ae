/**
 * The attributes of NDP proxies. Source: openstack/neutron-lib neutron_lib/api/definitions/l3_ndp_proxy.py.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { ipAddress, nameString, orNone, string, uuid } from '../../kernel/attributes/types.ts'

export const NDP_PROXIES = standard(
  attributeTable(
    {
      resource: 'ndp_proxy',
      collection: 'ndp_proxies',
      extension: 'l3-ndp-proxy',
      isCore: true,
      owner: 'project_id',
    },
    {
      id: attribute({ type: uuid(), sort: true }),
      name: attribute({
        ...{ type: nameString(255), post: { default: '' }, put: true, filter: true, sort: true },
      }),
      project_id: attribute({ type: string(255), post: 'required', sort: true, exact: true }),
      router_id: attribute({ type: uuid(), post: 'required', sort: true }),
      port_id: attribute({ type: uuid(), post: 'required', sort: true }),
      ip_address: attribute({ type: orNone(ipAddress()), post: { default: null }, sort: true }),
    },
  ),
)

export type NdpProxyAttributes = NonNullable<(typeof NDP_PROXIES)['declared']>
