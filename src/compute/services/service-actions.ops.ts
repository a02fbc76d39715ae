/**
 * The ways to change a compute service before 2.53: the last segment of the path says what, the
 * body which service.
 */
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, FQDN, isTrue } from '../parameters.ts'
import * as policies from './policies.ts'
import { DISABLED_REASON } from './service-update.ts'
import { changeNamed } from './services.usecase.ts'

const NAMED = {
  host: FQDN,
  binary: T.String({ minLength: 1, maxLength: 255 }),
  disabled_reason: T.Optional(DISABLED_REASON),
}
const FORCED_DOWN = closed({ ...NAMED, forced_down: T.Optional(BOOLEAN) })
const BODY = since({ '2.0': closed(NAMED), '2.11': FORCED_DOWN })

const ANSWER = closed({
  service: closed({
    host: T.String(),
    binary: T.String(),
    status: T.Enum(['enabled', 'disabled']),
    disabled_reason: T.Optional(T.String()),
  }),
})

const shared = {
  method: 'PUT',
  policy: policies.UPDATE,
  errors: [400, 403, 404],
} as const

export const enableService = operation({
  ...shared,
  id: 'services.enable',
  path: '/os-services/enable',
  summary: 'Let a compute service take new servers',
  versions: ['2.0', '2.52'],
  body: BODY,
  response: { 200: ANSWER },
  async handle({ tx, env, body }) {
    await changeNamed(tx, env, body, { disabled: false, disabledReason: null })
    return { service: { host: body.host, binary: body.binary, status: 'enabled' } }
  },
})

export const disableService = operation({
  ...shared,
  id: 'services.disable',
  path: '/os-services/disable',
  summary: 'Keep new servers away from a compute service',
  versions: ['2.0', '2.52'],
  body: BODY,
  response: { 200: ANSWER },
  async handle({ tx, env, body }) {
    await changeNamed(tx, env, body, { disabled: true, disabledReason: null })
    return { service: { host: body.host, binary: body.binary, status: 'disabled' } }
  },
})

export const disableServiceWithReason = operation({
  ...shared,
  id: 'services.disable_log_reason',
  path: '/os-services/disable-log-reason',
  summary: 'Keep new servers away from a compute service, and say why',
  versions: ['2.0', '2.52'],
  body: BODY,
  response: { 200: ANSWER },
  async handle({ tx, env, body }) {
    const { host, binary, disabled_reason: reason } = body
    if (reason === undefined) throw badRequest('Missing disabled reason field')
    await changeNamed(tx, env, body, { disabled: true, disabledReason: reason })
    return { service: { host, binary, status: 'disabled', disabled_reason: reason } }
  },
})

export const forceServiceDown = operation({
  ...shared,
  id: 'services.force_down',
  path: '/os-services/force-down',
  summary: 'Force a compute service down, or take that back',
  versions: ['2.11', '2.52'],
  body: FORCED_DOWN,
  response: {
    200: closed({
      service: closed({ host: T.String(), binary: T.String(), forced_down: T.Boolean() }),
    }),
  },
  async handle({ tx, env, body }) {
    const { host, binary } = body
    if (body.forced_down === undefined) throw badRequest('Missing forced_down field')
    const forcedDown = isTrue(body.forced_down)
    await changeNamed(tx, env, body, { forcedDown })
    return { service: { host, binary, forced_down: forcedDown } }
  },
})

export const serviceActionOperations = [
  enableService,
  disableService,
  disableServiceWithReason,
  forceServiceDown,
]
