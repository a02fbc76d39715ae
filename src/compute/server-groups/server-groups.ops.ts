import { Type as T } from 'typebox'
import { MAX_LIMIT } from '../../kernel/lists/paging.ts'
import { since } from '../../kernel/operation.ts'
import { closed, many, one } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { operation, target } from '../operation.ts'
import { NAME, NATURAL_NUMBER, NO_QUERY, POSITIVE_INTEGER } from '../parameters.ts'
import { HARD_POLICIES, SERVER_GROUP_POLICIES, type ServerGroupPolicy } from './group-policy.ts'
import * as policies from './policies.ts'
import { isSeenBy, serverGroupNotFound, type ServerGroup } from './server-group.ts'
import { serverGroupView, type ShownGroup } from './server-group.view.ts'
import {
  deleteServerGroup,
  findServerGroup,
  listServerGroups,
  membersOf,
} from './server-groups.store.ts'
import { createServerGroup } from './server-groups.usecase.ts'

const PATH = '/os-server-groups'
const ONE = `${PATH}/{server_group_id}` as const

/** Found before the policy is asked. */
const serverGroupTarget = target<ServerGroup, { readonly server_group_id: string }>({
  async load(tx, { ctx, params, lock }) {
    const group = await findServerGroup(tx, params.server_group_id, lock)
    return group && isSeenBy(ctx, group) ? group : undefined
  },
  missing: ({ server_group_id: id }) => serverGroupNotFound(id),
  attributes: ({ project_id }) => ({ project_id }),
})

async function shown(tx: Tx, groups: readonly ServerGroup[]): Promise<ShownGroup[]> {
  const members = await membersOf(tx, groups)
  return groups.map((group) => ({ group, members: members.get(group.id) ?? [] }))
}

const PAGE = {
  all_projects: T.Optional(T.String()),
  limit: T.Optional(NATURAL_NUMBER),
  offset: T.Optional(NATURAL_NUMBER),
}

/** No limit, and one of 0, is the largest there is (nova/api/openstack/common.py, limited). */
function pageOf({ limit = '0', offset = '0' }: { limit?: string; offset?: string }) {
  return {
    limit: Math.min(Number(limit) || MAX_LIMIT, MAX_LIMIT),
    offset: Math.min(Number(offset), Number.MAX_SAFE_INTEGER),
  }
}

const list = operation({
  id: 'server_groups.list',
  method: 'GET',
  path: PATH,
  summary: 'List server groups',
  policy: policies.LIST,
  // Groups and their members are read one after the other, and are shown as one state.
  transaction: 'snapshot',
  query: since({ '2.0': T.Object(PAGE, { additionalProperties: true }), '2.75': closed(PAGE) }),
  response: { 200: many('server_groups', serverGroupView) },
  errors: [400, 403],
  async handle({ tx, ctx, query }) {
    // Who is no administrator asks for all projects in vain, and gets his own.
    const isOfAll = query.all_projects !== undefined && ctx.isAdmin
    if (isOfAll) ctx.authorize(policies.LIST_ALL)
    const groups = await listServerGroups(tx, isOfAll ? undefined : ctx.projectId, pageOf(query))
    return { server_groups: serverGroupView.list(await shown(tx, groups), ctx) }
  },
})

const onePolicy = (allowed: readonly ServerGroupPolicy[]) =>
  T.Unsafe<readonly [ServerGroupPolicy]>({
    type: 'array',
    items: [{ type: 'string', enum: [...allowed] }],
    uniqueItems: true,
    minItems: 1,
    maxItems: 1,
  })

const policiesBody = (allowed: readonly ServerGroupPolicy[]) =>
  closed({ server_group: closed({ name: NAME, policies: onePolicy(allowed) }) })

const policyBody = closed({
  server_group: closed({
    name: NAME,
    policy: T.Unsafe<ServerGroupPolicy>({ type: 'string', enum: [...SERVER_GROUP_POLICIES] }),
    rules: T.Optional(closed({ max_server_per_host: T.Optional(POSITIVE_INTEGER) })),
  }),
})

const create = operation({
  id: 'server_groups.create',
  method: 'POST',
  path: PATH,
  summary: 'Create a server group',
  policy: policies.CREATE,
  body: since({
    '2.0': policiesBody(HARD_POLICIES),
    '2.15': policiesBody(SERVER_GROUP_POLICIES),
    '2.64': policyBody,
  }),
  response: { 200: one('server_group', serverGroupView) },
  errors: [400, 403],
  async handle(call) {
    const { name, ...told } = call.body.server_group
    const policy = 'policy' in told ? told.policy : told.policies[0]
    const most = 'policy' in told ? told.rules?.max_server_per_host : undefined
    const rules =
      most === undefined
        ? {}
        : { max_server_per_host: Math.min(Number(most), Number.MAX_SAFE_INTEGER) }
    const group = await createServerGroup(call, { name, policy, rules })
    return { server_group: serverGroupView.render({ group, members: [] }, call.ctx) }
  },
})

const show = operation({
  id: 'server_groups.show',
  method: 'GET',
  path: ONE,
  summary: 'Show a server group',
  policy: policies.SHOW,
  target: serverGroupTarget,
  checks: ['body', 'target', 'policy'],
  query: NO_QUERY,
  response: { 200: one('server_group', serverGroupView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, target: group }) {
    const [found] = await shown(tx, [group])
    return { server_group: serverGroupView.render(found!, ctx) }
  },
})

const remove = operation({
  id: 'server_groups.delete',
  method: 'DELETE',
  path: ONE,
  summary: 'Delete a server group; its servers stay',
  policy: policies.DELETE,
  target: serverGroupTarget,
  checks: ['body', 'target', 'policy'],
  success: 204,
  response: { 204: null },
  errors: [403, 404],
  handle: ({ tx, target: { id } }) => deleteServerGroup(tx, id),
})

/** Rules that handlers ask about and no operation names. */
export const serverGroupRules = [policies.LIST_ALL]

export const serverGroupOperations = [list, create, show, remove]
