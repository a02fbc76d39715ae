import { Type as T } from 'typebox'
import type { ShownNetwork } from '../../network/facade.ts'
import { field, View } from '../../kernel/view.ts'
import { CONTEXT_IS_ADMIN } from '../base-rules.ts'

/**
 * What is left of the networks that Compute kept itself: all but two of their fields are empty.
 * Source: openstack/nova nova/api/openstack/compute/networks.py (network_dict).
 */
const BEFORE_LABEL = [
  ...['cidr', 'netmask', 'gateway', 'broadcast', 'dns1', 'dns2'],
  ...['cidr_v6', 'gateway_v6'],
]
const OF_ADMINISTRATORS = [
  ...['created_at', 'updated_at', 'deleted_at', 'deleted', 'injected', 'bridge', 'vlan'],
  ...['vpn_public_address', 'vpn_public_port', 'vpn_private_address', 'dhcp_start', 'project_id'],
  ...['host', 'bridge_interface', 'multi_host', 'priority', 'rxtx_base', 'mtu', 'dhcp_server'],
  ...['enable_dhcp', 'share_address'],
]

const none = field<ShownNetwork>(T.Null(), () => null)
const noneForOthers = field<ShownNetwork>(T.Null(), () => null, { rule: CONTEXT_IS_ADMIN })

export const networkView = new View<ShownNetwork>({
  id: field(T.String(), ({ id }) => id),
  ...Object.fromEntries(BEFORE_LABEL.map((name) => [name, none])),
  label: field(T.String(), ({ name }) => name),
  netmask_v6: none,
  ...Object.fromEntries(OF_ADMINISTRATORS.map((name) => [name, noneForOthers])),
})
