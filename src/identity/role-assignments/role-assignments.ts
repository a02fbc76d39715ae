/**
 * What assignments amount to: groups replaced by their members, inherited ones by the projects they
 * reach, and each role joined by all that it implies (keystone/assignment/core.py,
 * list_role_assignments).
 */

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
