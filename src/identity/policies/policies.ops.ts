import { Type as T } from 'typebox'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { target } from '../operation.ts'
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
const NEW = open({
  policy: T.Object({ blob: BLOB, type: TYPE }, { additionalProperties: true }),
})
const CHANGES = open({
  policy: T.Object(
    { blob: T.Optional(BLOB), type: T.Optional(TYPE) },
    { minProperties: 1, additionalProperties: true },
  ),
})

const ATTRIBUTES = new Set(['id', 'blob', 'type', 'links'])

export const policiesOperations = resourceOperations({
  one: 'policy',
  all: 'policies',
  path: '/policies',
  parameter: 'policy_id',
  target: policyTarget,
  schema: POLICY,
  render: renderPolicy,
  list: {
    summary: 'List the policies that are kept here. Nothing in this cloud heeds them.',
    policy: LIST_POLICIES,
    query: keystoneList(POLICIES.columns, { usual: true }),
    handle: ({ tx }, query) => listPolicies(tx, query),
  },
  create: {
    summary: 'Keep a policy, for services that look for theirs here.',
    policy: CREATE_POLICY,
    body: NEW,
    errors: [400, 403],
    async handle({ tx, env, body }) {
      const asked = body.policy
      const row = {
        id: env.ids.hex(),
        blob: asked.blob,
        type: asked.type,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertPolicy(tx, row)
      return row
    },
  },
  show: { summary: 'Show a policy.', policy: GET_POLICY },
  update: {
    summary: 'Change a policy.',
    policy: UPDATE_POLICY,
    body: CHANGES,
    refuse: ({ params, body }) =>
      refuseOtherId(body.policy, params.policy_id, 'Cannot change policy ID'),
    async handle({ tx, target: before, body }) {
      const changes = body.policy
      const after = {
        id: before.id,
        blob: changes.blob ?? before.blob,
        type: changes.type ?? before.type,
        extra: changedExtra(before.extra, changes, ATTRIBUTES),
      }
      await updatePolicy(tx, after)
      return after
    },
  },
  delete: {
    summary: 'Delete a policy.',
    policy: DELETE_POLICY,
    handle: ({ tx, target }) => deletePolicy(tx, target.id),
  },
})
