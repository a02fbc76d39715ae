import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, extraOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import {
  changedOptions,
  IMMUTABLE_OPTION,
  refuseDeletionOfImmutable,
  refuseUpdateOfImmutable,
} from '../options.ts'
import { findDomain } from '../projects/projects.store.ts'
import { named } from '../rows.store.ts'
import { NAME, NULLABLE_ID, NULLABLE_TEXT, open } from '../schemas.ts'
import * as policies from './policies.ts'
import {
  deleteRole,
  findRole,
  insertRole,
  listRoles,
  ROLES,
  updateRole,
  type RoleRow,
} from './roles.store.ts'
import { renderRole, ROLE } from './roles.view.ts'

/** What policies see of a role. */
export function roleFacts(row: RoleRow | undefined): object | undefined {
  return row && { id: row.id, name: row.name, domain_id: row.domain_id }
}

export const ROLE_NAMED = named('role_id', {
  table: 'identity_roles',
  find: findRole,
  missing: (id) => missing('role', id),
})

const role = target({
  ...ROLE_NAMED,
  attributes: (row, { role_id: id }) => ({ role_id: id, target: { role: roleFacts(row) } }),
})

const PROPERTIES = {
  description: T.Optional(NULLABLE_TEXT),
  domain_id: T.Optional(NULLABLE_ID),
  options: T.Optional(IMMUTABLE_OPTION),
}
const NEW_ROLE = open({ role: open({ name: NAME, ...PROPERTIES }) })
const ROLE_CHANGES = open({
  role: T.Object({ name: T.Optional(NAME), ...PROPERTIES }, { minProperties: 1 }),
})

const ATTRIBUTES = new Set(['id', 'name', 'domain_id', 'description', 'options', 'links'])
const ONE = closed({ role: ROLE })

/** A role that belongs to a domain has rules of its own, besides. */
function authorizeDomainRole(ctx: RequestContext, row: RoleRow, rule: PolicyRule): void {
  if (row.domain_id !== null) ctx.authorize(rule, { target: { role: roleFacts(row) } })
}

export const rolesOperations = [
  operation({
    id: 'roles.list',
    method: 'GET',
    path: '/roles',
    summary: 'List roles, or those of a domain.',
    policy: policies.LIST_ROLES,
    query: keystoneList(ROLES.columns, { usual: true }),
    response: { 200: collectionOf('roles', ROLE) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const ofDomain = Boolean(query.texts['domain_id'])
      if (ofDomain) ctx.authorize(policies.LIST_DOMAIN_ROLES)
      const rows = await listRoles(tx, query, ofDomain)
      const items = rows.map((row) => renderRole(row, ctx))
      return pagedCollection(ctx, 'roles', items, query)
    },
  }),

  operation({
    id: 'roles.create',
    method: 'POST',
    path: '/roles',
    summary: 'Make a role.',
    policy: policies.CREATE_ROLE,
    checks: BODY_FIRST,
    body: NEW_ROLE,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, env, body }) {
      const asked = body.role
      const domainId = asked.domain_id ?? null
      const row = {
        id: env.ids.hex(),
        name: asked.name,
        domain_id: domainId,
        description: asked.description ?? null,
        options: changedOptions('{}', asked.options),
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      authorizeDomainRole(ctx, row, policies.CREATE_DOMAIN_ROLE)
      if (domainId !== null && (await findDomain(tx, domainId)) === undefined) {
        throw missing('domain', domainId)
      }
      await insertRole(tx, row)
      return { role: renderRole(row, ctx) }
    },
  }),

  operation({
    id: 'roles.show',
    method: 'GET',
    path: '/roles/{role_id}',
    summary: 'Show a role.',
    policy: policies.GET_ROLE,
    target: role,
    response: { 200: ONE },
    errors: [403, 404],
    handle({ ctx, target }) {
      authorizeDomainRole(ctx, target, policies.GET_DOMAIN_ROLE)
      return { role: renderRole(target, ctx) }
    },
  }),

  operation({
    id: 'roles.update',
    method: 'PATCH',
    path: '/roles/{role_id}',
    summary: 'Change a role.',
    policy: policies.UPDATE_ROLE,
    target: role,
    checks: BODY_FIRST,
    body: ROLE_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, target: before, body }) {
      const changes: typeof body.role & { id?: unknown } = body.role
      authorizeDomainRole(ctx, before, policies.UPDATE_DOMAIN_ROLE)
      if ((changes.id ?? before.id) !== before.id) throw badRequest('Cannot change ID')
      refuseUpdateOfImmutable('role', before, changes)
      if (changes.domain_id !== undefined && changes.domain_id !== before.domain_id) {
        throw badRequest('Update of `domain_id` is not allowed.')
      }
      const extra = { ...(parseExactly(before.extra) as object), ...extraOf(changes, ATTRIBUTES) }
      const after = {
        name: changes.name ?? before.name,
        description: changes.description === undefined ? before.description : changes.description,
        options: changedOptions(before.options, changes.options),
        extra: JSON.stringify(extra),
      }
      await updateRole(tx, before.id, after)
      return { role: renderRole({ ...before, ...after }, ctx) }
    },
  }),

  operation({
    id: 'roles.delete',
    method: 'DELETE',
    path: '/roles/{role_id}',
    summary: 'Delete a role; whoever had it loses it.',
    policy: policies.DELETE_ROLE,
    target: role,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, ctx, target: row }) {
      authorizeDomainRole(ctx, row, policies.DELETE_DOMAIN_ROLE)
      refuseDeletionOfImmutable('role', row)
      await deleteRole(tx, row.id)
    },
  }),
]
