import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { SELF } from '../collections.ts'
import { missing } from '../faults.ts'
import { operation, target, targets } from '../operation.ts'
import type { RoleState } from '../tokens/tokens.store.ts'
import { named } from '../rows.store.ts'
import * as policies from './policies.ts'
import {
  deleteImplied,
  doesNotImply,
  findRole,
  impliedRoles,
  insertImplied,
  type RoleRow,
} from './roles.store.ts'
import { roleFacts } from './roles.ops.ts'
import { renderRoleBrief, ROLE_BRIEF } from './roles.view.ts'

const PATH = '/roles/{prior_role_id}/implies/{implied_role_id}'

/** Keystone's prohibited_implied_role: nobody becomes an administrator by implication. */
const NEVER_IMPLIED = new Set(['admin'])

interface Pair {
  readonly prior: RoleRow
  readonly implied: RoleRow
}

function byId<Name extends string>(parameter: Name) {
  return named(parameter, {
    table: 'identity_roles',
    find: findRole,
    missing: (id) => missing('role', id),
  })
}

const PRIOR = byId('prior_role_id')

const prior = target<RoleRow, { readonly prior_role_id: string }>({
  ...PRIOR,
  attributes: (row) => ({ prior_role_id: row.id, target: { prior_role: roleFacts(row) } }),
})

const pair = targets<Pair, { readonly prior_role_id: string; readonly implied_role_id: string }>({
  parts: { prior: PRIOR, implied: byId('implied_role_id') },
  attributes: (roles) => ({
    target: { prior_role: roleFacts(roles.prior), implied_role: roleFacts(roles.implied) },
  }),
})

const ONE = closed({
  role_inference: closed({ prior_role: ROLE_BRIEF, implies: ROLE_BRIEF }),
  links: SELF,
})

const MANY = closed({
  role_inference: closed({ prior_role: ROLE_BRIEF, implies: T.Array(ROLE_BRIEF) }),
  links: SELF,
})

function inference(roles: Pair, ctx: RequestContext) {
  return {
    role_inference: {
      prior_role: renderRoleBrief(roles.prior, ctx),
      implies: renderRoleBrief(roles.implied, ctx),
    },
    links: { self: `${ctx.endpoint}/roles/${roles.prior.id}/implies/${roles.implied.id}` },
  }
}

/** @throws 404 where the one does not imply the other */
async function checked(tx: Tx, roles: Pair): Promise<Pair> {
  const links = await impliedRoles(tx, roles.prior.id)
  if (links.some(({ implied }) => implied.id === roles.implied.id)) return roles
  throw doesNotImply(roles.prior.id, roles.implied.id)
}

export const implicationsOperations = [
  operation({
    id: 'roles.list_implied',
    method: 'GET',
    path: '/roles/{prior_role_id}/implies',
    summary: 'List what a role implies directly.',
    policy: policies.LIST_IMPLIED_ROLES,
    target: prior,
    response: { 200: MANY },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const links = await impliedRoles(tx, target.id)
      return {
        role_inference: {
          prior_role: renderRoleBrief(target, ctx),
          implies: links.map(({ implied }) => renderRoleBrief(implied, ctx)),
        },
        links: { self: `${ctx.endpoint}/roles/${target.id}/implies` },
      }
    },
  }),

  operation({
    id: 'roles.show_implied',
    method: 'GET',
    path: PATH,
    summary: 'Show that one role implies another.',
    policy: policies.GET_IMPLIED_ROLE,
    target: pair,
    response: { 200: ONE },
    errors: [403, 404],
    handle: async ({ tx, ctx, target }) => inference(await checked(tx, target), ctx),
  }),

  operation({
    id: 'roles.check_implied',
    method: 'HEAD',
    path: PATH,
    summary: 'Check whether one role implies another.',
    policy: policies.CHECK_IMPLIED_ROLE,
    target: pair,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, target }) {
      await checked(tx, target)
    },
  }),

  operation({
    id: 'roles.imply',
    method: 'PUT',
    path: PATH,
    summary: 'Let a role imply another.',
    policy: policies.CREATE_IMPLIED_ROLE,
    target: pair,
    success: 201,
    response: { 201: ONE },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      if (NEVER_IMPLIED.has(target.implied.name)) {
        throw forbidden(`${target.implied.id} cannot be an implied roles.`)
      }
      if (target.prior.domain_id === null && target.implied.domain_id !== null) {
        throw forbidden('Global role cannot imply a domain-specific role')
      }
      await insertImplied(tx, target.prior.id, target.implied.id)
      return inference(target, ctx)
    },
  }),

  operation({
    id: 'roles.imply_not',
    method: 'DELETE',
    path: PATH,
    summary: 'Let a role imply another no longer.',
    policy: policies.DELETE_IMPLIED_ROLE,
    target: pair,
    lock: 'none',
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteImplied(tx, target.prior.id, target.implied.id),
  }),

  operation({
    id: 'roles.list_inferences',
    method: 'GET',
    path: '/role_inferences',
    summary: 'List all implications of roles.',
    policy: policies.LIST_ROLE_INFERENCE_RULES,
    query: NO_PARAMETERS,
    response: {
      200: closed({
        role_inferences: T.Array(closed({ prior_role: ROLE_BRIEF, implies: T.Array(ROLE_BRIEF) })),
      }),
    },
    errors: [403],
    async handle({ tx, ctx }) {
      const byPrior = new Map<string, { prior: RoleState; implied: RoleState[] }>()
      for (const { prior: from, implied } of await impliedRoles(tx)) {
        const entry = byPrior.get(from.id) ?? { prior: from, implied: [] }
        entry.implied.push(implied)
        byPrior.set(from.id, entry)
      }
      return {
        role_inferences: [...byPrior.values()].map((entry) => ({
          prior_role: renderRoleBrief(entry.prior, ctx),
          implies: entry.implied.map((role) => renderRoleBrief(role, ctx)),
        })),
      }
    },
  }),
]
