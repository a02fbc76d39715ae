/** Signing in to a dashboard by way of an identity provider (keystone/api/auth.py). */
import { Type as T } from 'typebox'
import { PUBLIC, Reply } from '../../kernel/operation.ts'
import { operation } from '../operation.ts'
import { providerFor } from './auth.ops.ts'
import {
  finishSignIn,
  originOf,
  registeredProvider,
  startSignIn,
  type Departure,
  type Return,
} from './websso.usecase.ts'
import { FORM_HEADERS, formTo } from './websso.view.ts'

const QUERY = T.Object({
  origin: T.Optional(T.String({ description: 'Where the dashboard takes the token.' })),
  iss: T.Optional(T.String({ description: 'The issuer; of several, the one to ask.' })),
  code: T.Optional(T.String()),
  state: T.Optional(T.String()),
  error: T.Optional(T.String()),
})

const NEVER_STORED = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }

function redirect({ location, cookie }: Departure): Reply {
  return new Reply({
    status: 302,
    headers: { ...NEVER_STORED, Location: location, 'Set-Cookie': cookie },
  })
}

function returned({ origin, tokenId, cookie }: Return): Reply {
  const { html, policy } = formTo(origin, tokenId)
  return new Reply({
    headers: {
      ...NEVER_STORED,
      ...FORM_HEADERS,
      'Content-Security-Policy': policy,
      'Set-Cookie': cookie,
    },
    body: html,
  })
}

const signingIn = {
  method: 'GET',
  policy: PUBLIC,
  signsIn: true,
  transaction: 'none',
  query: QUERY,
} as const

export const webssoOperations = [
  operation({
    ...signingIn,
    id: 'websso.start',
    path: '/auth/OS-FEDERATION/websso/{protocol_id}',
    summary: 'Send a browser to sign in with the identity provider of a protocol.',
    success: 302,
    response: { 302: null },
    errors: [400, 401, 403],
    async handle({ env, ctx, params, query }) {
      const origin = originOf(env, query.origin)
      const { settings } = await registeredProvider(env, params.protocol_id, query.iss)
      const { identityProvider: idp_id, protocol: protocol_id } = settings
      const provider = await providerFor(env, { idp_id, protocol_id })
      return redirect(await startSignIn(ctx, provider, origin))
    },
  }),

  operation({
    ...signingIn,
    id: 'websso.sign_in',
    path: '/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso',
    summary:
      'Send a browser to sign in with an identity provider; once it is back, send the dashboard ' +
      'a token.',
    response: { 200: T.String(), 302: null },
    errors: [400, 401, 403, 404, 409],
    async handle({ env, ctx, params, query }) {
      const { state } = query
      if (state !== undefined) {
        const provider = await providerFor(env, params)
        return returned(await finishSignIn(env, ctx, provider, { ...query, state }))
      }
      const origin = originOf(env, query.origin)
      return redirect(await startSignIn(ctx, await providerFor(env, params), origin))
    },
  }),
]
