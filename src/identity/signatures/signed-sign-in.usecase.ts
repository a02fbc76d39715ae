/** Signing in with a request that an EC2 credential signed (keystone/api/_shared/EC2_S3_Resource.py). */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, notFound, unauthorized } from '../../kernel/faults.ts'
import type { Admission } from '../authority/authority.usecase.ts'
import { ec2BlobOf, idOfAccess, type Ec2Blob } from '../credentials/credentials.ts'
import { findCredential, type CredentialRow } from '../credentials/credentials.store.ts'
import type { IdentityEnv } from '../operation.ts'
import { noted } from '../tokens/sign-in.usecase.ts'
import type { Delegation } from '../tokens/tokens.ts'
import { findTrust } from '../trusts/trusts.store.ts'
import { isAlive } from '../trusts/trusts.ts'
import { findUser } from '../users/users.store.ts'
import { signedAt, type SignedRequest } from './signatures.ts'

/** How old, or how far in the future, a signature may be: Keystone's auth_ttl. Milliseconds. */
const SIGNATURE_LIFETIME = 900_000

/** Three names for one thing, and Keystone takes them all. */
export interface SignedBody {
  readonly credentials?: SignedRequest
  readonly credential?: SignedRequest
  readonly ec2Credentials?: SignedRequest
}

type Check = (request: SignedRequest, secret: string) => boolean

/** Why is for the log alone. */
function refused(reason: string) {
  return unauthorized(undefined, { cause: reason })
}

/**
 * Who signed the request, and the token for that.
 * @throws 400, 401, 404 where there is no such key
 */
export async function admit(
  env: IdentityEnv,
  ctx: RequestContext,
  body: SignedBody,
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
