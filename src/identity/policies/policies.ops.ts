import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, extraOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { operation, target } from '../operation.ts'
import { named } from '../rows.store.ts'
import { open } from '../schemas.ts'
import {
  POLICIES,
  deletePolicy,
  findPolicy,
  insertPolicy,
  listPolicies,
  updatePolicy,
} from './policies.store.ts'
import { POLICY, renderPolicy } from './policies.view.ts'
import { CREATE_POLICY, DELETE_POLICY, GET_POLICY, LIST_POLICIES, UPDATE_POLICY } from './rules.ts'

export const POLICY_NAMED = named('policy_id', {
  table: 'identity_policies',
  find: findPolicy,
  missing: (id) => missing('policy', id),
})

export const policyTarget = target({
  ...POLICY_NAMED,
  whenMissing: 'last',
  attributes: (_, { policy_id }) => ({ policy_id }),
})

const BLOB = T.String()
const TYPE = T.String({ maxLength: 255 })

/** Source: keystone/policy/schema.py. */
const NEW = open({ policy: open({ blob: BLOB, type: TYPE }) })
const CHANGES = open({
  policy: T.Object({ blob: T.Optional(BLOB), type: T.Optional(TYPE) }, { minProperties: 1 }),
})

const ATTRIBUTES = new Set(['id', 'blob', 'type', 'links'])
const ONE = closed({ policy: POLICY })

export const policiesOperations = [
  operation({
    id: 'policies.list',
    method: 'GET',
    path: '/policies',
    summary: 'List the policies that are kept here. Nothing in this cloud heeds them.',
    policy: LIST_POLICIES,
    query: keystoneList(POLICIES.columns, { usual: true }),
    response: { 200: collectionOf('policies', POLICY) },
    errors: [403],
    async handle({ tx, ctx, query }) {
      const rows = await listPolicies(tx, query)
      const items = rows.map((row) => renderPolicy(row, ctx))
      return pagedCollection(ctx, 'policies', items, query)
    },
  }),

  operation({
    id: 'policies.create',
    method: 'POST',
    path: '/policies',
    summary: 'Keep a policy, for services that look for theirs here.',
    policy: CREATE_POLICY,
    body: NEW,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const asked = body.policy
      const row = {
        id: env.ids.hex(),
        blob: asked.blob,
        type: asked.type,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertPolicy(tx, row)
      return { policy: renderPolicy(row, ctx) }
    },
  }),

  operation({
    id: 'policies.show',
    method: 'GET',
    path: '/policies/{policy_id}',
    summary: 'Show a policy.',
    policy: GET_POLICY,
    target: policyTarget,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ policy: renderPolicy(target, ctx) }),
  }),

  operation({
    id: 'policies.update',
    method: 'PATCH',
    path: '/policies/{policy_id}',
    summary: 'Change a policy.',
    policy: UPDATE_POLICY,
    target: policyTarget,
    body: CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    refuse({ params, body }) {
      const { id } = body.policy as { id?: unknown }
      if ((id ?? params.policy_id) !== params.policy_id) throw badRequest('Cannot change policy ID')
    },
    async handle({ tx, ctx, target: before, body }) {
      const changes = body.policy
      const extra = { ...(parseExactly(before.extra) as object), ...extraOf(changes, ATTRIBUTES) }
      const after = {
        id: before.id,
        blob: changes.blob ?? before.blob,
        type: changes.type ?? before.type,
        extra: JSON.stringify(extra),
      }
      await updatePolicy(tx, after)
      return { policy: renderPolicy(after, ctx) }
    },
  }),

  operation({
    id: 'policies.delete',
    method: 'DELETE',
    path: '/policies/{policy_id}',
    summary: 'Delete a policy.',
    policy: DELETE_POLICY,
    target: policyTarget,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deletePolicy(tx, target.id),
  }),
]
