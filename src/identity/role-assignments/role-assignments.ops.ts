import type { RequestContext, Token } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { collection, collectionOf } from '../collections.ts'
import { missing } from '../faults.ts'
import { isSet, texts, type Texts } from '../lists.ts'
import { operation } from '../operation.ts'
import { ANY_SCOPE, identityRule } from '../base-rules.ts'
import { withinDomain } from '../projects/projects.ops.ts'
import { findPlace, projectsBelow } from '../projects/projects.store.ts'
import { effective, type Assigned } from './role-assignments.ts'
import {
  assignments,
  assignmentsBehind,
  namesOf,
  relationsOf,
  type AssignmentQuery,
} from './role-assignments.store.ts'
import { renderAssignment, ROLE_ASSIGNMENT, type Names } from './role-assignments.view.ts'

const SEES =
  '(rule:admin_required) or (role:reader and system_scope:all) or ' +
  '(role:reader and domain_id:%(target.domain_id)s)'

const LIST_ROLE_ASSIGNMENTS = identityRule(
  'list_role_assignments',
  SEES,
  ANY_SCOPE,
  'List role assignments.',
  'GET /v3/role_assignments',
)

const LIST_ROLE_ASSIGNMENTS_FOR_TREE = identityRule(
  'list_role_assignments_for_tree',
  SEES,
  ANY_SCOPE,
  'List the role assignments on a project and those below it.',
  'GET /v3/role_assignments?include_subtree',
)

export const TREE_RULES = [LIST_ROLE_ASSIGNMENTS_FOR_TREE]

const INHERITED_TO = 'scope.OS-INHERIT:inherited_to'

/** @throws 400 for filters that exclude each other */
function refuseContradictions(asked: Texts): void {
  const both = (one: string, other: string) => Boolean(asked[one] && asked[other])
  if (both('scope.domain.id', 'scope.project.id')) {
    throw badRequest('Specify a domain or project, not both')
  }
  if (both('scope.domain.id', 'scope.system')) {
    throw badRequest('Specify system or domain, not both')
  }
  if (both('scope.project.id', 'scope.system')) {
    throw badRequest('Specify system or project, not both')
  }
  if (both('user.id', 'group.id')) throw badRequest('Specify a user or group, not both')
  if (!isSet(asked, 'effective')) return
  if (asked['group.id']) {
    throw badRequest('Combining effective and group filter will always result in an empty list.')
  }
  if (asked[INHERITED_TO] === 'projects' && asked['scope.domain.id']) {
    throw badRequest(
      'Combining effective, domain and inherited filters will always result in an empty list.',
    )
  }
}

async function queryOf(tx: Tx, token: Token, asked: Texts): Promise<AssignmentQuery> {
  const text = (name: string) => asked[name] || undefined
  const projectId = text('scope.project.id')
  return {
    userId: text('user.id'),
    groupId: text('group.id'),
    roleId: text('role.id'),
    system: text('scope.system') !== undefined,
    domainId: text('scope.domain.id'),
    projectIds: projectId === undefined ? undefined : await branch(tx, asked, projectId),
    inherited: asked[INHERITED_TO] === undefined ? undefined : asked[INHERITED_TO] === 'projects',
    within: token.domainId,
  }
}

async function branch(tx: Tx, asked: Texts, projectId: string): Promise<string[]> {
  if (!isSet(asked, 'include_subtree')) return [projectId]
  const below = await projectsBelow(tx, projectId)
  return [projectId, ...below.map(({ id }) => id)]
}

/** A tree is judged on the domain of its root. */
async function authorizeTree(tx: Tx, ctx: RequestContext, asked: Texts): Promise<void> {
  const projectId = asked['scope.project.id']
  const project = projectId ? await findPlace(tx, projectId) : undefined
  if (projectId && project === undefined) throw missing('project', projectId)
  const target = project && { domain_id: project.domain_id }
  ctx.authorize(LIST_ROLE_ASSIGNMENTS_FOR_TREE, { target })
  if (project === undefined) {
    throw badRequest('scope.project.id must be specified if include_subtree is also specified')
  }
}

async function inEffect(tx: Tx, query: AssignmentQuery, now: number): Promise<Assigned[]> {
  const behind = await assignmentsBehind(tx, query, now)
  const { userId, roleId, projectIds, within } = query
  const places = projectIds && new Set(projectIds)
  const reached = effective(behind, await relationsOf(tx, behind, now))
  const roles = await namesOf(
    tx,
    'role',
    reached.map((one) => one.role_id),
  )
  const found = reached.filter(
    (one) =>
      // Roles of domains do nothing but imply others.
      roles.get(one.role_id)?.domain_id === null &&
      (userId === undefined || one.actor_id === userId) &&
      (roleId === undefined || one.role_id === roleId) &&
      (places === undefined || places.has(one.target_id)),
  )
  if (within === undefined) return found
  const names = await namesOf(tx, 'place', placeIds(found))
  return found.filter(({ target_id: id }) => id === within || names.get(id)?.domain_id === within)
}

function placeIds(list: readonly Assigned[]): string[] {
  return list.filter((one) => one.target_type !== 'system').map((one) => one.target_id)
}

async function allNames(tx: Tx, list: readonly Assigned[]): Promise<Names> {
  const actors = (type: 'user' | 'group') =>
    list.filter((one) => one.actor_type === type).map((one) => one.actor_id)
  const user = await namesOf(tx, 'user', actors('user'))
  const group = await namesOf(tx, 'group', actors('group'))
  const role = await namesOf(
    tx,
    'role',
    list.map((one) => one.role_id),
  )
  const place = await namesOf(tx, 'place', placeIds(list))
  const owners = [user, group, role, place].flatMap((map) =>
    [...map.values()].flatMap(({ domain_id: id }) => (id === null ? [] : [id])),
  )
  const domains = await namesOf(tx, 'place', owners)
  return { user, group, role, place: new Map([...place, ...domains]) }
}

const QUERY = texts(
  'user.id',
  'group.id',
  'role.id',
  'scope.domain.id',
  'scope.project.id',
  'scope.system',
  INHERITED_TO,
  'effective',
  'include_names',
  'include_subtree',
)

export const roleAssignmentsOperations = [
  operation({
    id: 'role_assignments.list',
    method: 'GET',
    path: '/role_assignments',
    summary: 'List who has which role where, as assigned or in effect.',
    policy: LIST_ROLE_ASSIGNMENTS,
    judgedOn: withinDomain,
    query: QUERY,
    response: { 200: collectionOf('role_assignments', ROLE_ASSIGNMENT) },
    errors: [400, 403, 404],
    async handle({ tx, ctx, env, query: asked }) {
      if (isSet(asked, 'include_subtree')) await authorizeTree(tx, ctx, asked)
      refuseContradictions(asked)
      const query = await queryOf(tx, ctx.token, asked)
      const list = isSet(asked, 'effective')
        ? await inEffect(tx, query, env.clock.now())
        : await assignments(tx, query)
      const names = isSet(asked, 'include_names') ? await allNames(tx, list) : undefined
      const items = list.map((one) => renderAssignment(one, names, ctx))
      return collection(ctx, 'role_assignments', items)
    },
  }),
]
