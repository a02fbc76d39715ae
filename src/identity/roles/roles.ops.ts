import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { closed } from '../../kernel/view.ts'
import {
  changedOptions,
  IMMUTABLE_OPTION,
  refuseDeletionOfImmutable,
  refuseUpdateOfImmutable,
} from '../options.ts'
import { findDomain } from '../projects/projects.store.ts'
import { named } from '../rows.store.ts'
import { ID, NAME, NULLABLE_ID, NULLABLE_TEXT, open } from '../schemas.ts'
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
const NEW_ROLE = closed({ role: open({ name: NAME, ...PROPERTIES }) })
const ROLE_CHANGES = closed({
  role: T.Object({ name: T.Optional(NAME), ...PROPERTIES }, { minProperties: 1 }),
})

const ATTRIBUTES = new Set(['id', 'name', 'domain_id', 'description', 'options', 'links'])

/** A role that belongs to a domain has rules of its own, besides. */
function authorizeDomainRole(ctx: RequestContext, row: RoleRow, rule: PolicyRule): void {
  if (row.domain_id !== null) ctx.authorize(rule, { target: { role: roleFacts(row) } })
}

export const rolesOperations = resourceOperations({
  one: 'role',
  all: 'roles',
  path: '/roles',
  parameter: 'role_id',
  target: role,
  schema: ROLE,
  render: renderRole,
  list: {
    summary: 'List roles, or those of a domain.',
    policy: policies.LIST_ROLES,
    checks: BODY_FIRST,
    query: keystoneList(ROLES.columns, { usual: true, held: { name: NAME, domain_id: ID } }),
    errors: [400, 403],
    handle({ tx, ctx }, query) {
      const ofDomain = Boolean(query.texts['domain_id'])
      if (ofDomain) ctx.authorize(policies.LIST_DOMAIN_ROLES)
      return listRoles(tx, query, ofDomain)
    },
  },
  create: {
    summary: 'Make a role.',
    policy: policies.CREATE_ROLE,
    checks: BODY_FIRST,
    body: NEW_ROLE,
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
      return row
    },
  },
  show: {
    summary: 'Show a role.',
    policy: policies.GET_ROLE,
    authorizeRow: (ctx, row) => authorizeDomainRole(ctx, row, policies.GET_DOMAIN_ROLE),
  },
  update: {
    summary: 'Change a role.',
    policy: policies.UPDATE_ROLE,
    checks: BODY_FIRST,
    body: ROLE_CHANGES,
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, target: before, body }) {
      const changes = body.role
      authorizeDomainRole(ctx, before, policies.UPDATE_DOMAIN_ROLE)
      refuseOtherId(changes, before.id)
      refuseUpdateOfImmutable('role', before, changes)
      if (changes.domain_id !== undefined && changes.domain_id !== before.domain_id) {
        throw badRequest('Update of `domain_id` is not allowed.')
      }
      const after = {
        name: changes.name ?? before.name,
        description: changes.description === undefined ? before.description : changes.description,
        options: changedOptions(before.options, changes.options),
        extra: changedExtra(before.extra, changes, ATTRIBUTES),
      }
      await updateRole(tx, before.id, after)
      return { ...before, ...after }
    },
  },
  delete: {
    summary: 'Delete a role; whoever had it loses it.',
    policy: policies.DELETE_ROLE,
    async handle({ tx, ctx, target: row }) {
      authorizeDomainRole(ctx, row, policies.DELETE_DOMAIN_ROLE)
      refuseDeletionOfImmutable('role', row)
      await deleteRole(tx, row.id)
    },
  },
})
