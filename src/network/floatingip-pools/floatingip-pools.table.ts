/**
 * The attributes of pools of floating IPs. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/floatingip_pools.py.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { orNone, string, subnet, uuid } from '../../kernel/attributes/types.ts'

export const FLOATING_IP_POOLS = attributeTable(
  {
    ...{
      resource: 'floatingip_pool',
      collection: 'floatingip_pools',
      extension: 'floatingip-pools',
    },
    isCore: true,
  },
  {
    subnet_id: attribute({ type: uuid() }),
    subnet_name: attribute({ type: string(255) }),
    project_id: attribute({ type: string(255) }),
    network_id: attribute({ type: uuid() }),
    cidr: attribute({ type: orNone(subnet()) }),
  },
)
