import { Type as T } from 'typebox'
import { many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { VERSIONS } from '../proxied.ts'
import { floatingIpView } from './floating-ip.view.ts'
import { allocateFloatingIp, floatingIpsOf, floatingIpTarget } from './floating-ips.usecase.ts'
import { CREATE, DELETE, LIST, SHOW } from './policies.ts'

/** Floating IPs moved to Network, which is asked. Source: nova/api/openstack/compute/floating_ips.py. */
const list = operation({
  id: 'floating_ips.list',
  method: 'GET',
  path: '/os-floating-ips',
  summary: 'List the floating IPs of the project',
  versions: VERSIONS,
  policy: LIST,
  query: NO_QUERY,
  response: { 200: many('floating_ips', floatingIpView) },
  errors: [403],
  async handle({ tx, ctx, env }) {
    return { floating_ips: floatingIpView.list(await floatingIpsOf(tx, env, ctx), ctx) }
  },
})

const create = operation({
  id: 'floating_ips.create',
  method: 'POST',
  path: '/os-floating-ips',
  summary: 'Allocate a floating IP',
  versions: VERSIONS,
  policy: CREATE,
  body: T.Unsafe<{ readonly pool?: string | null } | null>({
    type: ['object', 'null'],
    properties: { pool: { type: ['string', 'null'] } },
  }),
  bodyOptional: true,
  response: { 200: one('floating_ip', floatingIpView) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, body }) {
    const made = await allocateFloatingIp(tx, env, ctx, body?.pool ?? undefined)
    return { floating_ip: floatingIpView.render(made, ctx) }
  },
})

const show = operation({
  id: 'floating_ips.show',
  method: 'GET',
  path: '/os-floating-ips/{floating_ip_id}',
  summary: 'Show a floating IP',
  versions: VERSIONS,
  policy: SHOW,
  target: floatingIpTarget,
  query: NO_QUERY,
  response: { 200: one('floating_ip', floatingIpView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ floating_ip: floatingIpView.render(target, ctx) }),
})

const remove = operation({
  id: 'floating_ips.delete',
  method: 'DELETE',
  path: '/os-floating-ips/{floating_ip_id}',
  summary: 'Release a floating IP, wherever it leads',
  versions: VERSIONS,
  policy: DELETE,
  target: floatingIpTarget,
  success: 202,
  response: { 202: null },
  errors: [403, 404],
  handle: ({ tx, ctx, env, target }) =>
    env.facades.network.proxyFor(ctx).deleteFloatingIp(tx, target.id),
})

export const floatingIpOperations = [list, create, show, remove]
