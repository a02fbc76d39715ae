/** What actions of Network act on that have rules of their own. */
export const NETWORK_ACTIONS: Readonly<Record<string, string>> = {
  add_prefixes: 'subnetpool',
  remove_prefixes: 'subnetpool',
  onboard_network_subnets: 'subnetpool',
  add_addresses: 'address_group',
  remove_addresses: 'address_group',
  add_router_interface: 'router',
  remove_router_interface: 'router',
  add_extraroutes: 'router',
  remove_extraroutes: 'router',
  add_external_gateways: 'router',
  update_external_gateways: 'router',
  remove_external_gateways: 'router',
  add_subports: 'trunk',
  remove_subports: 'trunk',
}
