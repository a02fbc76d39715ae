/** How volumes are attached by actions: the way before there were attachments, still in use. */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { attach, detach, refuseUserDetaching, unreserve } from '../attachments/attaching.usecase.ts'
import { connect, connectorOf, disconnect } from '../attachments/connecting.usecase.ts'
import { operation } from '../operation.ts'
import {
  ATTACH_BODY,
  bare,
  DETACH_BODY,
  FORCE_DETACH_BODY,
  INITIALIZE_CONNECTION_BODY,
  TERMINATE_CONNECTION_BODY,
} from './attach.schemas.ts'
import * as rules from './attach.policies.ts'
import { isMigrating, QUIET_VOLUME_ACTIONS, VOLUME_ACTIONS } from './volume-actions.ts'
import { volumeTarget } from './volumes.ops.ts'
import { beginAction, changeWhereAllowed } from './volumes.store.ts'

const PATH = '/volumes/{volume_id}/action'

const reserve = operation({
  id: 'volumes.reserve',
  method: 'POST',
  path: PATH,
  action: 'os-reserve',
  summary: 'Mark a volume as about to be attached',
  policy: rules.RESERVE,
  target: volumeTarget,
  body: bare('os-reserve'),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target }) {
    const { reserve: once, reserveShared: shared } = VOLUME_ACTIONS
    const action = target.multiattach === 1 ? shared : once
    await beginAction(tx, action, target, { updated_at: env.clock.isoNow() })
  },
})

const takeBackReservation = operation({
  id: 'volumes.unreserve',
  method: 'POST',
  path: PATH,
  action: 'os-unreserve',
  summary: 'Take back that a volume is about to be attached',
  policy: rules.UNRESERVE,
  target: volumeTarget,
  body: bare('os-unreserve'),
  success: 202,
  response: { 202: null },
  errors: [403, 404],
  handle: ({ tx, env, target }) => unreserve(tx, env, target),
})

const attachVolume = operation({
  id: 'volumes.attach',
  method: 'POST',
  path: PATH,
  action: 'os-attach',
  summary: 'Write down that a volume is attached',
  policy: rules.ATTACH,
  target: volumeTarget,
  body: ATTACH_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, env, target, body }) => attach(tx, env, target, body['os-attach']),
})

const beginDetaching = operation({
  id: 'volumes.begin_detaching',
  method: 'POST',
  path: PATH,
  action: 'os-begin_detaching',
  summary: 'Mark a volume as about to be detached',
  policy: rules.BEGIN_DETACHING,
  target: volumeTarget,
  body: bare('os-begin_detaching'),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target }) {
    // A migration detaches it for a moment, of which its users are to see nothing.
    if (isMigrating(target)) return
    await beginAction(tx, VOLUME_ACTIONS.beginDetaching, target, {
      updated_at: env.clock.isoNow(),
    })
  },
})

const rollDetaching = operation({
  id: 'volumes.roll_detaching',
  method: 'POST',
  path: PATH,
  action: 'os-roll_detaching',
  summary: 'Take back that a volume is about to be detached',
  policy: rules.ROLL_DETACHING,
  target: volumeTarget,
  body: bare('os-roll_detaching'),
  success: 202,
  response: { 202: null },
  errors: [403, 404],
  async handle({ tx, env, target }) {
    const changes = { updated_at: env.clock.isoNow() }
    await changeWhereAllowed(tx, QUIET_VOLUME_ACTIONS.rollDetaching, target, changes)
  },
})

const detachVolume = operation({
  id: 'volumes.detach',
  method: 'POST',
  path: PATH,
  action: 'os-detach',
  summary: 'Write down that a volume is detached',
  policy: rules.DETACH,
  target: volumeTarget,
  body: DETACH_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body }) {
    const id = body['os-detach']?.attachment_id ?? null
    await refuseUserDetaching(tx, ctx, target, id)
    await detach(tx, env, target, id)
  },
})

const initializeConnection = operation({
  id: 'volumes.initialize_connection',
  method: 'POST',
  path: PATH,
  action: 'os-initialize_connection',
  summary: 'Let a host reach a volume',
  policy: rules.INITIALIZE,
  target: volumeTarget,
  body: INITIALIZE_CONNECTION_BODY,
  transaction: 'none',
  response: {
    200: closed({
      connection_info: closed({
        driver_volume_type: T.String(),
        data: T.Record(T.String(), T.Unknown()),
        enforce_multipath: T.Unknown(),
      }),
    }),
  },
  errors: [400, 403, 404],
  async handle({ ctx, env, target, body }) {
    refuseUnlessAllowed(VOLUME_ACTIONS.initializeConnection, target)
    const connector = connectorOf(body['os-initialize_connection'].connector) ?? {}
    const { type, data } = await connect(ctx, env, target, connector)
    const { enforce_multipath = false } = connector
    return {
      connection_info: {
        driver_volume_type: type,
        data: { ...data, enforce_multipath },
        enforce_multipath,
      },
    }
  },
})

const terminateConnection = operation({
  id: 'volumes.terminate_connection',
  method: 'POST',
  path: PATH,
  action: 'os-terminate_connection',
  summary: 'End that a host can reach a volume',
  policy: rules.TERMINATE,
  target: volumeTarget,
  body: TERMINATE_CONNECTION_BODY,
  transaction: 'none',
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ ctx, env, target, body, reload }) {
    await env.database.read((tx) => refuseUserDetaching(tx, ctx, target, null))
    await disconnect(env, target, connectorOf(body['os-terminate_connection'].connector))
    await env.database.write(async (tx) => unreserve(tx, env, await reload(tx)))
  },
})

/** Source: openstack/cinder cinder/api/contrib/admin_actions.py (_force_detach). */
const forceDetach = operation({
  id: 'volumes.force_detach',
  method: 'POST',
  path: PATH,
  action: 'os-force_detach',
  summary: 'End the connection to a volume and detach it',
  policy: rules.FORCE_DETACH,
  target: volumeTarget,
  body: FORCE_DETACH_BODY,
  transaction: 'none',
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ ctx, env, target, body, reload }) {
    const { connector, attachment_id: id = null } = body['os-force_detach']
    await env.database.read(async (tx) => {
      await refuseUserDetaching(tx, ctx, target, null)
      await refuseUserDetaching(tx, ctx, target, id)
    })
    await disconnect(env, target, connectorOf(connector))
    await env.database.write(async (tx) => {
      const volume = await reload(tx)
      await refuseUserDetaching(tx, ctx, volume, id)
      await detach(tx, env, volume, id)
    })
  },
})

export const attachOperations = [
  reserve,
  takeBackReservation,
  attachVolume,
  beginDetaching,
  rollDetaching,
  detachVolume,
  initializeConnection,
  terminateConnection,
  forceDetach,
]
