/** Who may do what with routers and floating IPs, by operation. */
export const L3: Readonly<Record<string, string>> = {
  'routers.list': 'any token',
  'routers.create': 'network maker',
  'routers.show': 'owned router, reader',
  'routers.update': 'owned router, member',
  'routers.delete': 'owned router, member',
  'routers.add_router_interface': 'owned router, member',
  'routers.remove_router_interface': 'owned router, member',
  'routers.add_extraroutes': 'owned router, member',
  'routers.remove_extraroutes': 'owned router, member',
  'routers.add_external_gateways': 'owned router, member',
  'routers.update_external_gateways': 'owned router, member',
  'routers.remove_external_gateways': 'owned router, member',

  'ndp_proxies.list': 'any token',
  // As who makes trunks, he misses the port of another project.
  'ndp_proxies.create': 'trunk maker',
  'ndp_proxies.show': 'owned router, reader',
  'ndp_proxies.update': 'owned router, member',
  'ndp_proxies.delete': 'owned router, member',

  'floatingips.list': 'any token',
  'floatingips.create': 'network maker',
  'floatingips.show': 'owned router, reader',
  'floatingips.update': 'owned router, member',
  'floatingips.delete': 'owned router, member',
  'floatingip_pools.list': 'any token',
}
