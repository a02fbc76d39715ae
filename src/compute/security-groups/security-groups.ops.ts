import { Type as T } from 'typebox'
import { many, one } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { NATURAL_NUMBER, NO_QUERY } from '../parameters.ts'
import { limited, VERSIONS } from '../proxied.ts'
import { CREATE, DELETE, LIST, SHOW, UPDATE } from './policies.ts'
import { inOrder } from './security-group.ts'
import { securityGroupView } from './security-group.view.ts'
import {
  createGroup,
  deleteGroup,
  groupsOf,
  groupTarget,
  updateGroup,
  withSources,
} from './security-groups.usecase.ts'

/** Security groups moved to Network, which is asked. Source: nova/api/openstack/compute/security_groups.py. */
const ROOT = '/os-security-groups'
const ONE = `${ROOT}/{security_group_id}` as const

const TEXT = T.String({ minLength: 0, maxLength: 255 })
const open = { additionalProperties: true }
const BODY = T.Object({ security_group: T.Object({ name: TEXT, description: TEXT }, open) }, open)

const list = operation({
  id: 'security_groups.list',
  method: 'GET',
  path: ROOT,
  summary: 'List security groups',
  versions: VERSIONS,
  policy: LIST,
  query: T.Object(
    {
      limit: T.Optional(NATURAL_NUMBER),
      offset: T.Optional(NATURAL_NUMBER),
      all_tenants: T.Optional(T.String()),
    },
    open,
  ),
  response: { 200: many('security_groups', securityGroupView) },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const groups = await groupsOf(tx, env, ctx, query.all_tenants !== undefined)
    const shown = await withSources(tx, env, ctx, limited(groups, query))
    return { security_groups: securityGroupView.list(inOrder(shown), ctx) }
  },
})

const create = operation({
  id: 'security_groups.create',
  method: 'POST',
  path: ROOT,
  summary: 'Create a security group',
  versions: VERSIONS,
  policy: CREATE,
  body: BODY,
  response: { 200: one('security_group', securityGroupView) },
  errors: [400, 403],
  async handle({ tx, ctx, env, body }) {
    const made = await createGroup(tx, env, ctx, body.security_group)
    const [shown] = await withSources(tx, env, ctx, [made])
    return { security_group: securityGroupView.render(shown!, ctx) }
  },
})

const show = operation({
  id: 'security_groups.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a security group',
  versions: VERSIONS,
  policy: SHOW,
  target: groupTarget,
  query: NO_QUERY,
  response: { 200: one('security_group', securityGroupView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target }) {
    const [shown] = await withSources(tx, env, ctx, [target])
    return { security_group: securityGroupView.render(shown!, ctx) }
  },
})

const update = operation({
  id: 'security_groups.update',
  method: 'PUT',
  path: ONE,
  summary: 'Change name and description of a security group',
  versions: VERSIONS,
  policy: UPDATE,
  target: groupTarget,
  body: BODY,
  response: { 200: one('security_group', securityGroupView) },
  errors: [400, 403, 404, 409],
  async handle({ tx, ctx, env, target, body }) {
    const changed = await updateGroup(tx, env, ctx, target.id, body.security_group)
    const [shown] = await withSources(tx, env, ctx, [changed])
    return { security_group: securityGroupView.render(shown!, ctx) }
  },
})

const remove = operation({
  id: 'security_groups.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a security group',
  versions: VERSIONS,
  policy: DELETE,
  target: groupTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target }) => deleteGroup(tx, env, ctx, target.id),
})

export const securityGroupOperations = [list, create, show, update, remove]
