/** EC2 credentials under their user: an access key and a secret for a project. */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { unauthorized } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collection, collectionOf, SELF } from '../collections.ts'
import { reaches } from '../delegated.ts'
import { missing } from '../faults.ts'
import { operation, target, type IdentityEnv } from '../operation.ts'
import { findUser } from '../users/users.store.ts'
import { NEW_EC2_CREDENTIAL } from './credentials.schemas.ts'
import { credentialsOfUser, deleteCredential, type CredentialRow } from './credentials.store.ts'
import { ec2BlobOf, idOfAccess, refuseEc2Outside } from './credentials.ts'
import { createEc2Credential } from './credentials.usecase.ts'
import { CREDENTIAL_NAMED } from './credentials.ops.ts'
import * as policies from './policies.ts'

const EC2_CREDENTIAL = closed({
  user_id: T.String(),
  tenant_id: nullable(T.String()),
  access: T.String(),
  secret: T.Unknown(),
  trust_id: nullable(T.String()),
  links: SELF,
})

const ONE = closed({ credential: EC2_CREDENTIAL })

function render(env: IdentityEnv, row: CredentialRow, ctx: RequestContext) {
  const { access, secret, trust_id = null } = ec2BlobOf(env.vault.open(row.blob, row.id))
  return {
    user_id: row.user_id,
    tenant_id: row.project_id,
    access,
    secret: secret ?? null,
    trust_id,
    links: { self: `${ctx.endpoint}/users/${row.user_id}/credentials/OS-EC2/${access}` },
  }
}

function byAccess({ credential_id: access }: { readonly credential_id: string }) {
  return { credential_id: idOfAccess(access) }
}

/** Judged by whose it is; one that is not there is missed before anybody is judged. */
const ec2Credential = target<CredentialRow, { readonly credential_id: string }>({
  load: (tx, search) => CREDENTIAL_NAMED.load(tx, { ...search, params: byAccess(search.params) }),
  missing: (params) => CREDENTIAL_NAMED.missing(byAccess(params)),
  attributes: ({ user_id }) => ({ target: { credential: { user_id } } }),
})

async function requireUser(tx: Tx, id: string): Promise<void> {
  if ((await findUser(tx, id)) === undefined) throw missing('user', id)
}

/** @throws 401 for a credential of another type, 403 for one out of a handed-on token's bounds */
function refuseUnfit(ctx: RequestContext, row: CredentialRow): void {
  if (row.type !== 'ec2') throw unauthorized(undefined, { cause: 'EC2 access key not found.' })
  refuseEc2Outside(ctx.token, row.project_id)
}

export const ec2Operations = [
  operation({
    id: 'ec2_credentials.list',
    method: 'GET',
    path: '/users/{user_id}/credentials/OS-EC2',
    summary: 'List the EC2 credentials of a user.',
    policy: policies.LIST_EC2,
    judgedOn: ({ params }) => ({ user_id: params.user_id }),
    query: NO_PARAMETERS,
    response: { 200: collectionOf('credentials', EC2_CREDENTIAL) },
    errors: [403, 404],
    async handle({ tx, ctx, env, params }) {
      await requireUser(tx, params.user_id)
      const rows = await credentialsOfUser(tx, params.user_id, 'ec2')
      const seen = rows.filter((row) => reaches(ctx.token, row.project_id))
      const items = seen.map((row) => render(env, row, ctx))
      return collection(ctx, 'credentials', items)
    },
  }),

  operation({
    id: 'ec2_credentials.create',
    method: 'POST',
    path: '/users/{user_id}/credentials/OS-EC2',
    summary: 'Make an EC2 credential for a project.',
    policy: policies.CREATE_EC2,
    judgedOn: ({ params }) => ({ target: { credential: { user_id: params.user_id } } }),
    body: NEW_EC2_CREDENTIAL,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, params, body }) {
      const projectId = body.tenant_id ?? 'None'
      const row = await createEc2Credential(tx, env, ctx.token, params.user_id, projectId)
      return { credential: render(env, row, ctx) }
    },
  }),

  operation({
    id: 'ec2_credentials.show',
    method: 'GET',
    path: '/users/{user_id}/credentials/OS-EC2/{credential_id}',
    summary: 'Show an EC2 credential, by its access key.',
    policy: policies.GET_EC2,
    target: ec2Credential,
    response: { 200: ONE },
    errors: [403, 404],
    async handle({ tx, ctx, env, params, target }) {
      await requireUser(tx, params.user_id)
      refuseUnfit(ctx, target)
      return { credential: render(env, target, ctx) }
    },
  }),

  operation({
    id: 'ec2_credentials.delete',
    method: 'DELETE',
    path: '/users/{user_id}/credentials/OS-EC2/{credential_id}',
    summary: 'Delete an EC2 credential, by its access key.',
    policy: policies.DELETE_EC2,
    target: ec2Credential,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, params, target }) {
      await requireUser(tx, params.user_id)
      refuseUnfit(ctx, target)
      await deleteCredential(tx, target.id)
    },
  }),
]
