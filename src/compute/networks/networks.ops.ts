import { many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { VERSIONS } from '../proxied.ts'
import { networkTarget } from './network-target.usecase.ts'
import { networkView } from './network.view.ts'
import { LIST, SHOW } from './policies.ts'

/** Networks moved to Network, which is asked. Source: nova/api/openstack/compute/networks.py. */
const list = operation({
  id: 'networks.list',
  method: 'GET',
  path: '/os-networks',
  summary: 'List networks',
  versions: VERSIONS,
  policy: LIST,
  query: NO_QUERY,
  response: { 200: many('networks', networkView) },
  errors: [403],
  async handle({ tx, ctx, env }) {
    return { networks: networkView.list(await env.facades.network.proxyFor(ctx).networks(tx), ctx) }
  },
})

const show = operation({
  id: 'networks.show',
  method: 'GET',
  path: '/os-networks/{network_id}',
  summary: 'Show a network',
  versions: VERSIONS,
  policy: SHOW,
  target: networkTarget,
  query: NO_QUERY,
  response: { 200: one('network', networkView) },
  errors: [403, 404],
  handle: ({ ctx, target: network }) => ({ network: networkView.render(network, ctx) }),
})

export const networkOperations = [list, show]
