import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { parseExactly } from '../../kernel/python.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { refuseOtherId } from '../changes.ts'
import { collectionOf, pagedCollection, SELF } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { named } from '../rows.store.ts'
import { CREDENTIAL_CHANGES, NEW_CREDENTIAL } from './credentials.schemas.ts'
import {
  CREDENTIALS,
  deleteCredential,
  findCredential,
  listCredentials,
  updateCredential,
  type CredentialRow,
} from './credentials.store.ts'
import { isWithin, refuseOutside } from './credentials.ts'
import { changedCredential, createCredential } from './credentials.usecase.ts'
import * as policies from './policies.ts'

/** Open, because clients may have put attributes of their own into it. */
const CREDENTIAL = T.Object({
  id: T.String(),
  user_id: T.String(),
  project_id: nullable(T.String()),
  type: T.String(),
  blob: T.String(),
  links: SELF,
})

const ONE = closed({ credential: CREDENTIAL })

function render(row: CredentialRow, blob: string, ctx: RequestContext) {
  const { id, user_id, project_id, type } = row
  const links = { self: `${ctx.endpoint}/credentials/${id}` }
  return { ...(parseExactly(row.extra) as object), id, user_id, project_id, type, blob, links }
}

function facts({ id, user_id, project_id, type }: CredentialRow) {
  return { target: { credential: { id, user_id, project_id, type } } }
}

export const CREDENTIAL_NAMED = named('credential_id', {
  table: 'identity_credentials',
  find: findCredential,
  missing: (id) => missing('credential', id),
})

const credential = target({
  ...CREDENTIAL_NAMED,
  whenMissing: 'last',
  attributes: (row) => (row === undefined ? {} : facts(row)),
})

export const credentialsOperations = [
  operation({
    id: 'credentials.list',
    method: 'GET',
    path: '/credentials',
    summary: 'List credentials: one’s own, or for administrators everybody’s.',
    policy: policies.LIST_CREDENTIALS,
    judgedOn: ({ ctx }) =>
      ctx.token.systemScope === undefined
        ? { target: { credential: { user_id: ctx.userId } } }
        : {},
    query: keystoneList(CREDENTIALS.columns, { usual: true }),
    response: { 200: collectionOf('credentials', CREDENTIAL) },
    errors: [403],
    async handle({ tx, ctx, env, query }) {
      const sees = (row: CredentialRow) =>
        ctx.allows(policies.GET_CREDENTIAL, facts(row)) && isWithin(ctx.token, row)
      const page = await listCredentials(tx, query, sees)
      const items = page.map((row) => render(row, env.vault.open(row.blob, row.id), ctx))
      return pagedCollection(ctx, 'credentials', items, query)
    },
  }),

  operation({
    id: 'credentials.create',
    method: 'POST',
    path: '/credentials',
    summary: 'Make a credential. Its secret is encrypted before it is stored.',
    policy: policies.CREATE_CREDENTIAL,
    judgedOn: ({ body }) => ({
      target: { credential: (body as { credential?: object })?.credential },
    }),
    checks: BODY_FIRST,
    body: NEW_CREDENTIAL,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 409],
    async handle({ tx, ctx, env, body }) {
      const { row, blob } = await createCredential(tx, env, ctx.token, body.credential)
      return { credential: render(row, blob, ctx) }
    },
  }),

  operation({
    id: 'credentials.show',
    method: 'GET',
    path: '/credentials/{credential_id}',
    summary: 'Show a credential with its secret.',
    policy: policies.GET_CREDENTIAL,
    target: credential,
    response: { 200: ONE },
    errors: [403, 404],
    handle({ ctx, env, target: row }) {
      refuseOutside(ctx.token, row)
      return { credential: render(row, env.vault.open(row.blob, row.id), ctx) }
    },
  }),

  operation({
    id: 'credentials.update',
    method: 'PATCH',
    path: '/credentials/{credential_id}',
    summary: 'Change a credential.',
    policy: policies.UPDATE_CREDENTIAL,
    target: credential,
    checks: BODY_FIRST,
    body: CREDENTIAL_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, target: row, body }) {
      refuseOutside(ctx.token, row)
      refuseOtherId(body.credential, row.id)
      const { after, blob } = changedCredential(env, row, body.credential)
      // It must not become somebody else's, nor another project's, by those who could not make it.
      ctx.authorize(policies.UPDATE_CREDENTIAL, facts(after))
      refuseOutside(ctx.token, after)
      const { id: _id, last_step: _step, ...changes } = after
      await updateCredential(tx, row.id, changes)
      return { credential: render(after, blob, ctx) }
    },
  }),

  operation({
    id: 'credentials.delete',
    method: 'DELETE',
    path: '/credentials/{credential_id}',
    summary: 'Delete a credential.',
    policy: policies.DELETE_CREDENTIAL,
    target: credential,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseOutside(ctx.token, target)
      await deleteCredential(tx, target.id)
    },
  }),
]
