import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { refuseApplicationCredentials } from '../delegated.ts'
import { missing } from '../faults.ts'
import { texts } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { endedByTrust } from '../revocations/revocations.store.ts'
import { renderRole, ROLE } from '../roles/roles.view.ts'
import { named } from '../rows.store.ts'
import { createTrust } from './trusts.usecase.ts'
import * as policies from './policies.ts'
import { NEW_TRUST } from './trusts.schemas.ts'
import { deleteTrust, findTrust, listTrusts, rolesOfTrust, type TrustRow } from './trusts.store.ts'
import { isAlive } from './trusts.ts'
import {
  renderRoles,
  renderTrust,
  renderWithRoles,
  ROLES_LINKS,
  TRUST,
  TRUST_OF_LIST,
} from './trusts.view.ts'

const NAMED = named('trust_id', {
  table: 'identity_trusts',
  find: findTrust,
  missing: (id) => missing('trust', id),
})

/** One that is no longer alive is missed, before anybody is judged as in Keystone. */
const trust = target<TrustRow, { readonly trust_id: string }>({
  ...NAMED,
  async load(tx, search) {
    const row = await NAMED.load(tx, search)
    return row !== undefined && isAlive(row, search.env.clock.isoNow()) ? row : undefined
  },
  attributes: ({ trustor_user_id, trustee_user_id }) => ({
    target: { trust: { trustor_user_id, trustee_user_id } },
  }),
})

const QUERY = texts('trustor_user_id', 'trustee_user_id')

type TrustTexts = NonNullable<(typeof QUERY)['type']>

/** Whose trusts are asked for; undefined where nobody in particular. */
function partyOf({ trustor_user_id: trustorId, trustee_user_id: trusteeId }: TrustTexts) {
  if (trustorId) return { trustorId }
  return trusteeId ? { trusteeId } : undefined
}

/** Everybody may ask for the trusts that they are a party of. */
function authorizeList(ctx: RequestContext, party: ReturnType<typeof partyOf>): void {
  if (party === undefined) return ctx.authorize(policies.LIST_TRUSTS)
  if ('trustorId' in party) {
    const target = { target: { trust: { trustor_user_id: party.trustorId } } }
    return ctx.authorize(policies.LIST_FOR_TRUSTOR, target)
  }
  const target = { target: { trust: { trustee_user_id: party.trusteeId } } }
  ctx.authorize(policies.LIST_FOR_TRUSTEE, target)
}

export const TRUST_RULES = [
  policies.LIST_TRUSTS,
  policies.LIST_FOR_TRUSTOR,
  policies.LIST_FOR_TRUSTEE,
]

const PATH = '/OS-TRUST/trusts'

export const trustsOperations = [
  operation({
    id: 'trusts.list',
    method: 'GET',
    path: PATH,
    summary: 'List trusts: all, or those that a user gave or was given.',
    policy: AUTHENTICATED,
    query: QUERY,
    response: { 200: collectionOf('trusts', TRUST_OF_LIST) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const party = partyOf(query)
      authorizeList(ctx, party)
      refuseApplicationCredentials(ctx.token)
      // Any other parameter finds nothing: Keystone lists all only where nothing is asked.
      const others = party === undefined && Object.keys(query).length > 0
      const rows = others ? [] : await listTrusts(tx, party ?? {})
      return collection(
        ctx,
        'trusts',
        rows.map((row) => renderTrust(row, ctx)),
      )
    },
  }),

  operation({
    id: 'trusts.create',
    method: 'POST',
    path: PATH,
    summary: 'Trust somebody with some of one’s own roles on a project.',
    policy: policies.CREATE_TRUST,
    judgedOn: ({ body }) => ({ target: { trust: (body as { trust?: object })?.trust } }),
    checks: BODY_FIRST,
    body: NEW_TRUST,
    success: 201,
    response: { 201: closed({ trust: TRUST }) },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, body }) {
      refuseApplicationCredentials(ctx.token)
      const row = await createTrust(tx, ctx, env, body.trust)
      return { trust: renderWithRoles(row, await rolesOfTrust(tx, row.id), ctx) }
    },
  }),

  operation({
    id: 'trusts.show',
    method: 'GET',
    path: `${PATH}/{trust_id}`,
    summary: 'Show a trust.',
    policy: policies.GET_TRUST,
    target: trust,
    response: { 200: closed({ trust: TRUST }) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseApplicationCredentials(ctx.token)
      return { trust: renderWithRoles(target, await rolesOfTrust(tx, target.id), ctx) }
    },
  }),

  operation({
    id: 'trusts.delete',
    method: 'DELETE',
    path: `${PATH}/{trust_id}`,
    summary: 'Delete a trust and those redelegated from it; their tokens end.',
    policy: policies.DELETE_TRUST,
    target: trust,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, env, target }) {
      refuseApplicationCredentials(ctx.token)
      await recordEnd(tx, env, await endedByTrust(tx, target.id))
      await deleteTrust(tx, target.id)
    },
  }),

  operation({
    id: 'trusts.list_roles',
    method: 'GET',
    path: `${PATH}/{trust_id}/roles`,
    summary: 'List the roles of a trust.',
    policy: policies.LIST_ROLES_FOR_TRUST,
    target: trust,
    query: NO_PARAMETERS,
    response: { 200: closed({ roles: T.Array(ROLE), links: ROLES_LINKS }) },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      refuseApplicationCredentials(ctx.token)
      return renderRoles(target.id, await rolesOfTrust(tx, target.id), ctx)
    },
  }),

  operation({
    id: 'trusts.show_role',
    method: 'GET',
    path: `${PATH}/{trust_id}/roles/{role_id}`,
    summary: 'Show a role of a trust.',
    policy: policies.GET_ROLE_FOR_TRUST,
    target: trust,
    response: { 200: closed({ role: ROLE }) },
    errors: [403, 404],
    async handle({ tx, ctx, params, target }) {
      refuseApplicationCredentials(ctx.token)
      const roles = await rolesOfTrust(tx, target.id)
      const role = roles.find(({ id }) => id === params.role_id)
      if (role === undefined) throw missing('role', params.role_id)
      return { role: renderRole(role, ctx) }
    },
  }),
]
