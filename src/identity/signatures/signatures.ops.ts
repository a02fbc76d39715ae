/** Tokens for requests that were signed with EC2 credentials (keystone/api/ec2tokens.py). */
import { Type as T } from 'typebox'
import { Reply } from '../../kernel/operation.ts'
import { operation } from '../operation.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { open, upstream } from '../schemas.ts'
import { NO_CATALOG, tokenReply } from '../tokens/tokens.ops.ts'
import { TOKEN_BODY } from '../tokens/tokens.view.ts'
import { isSignedByEc2, isSignedByS3 } from './signatures.ts'
import { admit } from './signed-sign-in.usecase.ts'

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

const TEXT = T.Optional(T.String())
const MAP = T.Optional(upstream<Record<string, unknown>>({ type: 'object' }))
const SIGNED = open({
  ...{ access: TEXT, signature: TEXT, host: TEXT, verb: TEXT, path: TEXT, token: TEXT },
  ...{ params: MAP, headers: MAP, body_hash: TEXT },
})

const BODY = open({
  credentials: T.Optional(SIGNED),
  credential: T.Optional(SIGNED),
  ec2Credentials: T.Optional(SIGNED),
})

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
