import { Type as T } from 'typebox'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { ADMIN, identityRule } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { ID, NAME, open, upstream } from '../schemas.ts'
import { allowRequest, createRequestToken, type AskedRole } from './request-tokens.usecase.ts'
import { FORM_HEADERS, formOf } from './signed-requests.ts'

const AUTHORIZE = identityRule(
  'authorize_request_token',
  ADMIN,
  ['project'],
  'Allow a consumer what it asked for.',
  'PUT /v3/OS-OAUTH1/authorize/{request_token_id}',
)

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
      const { token, end } = await createRequestToken(tx, env, ctx)
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
    handle: async ({ tx, ctx, env, params, body }) => ({
      token: {
        oauth_verifier: await allowRequest(tx, env, ctx, params.request_token_id, body.roles ?? []),
      },
    }),
  }),
]
