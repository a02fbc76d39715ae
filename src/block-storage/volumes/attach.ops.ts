/** How volumes are attached by actions: the way before there were attachments, still in use. */
import { Type as T } from 'typebox'
import { closed } from '../../kernel/view.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import type { Tx } from '../../storage/database.ts'
import { attach, detach, refuseUserDetaching, unreserve } from '../attachments/attaching.usecase.ts'
import { connect, connectorOf, disconnect } from '../attachments/connecting.usecase.ts'
import { operation, type BlockStorageEnv } from '../operation.ts'
import {
  ATTACH_BODY,
  bare,
  DETACH_BODY,
  FORCE_DETACH_BODY,
  INITIALIZE_CONNECTION_BODY,
  TERMINATE_CONNECTION_BODY,
} from './attach.schemas.ts'
import * as rules from './attach.policies.ts'
import type { Volume } from './volume.ts'
import { isMigrating, QUIET_VOLUME_ACTIONS, VOLUME_ACTIONS } from './volume-actions.ts'
import { volumeTarget } from './volumes.ops.ts'
import { beginAction, changeWhereAllowed } from './volumes.store.ts'

const PATH = '/volumes/{volume_id}/action'

/** What the handlers of such actions use. */
interface Call {
  readonly tx: Tx
  readonly env: BlockStorageEnv
  readonly target: Volume
}

/** An action of which its name says it all. */
function bareAction(
  action: string,
  declared: {
    readonly id: string
    readonly summary: string
    readonly policy: PolicyRule
    readonly errors: number[]
    handle(call: Call): Promise<void>
  },
) {
  return operation({
    ...declared,
    ...{ method: 'POST', path: PATH, action, target: volumeTarget },
    body: bare(action),
    success: 202,
    response: { 202: null },
  })
}

const reserve = bareAction('os-reserve', {
  id: 'volumes.reserve',
  summary: 'Mark a volume as about to be attached',
  policy: rules.RESERVE,
  errors: [400, 403, 404],
  async handle({ tx, env, target }) {
    const { reserve: once, reserveShared: shared } = VOLUME_ACTIONS
    const action = target.multiattach === 1 ? shared : once
    await beginAction(tx, action, target, { updated_at: env.clock.isoNow() })
  },
})

const takeBackReservation = bareAction('os-unreserve', {
  id: 'volumes.unreserve',
  summary: 'Take back that a volume is about to be attached',
  policy: rules.UNRESERVE,
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

const beginDetaching = bareAction('os-begin_detaching', {
  id: 'volumes.begin_detaching',
  summary: 'Mark a volume as about to be detached',
  policy: rules.BEGIN_DETACHING,
  errors: [400, 403, 404],
  async handle({ tx, env, target }) {
    // A migration detaches it for a moment, of which its users are to see nothing.
    if (isMigrating(target)) return
    await beginAction(tx, VOLUME_ACTIONS.beginDetaching, target, {
      updated_at: env.clock.isoNow(),
    })
  },
})

const rollDetaching = bareAction('os-roll_detaching', {
  id: 'volumes.roll_detaching',
  summary: 'Take back that a volume is about to be detached',
  policy: rules.ROLL_DETACHING,
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
    await refuseUserDetaching(tx, ctx, env, target, id)
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
    await env.database.read((tx) => refuseUserDetaching(tx, ctx, env, target, null))
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
      await refuseUserDetaching(tx, ctx, env, target, null)
      await refuseUserDetaching(tx, ctx, env, target, id)
    })
    await disconnect(env, target, connectorOf(connector))
    await env.database.write(async (tx) => {
      const volume = await reload(tx)
      await refuseUserDetaching(tx, ctx, env, volume, id)
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
