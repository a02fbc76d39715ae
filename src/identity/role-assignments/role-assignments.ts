/**
 * What assignments amount to: groups replaced by their members, inherited ones by the projects they
 * reach, and each role joined by all that it implies (keystone/assignment/core.py,
 * list_role_assignments).
 */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { isSet, type Texts } from '../lists.ts'

export interface Assigned {
  readonly actor_type: 'user' | 'group'
  readonly actor_id: string
  readonly target_type: 'project' | 'domain' | 'system'
  readonly target_id: string
  readonly role_id: string
  readonly inherited: number
  /** Where an effective assignment comes from, if not from one of its own. */
  readonly through?: {
    readonly groupId?: string
    readonly place?: { readonly type: 'project' | 'domain'; readonly id: string }
    readonly roleId?: string
  }
}

export interface Relations {
  /** User ids by group id. */
  membersOf(groupId: string): readonly string[]
  /** Project ids anywhere below a project or domain. */
  projectsBelow(placeId: string): readonly string[]
  /** Role ids that a role implies, directly or not. */
  impliedBy(roleId: string): readonly string[]
}

export function effective(assigned: readonly Assigned[], relations: Relations): Assigned[] {
  return assigned
    .flatMap((one) => perUser(one, relations))
    .flatMap((one) => perProject(one, relations))
    .flatMap((one) => perRole(one, relations))
}

function perUser(one: Assigned, { membersOf }: Relations): Assigned[] {
  if (one.actor_type === 'user') return [one]
  return membersOf(one.actor_id).map((userId) => ({
    ...one,
    actor_type: 'user',
    actor_id: userId,
    through: { ...one.through, groupId: one.actor_id },
  }))
}

function perProject(one: Assigned, { projectsBelow }: Relations): Assigned[] {
  const { target_type: type, target_id: id } = one
  if (one.inherited === 0 || type === 'system') return [one]
  return projectsBelow(id).map((projectId) => ({
    ...one,
    target_type: 'project',
    target_id: projectId,
    inherited: 0,
    through: { ...one.through, place: { type, id } },
  }))
}

function perRole(one: Assigned, { impliedBy }: Relations): Assigned[] {
  return [
    one,
    ...impliedBy(one.role_id).map((roleId) => ({
      ...one,
      role_id: roleId,
      through: { ...one.through, roleId: one.role_id },
    })),
  ]
}

/** Everything that can be reached from `start` by `links`, without `start` itself; near ones first. */
export function closure(
  start: string,
  links: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reached = new Set([start])
  // A set is gone through with all that is added to it meanwhile.
  for (const id of reached) {
    for (const next of links.get(id) ?? []) reached.add(next)
  }
  reached.delete(start)
  return [...reached]
}

export const INHERITED_TO = 'scope.OS-INHERIT:inherited_to'

/** @throws 400 for filters that exclude each other */
export function refuseContradictions(asked: Texts): void {
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

export function rootMissing(): Fault {
  return badRequest('scope.project.id must be specified if include_subtree is also specified')
}
