import { randomInt } from 'node:crypto'
import { Type as T } from 'typebox'
import { isoTime } from '../../kernel/clock.ts'
import { notFound, type Fault } from '../../kernel/faults.ts'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { missing, notAuthenticated, notAuthorized, notExpected } from '../faults.ts'
import { operation } from '../operation.ts'
import { ADMIN, identityRule } from '../base-rules.ts'
import { findPlace } from '../projects/projects.store.ts'
import { roleNamed } from '../roles/names.usecase.ts'
import { ID, NAME, open, upstream } from '../schemas.ts'
import { sealId } from '../credentials/secrets.ts'
import { rolesIn } from '../tokens/tokens.store.ts'
import { missingConsumer } from './consumers.ops.ts'
import { findConsumer } from './consumers.store.ts'
import { checkParameters, invalid } from './signature.ts'
import {
  checkSignature,
  endAfter,
  FORM_HEADERS,
  formOf,
  readParameters,
  refuseExpired,
  secretOf,
} from './signed-requests.ts'
import { allowRequestToken, findRequestToken, insertRequestToken } from './tokens.store.ts'

/** Seconds in which a user must allow what was asked for: [oauth1] request_token_duration. */
const LIFETIME = 28_800

/** Letters and digits that nobody takes for others (keystone/oauth1/backends/base.py). */
const VERIFIER_CHARACTERS = 'abcdefghkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const VERIFIER_LENGTH = 8
export const VERIFIER = new RegExp(`^[${VERIFIER_CHARACTERS}]{${VERIFIER_LENGTH}}$`)

const AUTHORIZE = identityRule(
  'authorize_request_token',
  ADMIN,
  ['project'],
  'Allow a consumer what it asked for.',
  'PUT /v3/OS-OAUTH1/authorize/{request_token_id}',
)

interface AskedRole {
  id?: string
  name?: string
}
/** Source: keystone/oauth1/schema.py. */
const ROLES = open({
  roles: T.Optional(
    upstream<AskedRole[]>({
      type: 'array',
      items: {
        type: 'object',
        properties: { id: ID, name: NAME },
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
      },
    }),
  ),
})

export function missingRequestToken(): Fault {
  return notFound('Request token not found')
}

/** No character twice, as Keystone samples them. */
function newVerifier(): string {
  const left = [...VERIFIER_CHARACTERS]
  return Array.from(
    { length: VERIFIER_LENGTH },
    () => left.splice(randomInt(left.length), 1)[0]!,
  ).join('')
}

async function roleIdsOf(tx: Tx, asked: readonly AskedRole[]): Promise<string[]> {
  const ids = new Set<string>()
  for (const { id, name } of asked) ids.add(id ?? (await roleNamed(tx, name!)))
  return [...ids]
}

export const requestTokensOperations = [
  operation({
    id: 'request_tokens.create',
    method: 'POST',
    path: '/OS-OAUTH1/request_token',
    summary: 'Ask, as a consumer, for access to a project; a user has to allow it.',
    policy: PUBLIC,
    success: 201,
    response: { 201: T.String() },
    errors: [400, 404, 429],
    async handle({ tx, ctx, env }) {
      const parameters = readParameters(ctx)
      const consumerId = parameters.get('oauth_consumer_key')
      const projectId = ctx.headers['requested-project-id']
      if (!consumerId) throw notExpected('oauth_consumer_key', 'request')
      if (typeof projectId !== 'string' || projectId === '') {
        throw notExpected('Requested-Project-Id', 'request')
      }
      if ((await findPlace(tx, projectId)) === undefined) throw missing('project', projectId)
      const now = env.clock.now()
      const attempt = { account: `oauth1 ${consumerId}`, address: ctx.clientAddress }
      const consumer = await env.throttle.guard(attempt, async () => {
        const row = await findConsumer(tx, consumerId)
        if (row === undefined) throw missingConsumer()
        checkParameters(parameters, env.processClock.now())
        if (!parameters.get('oauth_callback')) throw invalid('Missing callback URI.')
        const secret = secretOf(env.vault, 'consumer', row)
        checkSignature(ctx, parameters, { consumer: secret, token: '' })
        return row
      })
      const end = endAfter(now, LIFETIME)
      const token = { id: env.ids.hex(), secret: env.ids.hex() }
      await insertRequestToken(tx, {
        id: token.id,
        secret: env.vault.seal(token.secret, sealId('request token', token.id)),
        consumer_id: consumer.id,
        project_id: projectId,
        verifier: null,
        user_id: null,
        role_ids: null,
        expires_at: isoTime(end),
      })
      return new Reply({ headers: FORM_HEADERS, body: formOf(token, end) })
    },
  }),

  operation({
    id: 'request_tokens.authorize',
    method: 'PUT',
    path: '/OS-OAUTH1/authorize/{request_token_id}',
    summary: 'Allow a consumer some of your roles on the project that it asked for.',
    policy: AUTHORIZE,
    body: ROLES,
    response: { 200: closed({ token: closed({ oauth_verifier: T.String() }) }) },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, params, body }) {
      const { request_token_id: id } = params
      // Powers that were handed on are not handed on by another way.
      if (ctx.token.delegation !== undefined) throw notAuthorized()
      const row = await findRequestToken(tx, id)
      if (row === undefined) throw missingRequestToken()
      refuseExpired(row.expires_at, env.clock.now())
      const roleIds = await roleIdsOf(tx, body.roles ?? [])
      const scope = { kind: 'project', projectId: row.project_id } as const
      const roles = await rolesIn(tx, ctx.userId, scope, env.clock.now())
      const held = new Set(roles.map((role) => role.id))
      if (!roleIds.every((roleId) => held.has(roleId))) {
        throw notAuthenticated('the user does not have the roles on the project')
      }
      const verifier = newVerifier()
      const given = { verifier, user_id: ctx.userId, role_ids: JSON.stringify(roleIds) }
      if (!(await allowRequestToken(tx, id, given))) throw missingRequestToken()
      return { token: { oauth_verifier: verifier } }
    },
  }),
]
