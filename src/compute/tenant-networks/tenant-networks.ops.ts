import { Type as T } from 'typebox'
import { field, many, one, View } from '../../kernel/view.ts'
import type { ShownNetwork } from '../../network/facade.ts'
import { networkTarget } from '../networks/network-target.usecase.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { projectRule } from '../base-rules.ts'
import { VERSIONS } from '../proxied.ts'

/** Source: openstack/nova nova/api/openstack/compute/tenant_networks.py, nova/policies/tenant_networks.py. */
const ROOT = '/os-tenant-networks'
const NAME = 'os-tenant-networks'

const LIST = projectRule('reader', `${NAME}:list`, 'List networks of a project.', 'GET', ROOT)
const SHOW = projectRule(
  'reader',
  `${NAME}:show`,
  'Show a network of a project.',
  'GET',
  `${ROOT}/{network_id}`,
)

/** That there is no prefix has always been said in words. */
const tenantNetworkView = new View<ShownNetwork>({
  id: field(T.String(), ({ id }) => id),
  cidr: field(T.String(), () => 'None'),
  label: field(T.String(), ({ name }) => name),
})

const list = operation({
  id: 'tenant_networks.list',
  method: 'GET',
  path: ROOT,
  summary: 'List networks',
  versions: VERSIONS,
  policy: LIST,
  query: NO_QUERY,
  response: { 200: many('networks', tenantNetworkView) },
  errors: [403],
  async handle({ tx, ctx, env }) {
    const networks = await env.facades.network.proxyFor(ctx).networks(tx)
    return { networks: tenantNetworkView.list(networks, ctx) }
  },
})

const show = operation({
  id: 'tenant_networks.show',
  method: 'GET',
  path: `${ROOT}/{network_id}`,
  summary: 'Show a network',
  versions: VERSIONS,
  policy: SHOW,
  target: networkTarget,
  query: NO_QUERY,
  response: { 200: one('network', tenantNetworkView) },
  errors: [403, 404],
  handle: ({ ctx, target: network }) => ({ network: tenantNetworkView.render(network, ctx) }),
})

export const tenantNetworkOperations = [list, show]
