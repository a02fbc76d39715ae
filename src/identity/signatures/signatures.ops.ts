/** Tokens for requests that were signed with EC2 credentials (keystone/api/ec2tokens.py). */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, notFound, unauthorized } from '../../kernel/faults.ts'
import { Reply } from '../../kernel/operation.ts'
import { ec2BlobOf, idOfAccess, type Ec2Blob } from '../credentials/credentials.ts'
import { findCredential, type CredentialRow } from '../credentials/credentials.store.ts'
import type { Admission } from '../authority/authority.usecase.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { open, upstream } from '../schemas.ts'
import { noted } from '../tokens/sign-in.usecase.ts'
import { NO_CATALOG, tokenReply } from '../tokens/tokens.ops.ts'
import type { Delegation } from '../tokens/tokens.ts'
import { TOKEN_BODY } from '../tokens/tokens.view.ts'
import { findTrust } from '../trusts/trusts.store.ts'
import { isAlive } from '../trusts/trusts.ts'
import { findUser } from '../users/users.store.ts'
import { isSignedByEc2, isSignedByS3, signedAt, type SignedRequest } from './signatures.ts'

const VALIDATE_EC2 = identityRule(
  'ec2tokens_validate',
  'rule:service_or_admin',
  ANY_SCOPE,
  'Get a token for a request that was signed with an EC2 credential.',
  'POST /v3/ec2tokens',
)

const VALIDATE_S3 = identityRule(
  's3tokens_validate',
  'rule:service_or_admin',
  ANY_SCOPE,
  'Get a token for a request to an object store that was signed with an EC2 credential.',
  'POST /v3/s3tokens',
)

/** How old, or how far in the future, a signature may be: Keystone's auth_ttl. Milliseconds. */
const SIGNATURE_LIFETIME = 900_000

const TEXT = T.Optional(T.String())
const MAP = T.Optional(upstream<Record<string, unknown>>({ type: 'object' }))
const SIGNED = open({
  ...{ access: TEXT, signature: TEXT, host: TEXT, verb: TEXT, path: TEXT, token: TEXT },
  ...{ params: MAP, headers: MAP, body_hash: TEXT },
})

/** Three names for one thing, and Keystone takes them all. */
const BODY = open({
  credentials: T.Optional(SIGNED),
  credential: T.Optional(SIGNED),
  ec2Credentials: T.Optional(SIGNED),
})

interface Body {
  readonly credentials?: SignedRequest
  readonly credential?: SignedRequest
  readonly ec2Credentials?: SignedRequest
}

type Check = (request: SignedRequest, secret: string) => boolean

/** Why is for the log alone. */
function refused(reason: string) {
  return unauthorized(undefined, { cause: reason })
}

async function admit(
  env: IdentityEnv,
  ctx: RequestContext,
  body: Body,
  isSigned: Check,
): Promise<Admission> {
  if (Object.keys(body).length === 0) throw badRequest('request must include a request body')
  const request = body.credentials ?? body.credential ?? body.ec2Credentials ?? {}
  if (request.access === undefined) throw refused('EC2 Signature not supplied')
  const id = idOfAccess(request.access)
  const row = await env.database.read((tx) => findCredential(tx, id))
  if (row === undefined || row.type !== 'ec2') throw notFound('EC2 access key not found.')
  ctx.noteClaimedUser({ userId: row.user_id })
  const blob = ec2BlobOf(env.vault.open(row.blob, row.id))
  if (typeof blob.secret !== 'string' || !isSigned(request, blob.secret)) {
    throw refused('Invalid EC2 signature.')
  }
  const time = signedAt(request)
  const now = env.processClock.now()
  if (time !== undefined && !(Math.abs(now - time) <= SIGNATURE_LIFETIME)) {
    throw refused('Credential is expired')
  }
  return noted(ctx, await issue(env, row, blob))
}

/** The token is bound to what the credential was made with. */
async function issue(env: IdentityEnv, row: CredentialRow, blob: Ec2Blob): Promise<Admission> {
  const delegation = delegationOf(blob)
  const userId = delegation?.kind === 'trust' ? await trusteeOf(env, delegation.id) : row.user_id
  const user = await env.database.read((tx) => findUser(tx, userId))
  const projectId = row.project_id
  if (user === undefined || projectId === null) throw refused('User not valid for project.')
  const grant = {
    userId,
    methods: ['ec2credential'],
    scope: { kind: 'project', projectId } as const,
    ...(delegation && { delegation }),
  }
  const admission = await env.tokens.issue(grant, user.generation)
  if (admission === undefined || admission.claims.expiresAt <= env.clock.now()) {
    throw refused('User not valid for project.')
  }
  return admission
}

function delegationOf({ trust_id: trust, app_cred_id: credential }: Ec2Blob) {
  if (trust) return { kind: 'trust', id: trust } satisfies Delegation
  if (credential) return { kind: 'application_credential', id: credential } satisfies Delegation
  return undefined
}

async function trusteeOf(env: IdentityEnv, trustId: string): Promise<string> {
  const trust = await env.database.read((tx) => findTrust(tx, trustId))
  if (trust === undefined || !isAlive(trust, env.clock.isoNow())) {
    throw refused('the trust of the credential is gone')
  }
  return trust.trustee_user_id
}

const signed = {
  method: 'POST',
  transaction: 'none',
  signsIn: true,
  query: NO_CATALOG,
  body: BODY,
  response: { 200: TOKEN_BODY },
  errors: [400, 403, 404],
} as const

export const signaturesOperations = [
  operation({
    ...signed,
    id: 'ec2tokens.validate',
    path: '/ec2tokens',
    summary: 'Get a token for a request that was signed with an EC2 credential.',
    policy: VALIDATE_EC2,
    handle: async ({ env, ctx, body, query }) =>
      tokenReply(env, ctx, await admit(env, ctx, body, isSignedByEc2), query),
  }),

  operation({
    ...signed,
    id: 's3tokens.validate',
    path: '/s3tokens',
    summary: 'Get a token for a request to an object store signed with an EC2 credential.',
    policy: VALIDATE_S3,
    async handle({ env, ctx, body, query }) {
      const reply = await tokenReply(env, ctx, await admit(env, ctx, body, isSignedByS3), query)
      return new Reply({ body: reply.body })
    },
  }),
]
