/**
 * Calls about the replication of backends. Simulated ones replicate nothing, so they can be frozen
 * and not be failed over. Source: openstack/cinder cinder/api/v3/services.py, cinder/volume/api.py
 * (_replication_db_change), cinder/volume/manager.py (freeze_host, thaw_host).
 */
import { Type as T } from 'typebox'
import type { PolicyRule } from '../../kernel/policy.ts'
import { adminsRule } from '../base-rules.ts'
import { invalidInput } from '../volumes/volume.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { HOST, NULLABLE_STRING } from '../parameters.ts'
import { UPDATE } from './policies.ts'
import { backendAt, placeAsked } from './places.ts'
import { freezeBackend, listServices } from './services.store.ts'

const FREEZE = adminsRule(
  'volume:freeze_host',
  'Keep the volumes of a backend as they are.',
  'PUT /os-services/freeze',
)

const THAW = adminsRule(
  'volume:thaw_host',
  'Let the volumes of a backend change again.',
  'PUT /os-services/thaw',
)

const FAIL_OVER = adminsRule(
  'volume:failover_host',
  'Let the replicas of a backend take its place.',
  'PUT /os-services/failover_host',
)

function unchanged(field: string, host: string, expected: string, up = ''): Error {
  return invalidInput(
    `No service could be changed: ${field} in ['${host}'] must be ${expected} ${up}to failover.`,
  )
}

function freezing(id: string, frozen: boolean, summary: string, rule: PolicyRule) {
  return operation({
    id: `services.${id}`,
    method: 'PUT',
    path: `/os-services/${id}`,
    summary,
    policy: UPDATE,
    body: T.Object(
      { cluster: T.Optional(NULLABLE_STRING), host: T.Optional(HOST) },
      { additionalProperties: false },
    ),
    response: { 200: null },
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const place = placeAsked(body, ctx.version >= MV.REPLICATION_CLUSTER)
      ctx.authorize(rule)
      const { host } = backendAt(await listServices(tx, env), place)
      const changed = await freezeBackend(tx, host, frozen, env.clock.isoNow())
      if (!changed) throw unchanged('frozen', host, frozen ? 'False' : 'True')
    },
  })
}

function failingOver(id: string, clusters: boolean, versions: readonly [string] | undefined) {
  return operation({
    id: `services.${id}`,
    method: 'PUT',
    path: `/os-services/${id}`,
    summary: 'Let the replicas of a backend take its place; no backend has any.',
    ...(versions && { versions }),
    policy: UPDATE,
    body: T.Object(
      {
        host: T.Optional(HOST),
        backend_id: T.Optional(NULLABLE_STRING),
        cluster: T.Optional(NULLABLE_STRING),
      },
      { additionalProperties: false },
    ),
    success: 400,
    response: {},
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const place = placeAsked(body, clusters || ctx.version >= MV.REPLICATION_CLUSTER)
      ctx.authorize(FAIL_OVER)
      const { host } = backendAt(await listServices(tx, env), place)
      const expected = "['enabled', 'failed-over']"
      throw unchanged('replication_status', host, expected, 'and must be up ')
    },
  })
}

/** Rules that handlers ask about and no operation names. */
export const replicationRules = [FREEZE, THAW, FAIL_OVER]

export const replicationOperations = [
  freezing('freeze', true, 'Keep the volumes of a backend as they are', FREEZE),
  freezing('thaw', false, 'Let the volumes of a backend change again', THAW),
  failingOver('failover_host', false, undefined),
  failingOver('failover', true, ['3.26']),
]
