import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { adminRule, projectRule } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { IP_ADDRESS } from '../parameters.ts'
import { ON_SERVER } from '../servers/on-server.usecase.ts'
import { refuseServerAction } from '../servers/server-actions.ts'
import { INJECT, type FloatingIpAsked } from './addresses.ts'
import {
  addFixedIp,
  addFloatingIp,
  reachedTarget,
  removeFixedIp,
  removeFloatingIp,
} from './addresses.usecase.ts'

/** Sources: nova/policies/{multinic,floating_ips,admin_actions}.py. */
const rule = (name: string, description: string, action: string) =>
  projectRule('member', name, description, 'POST', `${ON_SERVER.path} (${action})`)

const VERSIONS = ['2.1', '2.43'] as const

const addFixed = operation({
  ...ON_SERVER,
  id: 'servers.add_fixed_ip',
  action: 'addFixedIp',
  summary: 'Give a server an address more on a network that it is on',
  versions: VERSIONS,
  policy: rule('os-multinic:add', 'Give a server an address more.', 'addFixedIp'),
  body: closed({
    addFixedIp: closed({
      networkId: T.Unsafe<string | number>({
        type: ['string', 'number'],
        minLength: 1,
        maxLength: 36,
      }),
    }),
  }),
  handle: ({ tx, ctx, env, target, body }) =>
    addFixedIp({ tx, ctx, env }, target, String(body.addFixedIp.networkId)),
})

const removeFixed = operation({
  ...ON_SERVER,
  id: 'servers.remove_fixed_ip',
  action: 'removeFixedIp',
  summary: 'Take an address from a server',
  versions: VERSIONS,
  policy: rule('os-multinic:remove', 'Take an address from a server.', 'removeFixedIp'),
  body: closed({ removeFixedIp: closed({ address: IP_ADDRESS }) }),
  handle: ({ tx, ctx, env, target, body }) =>
    removeFixedIp({ tx, ctx, env }, target, body.removeFixedIp.address),
})

const addFloating = operation({
  ...ON_SERVER,
  id: 'servers.add_floating_ip',
  action: 'addFloatingIp',
  summary: 'Let a floating IP lead to a server',
  versions: VERSIONS,
  policy: rule('os-floating-ips:add', 'Let a floating IP lead to a server.', 'addFloatingIp'),
  body: closed({
    addFloatingIp: T.Unsafe<FloatingIpAsked>(
      closed({ address: IP_ADDRESS, fixed_address: T.Optional(IP_ADDRESS) }),
    ),
  }),
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target, body }) =>
    addFloatingIp({ tx, ctx, env }, target, body.addFloatingIp),
})

const removeFloating = operation({
  ...ON_SERVER,
  id: 'servers.remove_floating_ip',
  action: 'removeFloatingIp',
  summary: 'Let a floating IP no longer lead to a server',
  versions: VERSIONS,
  policy: rule(
    'os-floating-ips:remove',
    'Let a floating IP no longer lead to a server.',
    'removeFloatingIp',
  ),
  target: reachedTarget,
  body: closed({ removeFloatingIp: closed({ address: IP_ADDRESS }) }),
  handle: ({ tx, ctx, env, target, params, body }) =>
    removeFloatingIp(
      { tx, ctx, env },
      target,
      params.server_id.toLowerCase(),
      body.removeFloatingIp.address,
    ),
})

/** What the machine is told here it knows already. Source: nova/api/openstack/compute/admin_actions.py. */
const inject = operation({
  ...ON_SERVER,
  id: 'servers.inject_network_info',
  action: 'injectNetworkInfo',
  summary: 'Tell the machine of a server how it is plugged in',
  policy: adminRule(
    'os_compute_api:os-admin-actions:inject_network_info',
    'Tell the machine of a server how it is plugged in.',
    'POST',
    `${ON_SERVER.path} (injectNetworkInfo)`,
  ),
  body: T.Object({ injectNetworkInfo: T.Unknown() }, { additionalProperties: true }),
  errors: [403, 404, 409],
  handle: ({ ctx, target }) => refuseServerAction(INJECT, target, ctx),
})

export const addressOperations = [addFixed, removeFixed, addFloating, removeFloating, inject]
