import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { policyRule } from '../../kernel/policy.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { VERSIONS } from '../proxied.ts'

/** Source: nova/policies/floating_ip_pools.py. */
const LIST = policyRule({
  name: 'os_compute_api:os-floating-ip-pools',
  check: '@',
  description: 'List pools of floating IPs.',
  scopes: ['project'],
  operations: [{ method: 'GET', path: '/os-floating-ip-pools' }],
})

const list = operation({
  id: 'floating_ip_pools.list',
  method: 'GET',
  path: '/os-floating-ip-pools',
  summary: 'List pools of floating IPs, which are the external networks',
  versions: VERSIONS,
  policy: LIST,
  query: NO_QUERY,
  response: { 200: closed({ floating_ip_pools: T.Array(closed({ name: T.String() })) }) },
  errors: [403],
  async handle({ tx, ctx, env }) {
    const network = env.facades.network.proxyFor(ctx)
    const pools = await network.networks(tx, { 'router:external': 'True' })
    return { floating_ip_pools: pools.map(({ id, name }) => ({ name: name || id })) }
  },
})

export const floatingIpPoolOperations = [list]
