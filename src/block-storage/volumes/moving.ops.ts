/** Source: openstack/cinder cinder/api/contrib/{volume_actions,admin_actions}.py, cinder/api/common.py. */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { BOOLEAN, NULLABLE_STRING } from '../parameters.ts'
import { COMPLETE_MIGRATION, MIGRATE, RETYPE } from './moving.policies.ts'
import { completeMigration, migrate, retype, type NewType } from './moving.usecase.ts'
import { invalidInput, volumeAttributes, volumeNotFound } from './volume.ts'
import { volumeTarget } from './volumes.ops.ts'
import { GET } from './volumes.policies.ts'
import { findVolume } from './volumes.store.ts'

const PATH = '/volumes/{volume_id}/action'

const RETYPE_BODY = closed({
  'os-retype': T.Unsafe<NewType>({
    type: 'object',
    properties: {
      new_type: { type: 'string' },
      migration_policy: { type: ['string', 'null'], enum: ['on-demand', 'never'] },
    },
    required: ['new_type'],
    additionalProperties: false,
  }),
})

const FLAGS = { force_host_copy: T.Optional(BOOLEAN), lock_volume: T.Optional(BOOLEAN) }

interface Migration {
  readonly host?: string | null
  readonly cluster?: string | null
  readonly lock_volume?: boolean | string
}

const MIGRATE_BODY: Shape<{ 'os-migrate_volume': Migration }> = since({
  '3.0': closed({
    'os-migrate_volume': closed({ host: T.String({ maxLength: 255 }), ...FLAGS }),
  }),
  '3.16': closed({
    'os-migrate_volume': closed({
      host: T.Optional(T.Unsafe<string | null>({ type: ['string', 'null'], maxLength: 255 })),
      ...FLAGS,
      cluster: T.Optional(NULLABLE_STRING),
    }),
  }),
})

const retypeVolume = operation({
  id: 'volumes.retype',
  method: 'POST',
  path: PATH,
  action: 'os-retype',
  summary: 'Give a volume another type',
  policy: RETYPE,
  target: volumeTarget,
  body: RETYPE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 413],
  handle: ({ tx, ctx, env, target, body }) => retype(tx, ctx, env, target, body['os-retype']),
})

const migrateVolume = operation({
  id: 'volumes.migrate',
  method: 'POST',
  path: PATH,
  action: 'os-migrate_volume',
  summary: 'Move a volume to another backend',
  policy: MIGRATE,
  target: volumeTarget,
  body: MIGRATE_BODY,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle({ tx, ctx, env, target, body }) {
    const asked = body['os-migrate_volume']
    const locks = booleanFrom(asked.lock_volume ?? false) === true
    return migrate(tx, ctx, env, target, { host: destinationOf(ctx, asked), locks })
  },
})

/** @throws 400 */
function destinationOf({ version }: RequestContext, { host, cluster }: Migration): string {
  const knowsClusters = version >= MV.VOLUME_MIGRATE_CLUSTER
  if (knowsClusters ? Boolean(cluster) === Boolean(host) : !host) {
    throw invalidInput(
      knowsClusters
        ? 'One and only one of cluster and host must be set.'
        : 'Host field is missing.',
    )
  }
  // There are no clusters.
  if (!host) throw badRequest(`Invalid host: No available service named '${cluster}'`)
  return host
}

const complete = operation({
  id: 'volumes.migrate_completion',
  method: 'POST',
  path: PATH,
  action: 'os-migrate_volume_completion',
  summary: 'Say that a server has copied a volume to another one',
  policy: COMPLETE_MIGRATION,
  target: volumeTarget,
  body: closed({
    'os-migrate_volume_completion': closed({
      new_volume: T.String({ format: 'uuid' }),
      error: T.Optional(T.Unsafe<string | boolean | null>({ type: ['string', 'null', 'boolean'] })),
    }),
  }),
  response: { 200: closed({ save_volume_id: T.String() }) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    const { new_volume: id, error } = body['os-migrate_volume_completion']
    const other = await findVolume(tx, id, 'change')
    if (!other || !ctx.allows(GET, volumeAttributes(other))) throw volumeNotFound(id)
    const saved = await completeMigration(tx, ctx, env, target, other, Boolean(error))
    return { save_volume_id: saved }
  },
})

export const movingOperations = [retypeVolume, migrateVolume, complete]
