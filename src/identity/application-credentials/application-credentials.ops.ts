import { closed } from '../../kernel/view.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { refuseRestricted, refuseTrusts } from '../delegated.ts'
import { missing, notAuthorized } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { named } from '../rows.store.ts'
import { NEW_APPLICATION_CREDENTIAL } from './application-credentials.schemas.ts'
import {
  APPLICATION_CREDENTIALS,
  completed,
  deleteCredential,
  findCredential,
  listCredentials,
  type CredentialRow,
} from './application-credentials.store.ts'
import { CREDENTIAL, NEW_CREDENTIAL, renderCredential } from './application-credentials.view.ts'
import * as policies from './policies.ts'
import { createApplicationCredential } from './application-credentials.usecase.ts'

/** The owner is whom the credential belongs to, whatever the path says. */
const credential = target<
  CredentialRow,
  { readonly user_id: string; readonly application_credential_id: string }
>({
  ...named('application_credential_id', {
    table: 'identity_application_credentials',
    find: findCredential,
    missing: (id) => missing('Application Credential', id),
  }),
  whenMissing: 'last',
  attributes: (row, { user_id }) => ({ user_id: row?.user_id ?? user_id }),
})

export const applicationCredentialsOperations = [
  operation({
    id: 'application_credentials.list',
    method: 'GET',
    path: '/users/{user_id}/application_credentials',
    summary: 'List the application credentials of a user.',
    policy: policies.LIST_CREDENTIALS,
    judgedOn: ({ params }) => ({ user_id: params.user_id }),
    query: keystoneList(APPLICATION_CREDENTIALS.columns),
    response: { 200: collectionOf('application_credentials', CREDENTIAL) },
    errors: [403],
    async handle({ tx, ctx, params, query }) {
      refuseTrusts(ctx.token)
      const rows = await listCredentials(tx, params.user_id, query)
      const items = (await completed(tx, rows)).map((one) => renderCredential(one, ctx))
      return pagedCollection(ctx, 'application_credentials', items, query)
    },
  }),

  operation({
    id: 'application_credentials.create',
    method: 'POST',
    path: '/users/{user_id}/application_credentials',
    summary: 'Make an application credential for oneself, in the project of the token.',
    policy: policies.CREATE_CREDENTIAL,
    judgedOn: ({ params }) => ({ user_id: params.user_id }),
    transaction: 'none',
    checks: BODY_FIRST,
    body: NEW_APPLICATION_CREDENTIAL,
    success: 201,
    response: { 201: closed({ application_credential: NEW_CREDENTIAL }) },
    errors: [400, 403, 404, 409],
    async handle({ env, ctx, params, body }) {
      const { token } = ctx
      refuseTrusts(token)
      refuseRestricted(token, 'application credentials')
      if (token.userId !== params.user_id || token.projectId === undefined) {
        throw notAuthorized('Cannot create an application credential for another user.')
      }
      const asked = body.application_credential
      const { made, secret } = await createApplicationCredential(env, token, token.projectId, asked)
      return { application_credential: renderCredential(made, ctx, secret) }
    },
  }),

  operation({
    id: 'application_credentials.show',
    method: 'GET',
    path: '/users/{user_id}/application_credentials/{application_credential_id}',
    summary: 'Show an application credential, without its secret.',
    policy: policies.GET_CREDENTIAL,
    target: credential,
    response: { 200: closed({ application_credential: CREDENTIAL }) },
    errors: [403, 404],
    refuse: ({ ctx }) => refuseTrusts(ctx.token),
    async handle({ tx, ctx, target }) {
      const [shown] = await completed(tx, [target])
      return { application_credential: renderCredential(shown!, ctx) }
    },
  }),

  operation({
    id: 'application_credentials.delete',
    method: 'DELETE',
    path: '/users/{user_id}/application_credentials/{application_credential_id}',
    summary: 'Delete an application credential; its tokens end with the next request.',
    policy: policies.DELETE_CREDENTIAL,
    target: credential,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    refuse({ ctx: { token } }) {
      refuseTrusts(token)
      refuseRestricted(token, 'application credentials')
    },
    handle: ({ tx, target }) => deleteCredential(tx, target.id),
  }),
]
