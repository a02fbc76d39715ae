import { Type as T } from 'typebox'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed, many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { IP_ADDRESS, NO_QUERY, TAG, UUID } from '../parameters.ts'
import { serverTarget } from '../servers/server-target.usecase.ts'
import { refuseContradictions } from './interface.ts'
import { interfaceView } from './interface.view.ts'
import {
  attachInterface,
  detachInterface,
  interfaceOf,
  interfacesOf,
} from './interfaces.usecase.ts'
import { CREATE, DELETE, LIST, SHOW } from './policies.ts'

/** Source: openstack/nova nova/api/openstack/compute/attach_interfaces.py. */
const ALL = '/servers/{server_id}/os-interface'
const ONE = `${ALL}/{port_id}` as const

const CHECKS = ['body', 'target', 'policy'] as const

const list = operation({
  id: 'interfaces.list',
  method: 'GET',
  path: ALL,
  summary: 'List the ports of a server',
  policy: LIST,
  checks: CHECKS,
  target: serverTarget,
  query: NO_QUERY,
  response: { 200: many('interfaceAttachments', interfaceView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const ports = await interfacesOf({ tx, ctx, env }, target)
    return { interfaceAttachments: interfaceView.list(ports, ctx) }
  },
})

const show = operation({
  id: 'interfaces.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a port of a server',
  policy: SHOW,
  checks: CHECKS,
  target: serverTarget,
  query: NO_QUERY,
  response: { 200: one('interfaceAttachment', interfaceView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, params }) {
    const shown = await interfaceOf({ tx, ctx, env }, target, params.port_id)
    return { interfaceAttachment: interfaceView.render(shown, ctx) }
  },
})

const ATTACHMENT = {
  net_id: T.Optional(UUID),
  port_id: T.Optional(UUID),
  fixed_ips: T.Optional(T.Array(closed({ ip_address: IP_ADDRESS }), { minItems: 1, maxItems: 1 })),
}

const bodyOf = (properties: Parameters<typeof closed>[0]) =>
  closed({ interfaceAttachment: T.Optional(closed(properties)) })

interface AttachmentAsked {
  readonly interfaceAttachment?: {
    readonly net_id?: string
    readonly port_id?: string
    readonly fixed_ips?: readonly { readonly ip_address: string }[]
    readonly tag?: string
  }
}

const ATTACH_BODY: Shape<AttachmentAsked> = since({
  '2.0': bodyOf(ATTACHMENT),
  '2.49': bodyOf({ ...ATTACHMENT, tag: T.Optional(TAG) }),
})

const create = operation({
  id: 'interfaces.create',
  method: 'POST',
  path: ALL,
  summary: 'Plug a server into a network',
  policy: CREATE,
  checks: CHECKS,
  target: serverTarget,
  body: ATTACH_BODY,
  response: { 200: one('interfaceAttachment', interfaceView) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body: { interfaceAttachment: sent = {} } }) {
    const { net_id: networkId, port_id: portId, tag } = sent
    const asked = { networkId, portId, tag, address: sent.fixed_ips?.[0]?.ip_address }
    refuseContradictions(asked)
    const call = { tx, ctx, env }
    const shown = await interfaceOf(call, target, await attachInterface(call, target, asked))
    return { interfaceAttachment: interfaceView.render(shown, ctx) }
  },
})

const remove = operation({
  id: 'interfaces.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Unplug a server from a network',
  policy: DELETE,
  checks: CHECKS,
  target: serverTarget,
  success: 202,
  response: { 202: null },
  errors: [403, 404, 409],
  handle: ({ tx, ctx, env, target, params }) =>
    detachInterface({ tx, ctx, env }, target, params.port_id),
})

export const interfaceOperations = [list, show, create, remove]
