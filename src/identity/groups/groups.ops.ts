import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, target } from '../operation.ts'
import { closed } from '../../kernel/view.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { findDomain } from '../projects/projects.store.ts'
import { domainOf } from '../projects/projects.usecase.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { endedByGroup } from '../revocations/revocations.store.ts'
import { named } from '../rows.store.ts'
import { ID, NAME, NULLABLE_TEXT, SORT_DIR, open } from '../schemas.ts'
import {
  GROUPS,
  deleteGroup,
  findGroup,
  insertGroup,
  listGroups,
  updateGroup,
  type GroupRow,
} from './groups.store.ts'
import { GROUP, renderGroup } from './groups.view.ts'

const ITS_DOMAIN = 'domain_id:%(target.group.domain_id)s'
const MANAGES = `(rule:admin_required) or (role:manager and ${ITS_DOMAIN})`
const SEES =
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
  `(role:reader and ${ITS_DOMAIN})`

const GET_GROUP = identityRule(
  'get_group',
  SEES,
  ANY_SCOPE,
  'Show a group.',
  'GET /v3/groups/{group_id}',
)

const LIST_GROUPS = identityRule('list_groups', SEES, ANY_SCOPE, 'List groups.', 'GET /v3/groups')

const CREATE_GROUP = identityRule(
  'create_group',
  MANAGES,
  ANY_SCOPE,
  'Make a group.',
  'POST /v3/groups',
)

const UPDATE_GROUP = identityRule(
  'update_group',
  MANAGES,
  ANY_SCOPE,
  'Change a group.',
  'PATCH /v3/groups/{group_id}',
)

const DELETE_GROUP = identityRule(
  'delete_group',
  MANAGES,
  ANY_SCOPE,
  'Delete a group.',
  'DELETE /v3/groups/{group_id}',
)

/** What policies see of a group. */
export function groupFacts(row: GroupRow | undefined): object | undefined {
  return row && { id: row.id, domain_id: row.domain_id, name: row.name }
}

export const GROUP_NAMED = named('group_id', {
  table: 'identity_groups',
  find: findGroup,
  missing: (id) => missing('group', id),
})

const groupSpec = {
  ...GROUP_NAMED,
  attributes: (row: GroupRow | undefined, { group_id: id }: { readonly group_id: string }) => ({
    group_id: id,
    target: { group: groupFacts(row) },
  }),
}

export const groupTarget = target({ ...groupSpec, whenMissing: 'last' })
/** Deleting looks for the group before it asks the policy. */
const existingGroup = target(groupSpec)

const NEW_GROUP = closed({
  group: open({ domain_id: T.Optional(ID), description: T.Optional(NULLABLE_TEXT), name: NAME }),
})

const GROUP_CHANGES = closed({
  group: T.Object(
    { description: T.Optional(NULLABLE_TEXT), name: T.Optional(NAME) },
    { minProperties: 1 },
  ),
})

const ATTRIBUTES = new Set(['id', 'name', 'domain_id', 'description', 'links'])

export const groupsOperations = resourceOperations({
  one: 'group',
  all: 'groups',
  path: '/groups',
  parameter: 'group_id',
  target: groupTarget,
  schema: GROUP,
  render: renderGroup,
  list: {
    summary: 'List groups.',
    policy: LIST_GROUPS,
    judgedOn: ({ ctx }) =>
      ctx.token.domainId === undefined
        ? {}
        : { target: { group: { domain_id: ctx.token.domainId } } },
    checks: BODY_FIRST,
    query: keystoneList(GROUPS.columns, {
      usual: true,
      byId: true,
      held: { domain_id: ID, name: NAME, sort_dir: SORT_DIR },
    }),
    errors: [400, 403],
    handle: ({ tx, ctx }, query) => listGroups(tx, query, ctx.token.domainId),
  },
  create: {
    summary: 'Make a group.',
    policy: CREATE_GROUP,
    judgedOn: ({ body }) => ({ target: { group: (body as { group?: object })?.group } }),
    checks: BODY_FIRST,
    body: NEW_GROUP,
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, env, body }) {
      const asked = body.group
      const domainId = domainOf(ctx, asked.domain_id)
      if ((await findDomain(tx, domainId)) === undefined) throw missing('domain', domainId)
      const row = {
        id: env.ids.hex(),
        domain_id: domainId,
        name: asked.name.trim(),
        description: asked.description ?? '',
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertGroup(tx, row)
      return row
    },
  },
  show: { summary: 'Show a group.', policy: GET_GROUP },
  update: {
    summary: 'Change a group.',
    policy: UPDATE_GROUP,
    checks: BODY_FIRST,
    body: GROUP_CHANGES,
    errors: [400, 403, 404, 409],
    async handle({ tx, target: before, body }) {
      const changes: typeof body.group & { domain_id?: unknown } = body.group
      refuseOtherId(changes, before.id)
      if ((changes.domain_id ?? before.domain_id) !== before.domain_id) {
        throw badRequest('Cannot change Domain ID')
      }
      const after = {
        name: changes.name?.trim() ?? before.name,
        description: changes.description === undefined ? before.description : changes.description,
        extra: changedExtra(before.extra, changes, ATTRIBUTES),
      }
      await updateGroup(tx, before.id, after)
      return { ...before, ...after }
    },
  },
  delete: {
    summary: 'Delete a group; its members lose the roles that came with it.',
    policy: DELETE_GROUP,
    target: existingGroup,
    async handle({ tx, env, target: { id } }) {
      await recordEnd(tx, env, await endedByGroup(tx, id))
      await deleteGroup(tx, id)
    },
  },
})
