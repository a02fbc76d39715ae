/** Who has which role where, as assigned or in effect (keystone/assignment/core.py). */
import type { Token } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { missing } from '../faults.ts'
import { isSet, type Texts } from '../lists.ts'
import { findPlace, projectsBelow, type ProjectRow } from '../projects/projects.store.ts'
import { effective, INHERITED_TO, type Assigned } from './role-assignments.ts'
import {
  assignments,
  assignmentsBehind,
  namesOf,
  relationsOf,
  type AssignmentQuery,
  type Names,
} from './role-assignments.store.ts'

/** The project whose tree is asked for; undefined where none is named. @throws 404 */
export async function rootOfTree(tx: Tx, asked: Texts): Promise<ProjectRow | undefined> {
  const projectId = asked['scope.project.id']
  if (!projectId) return undefined
  const project = await findPlace(tx, projectId)
  if (project === undefined) throw missing('project', projectId)
  return project
}

/** What the filters ask for. @param now milliseconds since 1970 */
export async function assignmentsFor(
  tx: Tx,
  token: Token,
  asked: Texts,
  now: number,
): Promise<readonly Assigned[]> {
  const query = await queryOf(tx, token, asked)
  return isSet(asked, 'effective') ? inEffect(tx, query, now) : assignments(tx, query)
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

/** The names of all that they mention. */
export async function allNames(tx: Tx, list: readonly Assigned[]): Promise<Names> {
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
