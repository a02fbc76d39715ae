import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import type { Target } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { collectionOf, extraOf, pagedCollection } from '../collections.ts'
import { found, missing, type Sought } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { operation } from '../operation.ts'
import { lockedRow } from '../rows.store.ts'
import { open } from '../schemas.ts'
import {
  POLICIES,
  deletePolicy,
  findPolicy,
  insertPolicy,
  listPolicies,
  updatePolicy,
  type PolicyRow,
} from './policies.store.ts'
import { POLICY, renderPolicy } from './policies.view.ts'
import { CREATE_POLICY, DELETE_POLICY, GET_POLICY, LIST_POLICIES, UPDATE_POLICY } from './rules.ts'

export const policyTarget: Target<Sought<PolicyRow>, { readonly policy_id: string }> = {
  async load(tx, _ctx, { policy_id: id }) {
    return { id, row: await findPolicy(tx, id) }
  },
  attributes: ({ id }) => ({ policy_id: id }),
}

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
    handle: ({ ctx, target }) => ({ policy: renderPolicy(found('policy', target), ctx) }),
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
    async handle({ tx, ctx, target, body }) {
      const changes: typeof body.policy & { id?: unknown } = body.policy
      if ((changes.id ?? target.id) !== target.id) throw badRequest('Cannot change policy ID')
      const before = await lockedRow(tx, 'identity_policies', target.id)
      if (before === undefined) throw missing('policy', target.id)
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
    async handle({ tx, target: { id } }) {
      if (!(await deletePolicy(tx, id))) throw missing('policy', id)
    },
  }),
]
