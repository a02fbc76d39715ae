import { Type as T, type Static } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { notFound } from '../../kernel/faults.ts'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import type { Search } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { catalogRows } from '../catalog/catalog.store.ts'
import { renderCatalog } from '../catalog/catalog.view.ts'
import type { Admission } from '../authority/authority.usecase.ts'
import { serviceProvidersOfTokens } from '../federation/service-providers.store.ts'
import { tokenNotFound } from '../faults.ts'
import { operation, target, type IdentityEnv } from '../operation.ts'
import { ADMIN_OR_SYSTEM_READER, ANY_SCOPE, identityRule } from '../base-rules.ts'
import { signIn } from './sign-in.usecase.ts'
import { SIGN_IN } from './tokens.schemas.ts'
import { revoke } from './tokens.store.ts'
import { RECEIPT_BODY, receiptReply } from './receipts.view.ts'
import { renderToken, TOKEN_BODY } from './tokens.view.ts'

const CHECK_TOKEN = identityRule(
  'check_token',
  `${ADMIN_OR_SYSTEM_READER} or rule:token_subject`,
  ANY_SCOPE,
  'Check whether a token is valid.',
  'HEAD /v3/auth/tokens',
)

const VALIDATE_TOKEN = identityRule(
  'validate_token',
  `${ADMIN_OR_SYSTEM_READER} or rule:service_role or rule:token_subject`,
  ANY_SCOPE,
  'Show what a token says.',
  'GET /v3/auth/tokens',
)

const REVOKE_TOKEN = identityRule(
  'revoke_token',
  'rule:admin_required or rule:token_subject',
  ANY_SCOPE,
  'Revoke a token.',
  'DELETE /v3/auth/tokens',
)

const SUBJECT = {
  /** Undefined where the header is missing. @throws 404 where the token is not valid */
  async load(_tx: Tx, { ctx, env, query }: Search<object, IdentityEnv>) {
    const text = ctx.headers['x-subject-token']
    if (typeof text !== 'string' || text === '') return undefined
    const allowExpired = booleanFrom(query['allow_expired'] ?? '') === true
    const subject = await env.tokens.inspect(text, allowExpired)
    if (subject === undefined) throw tokenNotFound(text)
    return subject
  },
  missing: () => notFound('No token in the request'),
  whenMissing: 'last' as const,
  attributes(subject: Admission | undefined) {
    if (subject === undefined) return {}
    const { claims, state } = subject
    return {
      target: { token: { user_id: claims.userId, user: { domain: { id: state.user.domain_id } } } },
    }
  },
}

/** The token that is asked about. */
const subjectToken = target<Admission, object>(SUBJECT)

/** The lowest version of access rules that services must speak to be shown a token that has some. */
const ACCESS_RULES_VERSION = 1

/**
 * The same, hidden from services that would not heed its access rules: they say by the version in
 * `OpenStack-Identity-Access-Rules` that they do (keystone/api/_shared/authentication.py and
 * keystone/token/provider.py, _validate_token_access_rules).
 */
const shownToken = target<Admission, object>({
  ...SUBJECT,
  async load(tx, search) {
    const subject = await SUBJECT.load(tx, search)
    if (subject?.token.mayCall === undefined) return subject
    const version = Number(search.ctx.headers['openstack-identity-access-rules'] ?? 0)
    if (version >= ACCESS_RULES_VERSION) return subject
    throw notFound('Failed to validate token')
  },
})

export const NO_CATALOG = T.Object({
  nocatalog: T.Optional(T.String({ description: 'Leaves the catalogue out, whatever its value.' })),
})

const SUBJECT_QUERY = T.Object({
  ...NO_CATALOG.properties,
  allow_expired: T.Optional(T.String()),
})

export async function tokenReply(
  env: IdentityEnv,
  ctx: RequestContext,
  { token, claims, state }: Admission,
  { nocatalog }: Static<typeof NO_CATALOG>,
): Promise<Reply> {
  const who = { userId: claims.userId, projectId: token.projectId }
  const shown = await env.database.read(async (tx) => ({
    catalog:
      nocatalog === undefined
        ? renderCatalog(await catalogRows(tx, who.projectId), ctx, who)
        : undefined,
    serviceProviders: await serviceProvidersOfTokens(tx),
  }))
  return new Reply({
    headers: { 'X-Subject-Token': token.id },
    body: renderToken(claims, state, shown),
  })
}

const showing = {
  path: '/auth/tokens',
  target: shownToken,
  transaction: 'none',
  query: SUBJECT_QUERY,
  response: { 200: TOKEN_BODY },
  errors: [403, 404],
} as const

export const tokensOperations = [
  operation({
    id: 'tokens.issue',
    method: 'POST',
    path: '/auth/tokens',
    summary: 'Sign in: get a token for a password, a passcode, another token or a credential.',
    policy: PUBLIC,
    transaction: 'none',
    signsIn: true,
    query: NO_CATALOG,
    body: SIGN_IN,
    success: 201,
    response: { 201: TOKEN_BODY, 401: RECEIPT_BODY },
    errors: [400, 403, 404, 429],
    async handle({ env, ctx, body, query }) {
      const receipt = ctx.headers['openstack-auth-receipt']
      const text = typeof receipt === 'string' && receipt !== '' ? receipt : undefined
      const signedIn = await signIn(env, ctx, body.auth, text)
      if ('admission' in signedIn) return tokenReply(env, ctx, signedIn.admission, query)
      return receiptReply(signedIn.receipt, signedIn.required)
    },
  }),

  operation({
    ...showing,
    id: 'tokens.show',
    method: 'GET',
    summary: 'Show what a token says.',
    policy: VALIDATE_TOKEN,
    handle: ({ env, ctx, target, query }) => tokenReply(env, ctx, target, query),
  }),

  operation({
    ...showing,
    id: 'tokens.check',
    method: 'HEAD',
    summary: 'Check whether a token is valid.',
    policy: CHECK_TOKEN,
    handle: ({ env, ctx, target, query }) => tokenReply(env, ctx, target, query),
  }),

  operation({
    id: 'tokens.revoke',
    method: 'DELETE',
    path: '/auth/tokens',
    summary: 'Revoke a token; it ends with the next request.',
    policy: REVOKE_TOKEN,
    target: subjectToken,
    transaction: 'none',
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ env, target: { claims } }) {
      await env.database.write((tx) =>
        revoke(tx, {
          auditId: claims.auditIds[0]!,
          now: isoTime(env.clock.now()),
          expiresAt: isoTime(claims.expiresAt + env.configuration.expirationBufferSeconds * 1000),
        }),
      )
    },
  }),
]
