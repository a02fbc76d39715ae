/**
 * Access tokens of OAuth 2 for programs (RFC 6749, 4.4): an application credential is the client,
 * and what it gets is a token like any other (keystone/api/os_oauth2.py). Refusals have the form of
 * RFC 6749, 5.2, not Keystone's own.
 */
import { Type as T } from 'typebox'
import { form } from '../../kernel/body-format.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { Fault } from '../../kernel/faults.ts'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation, type IdentityEnv } from '../operation.ts'
import { open } from '../schemas.ts'
import { signIn, type SignedIn } from '../tokens/sign-in.usecase.ts'

const FORM = open({
  grant_type: T.Optional(T.String()),
  client_id: T.Optional(T.String()),
  client_secret: T.Optional(T.String()),
})

const ACCESS = closed({
  access_token: T.String(),
  expires_in: T.Integer(),
  token_type: T.Literal('Bearer'),
})
const REFUSED = closed({ error: T.String(), error_description: T.String() })

/** Nobody on the way may keep a token (RFC 6749, 5.1). */
const UNSTORED = { 'Cache-Control': 'no-store' }

interface Client {
  readonly id: string
  readonly secret: string
}

function refusal(status: 400 | 401, error: string, description: string): Fault {
  return new Fault(status, description, { details: { error } })
}

const stranger = () => refusal(401, 'invalid_client', 'Client authentication failed.')

/** Of the header, and where there is none, of the form. */
function clientOf(ctx: RequestContext, form: { client_id?: string; client_secret?: string }) {
  const encoded = /^basic\s+([\w+/=-]+)$/i.exec(ctx.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return { id: form.client_id, secret: form.client_secret }
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? {} : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

function clientIn(
  ctx: RequestContext,
  form: { grant_type?: string; client_id?: string; client_secret?: string },
): Client {
  const { grant_type: grant } = form
  if (grant === undefined) {
    throw refusal(400, 'invalid_request', 'The parameter grant_type is required.')
  }
  if (grant !== 'client_credentials') {
    const description = `The parameter grant_type ${grant} is not supported.`
    throw refusal(400, 'unsupported_grant_type', description)
  }
  const { id, secret } = clientOf(ctx, form)
  if (!id || !secret) throw stranger()
  return { id, secret }
}

async function enter(env: IdentityEnv, ctx: RequestContext, client: Client): Promise<SignedIn> {
  const identity = { methods: ['application_credential'], application_credential: client }
  try {
    return await signIn(env, ctx, { identity }, undefined)
  } catch (error) {
    // Whether there is such a client is nobody's business.
    const unknown = error instanceof Fault && [401, 404].includes(error.status)
    throw unknown ? stranger() : error
  }
}

function refused(ctx: RequestContext, fault: Fault): Reply {
  const { status, message, details } = fault
  const challenge = { 'WWW-Authenticate': `Keystone uri="${ctx.endpoint}"` }
  return new Reply({
    status,
    headers: { ...UNSTORED, ...(status === 401 && challenge) },
    body: { error: details!['error'], error_description: message },
  })
}

export const oauth2TokensOperations = [
  operation({
    id: 'oauth2_tokens.create',
    method: 'POST',
    path: '/OS-OAUTH2/token',
    summary: 'Get a token of OAuth 2, with an application credential as the client.',
    policy: PUBLIC,
    transaction: 'none',
    signsIn: true,
    body: form(FORM),
    response: { 200: ACCESS, 400: REFUSED, 401: REFUSED },
    errors: [400, 429],
    async handle({ env, ctx, body }) {
      try {
        const signedIn = await enter(env, ctx, clientIn(ctx, body))
        if (!('admission' in signedIn)) throw stranger()
        const { token } = signedIn.admission
        return new Reply({
          headers: UNSTORED,
          body: {
            access_token: token.id,
            expires_in: Math.floor((token.expiresAt - token.issuedAt) / 1000),
            token_type: 'Bearer',
          },
        })
      } catch (error) {
        if (error instanceof Fault && error.details?.['error'] !== undefined) {
          return refused(ctx, error)
        }
        throw error
      }
    },
  }),
]
