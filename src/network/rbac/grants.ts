/**
 * What an RBAC policy lets a project do with an object that is another project's. Source:
 * openstack/neutron neutron/db/rbac_db_models.py.
 */
import type { Filter } from '../../kernel/attributes/attribute.ts'
import type { Caller } from '../caller.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'

export const ACCESS_SHARED = 'access_as_shared'
export const ACCESS_EXTERNAL = 'access_as_external'
export type Access = typeof ACCESS_SHARED | typeof ACCESS_EXTERNAL

/** All projects, where a policy names its target. */
export const EVERYBODY = '*'

/** What lists look for: an action and for whom, in one text. */
export function granted(action: Access, target: string): string {
  return `${action}:${target}`
}

/** What stands for a project: what was granted to it, or to everybody. */
export function grantsFor(action: Access, projectId: string | undefined): string[] {
  const everybody = granted(action, EVERYBODY)
  return projectId === undefined ? [everybody] : [everybody, granted(action, projectId)]
}

/** The relation by which lists find what policies say of an object (`ListSource.members`). */
export function policiesOf(column: string) {
  return { table: 'network_rbac_policies', owner: 'object_id', ofRow: column, name: 'granted' }
}

/** The condition that one of the actions was granted to the caller, for rows with that relation. */
export function grantedTo(
  ctx: Caller,
  actions: readonly Access[],
  relation = 'policies',
): Condition {
  const names = actions.flatMap((action) => grantsFor(action, ctx.token.projectId))
  return { kind: 'members', relation, names, held: 'any' }
}

/** `shared=true`: with the caller's project, or with everybody. */
export const sharedFilter: Filter = (values, ctx) => {
  const names = grantsFor(ACCESS_SHARED, ctx.token.projectId)
  const held = (is: unknown) => ({
    ...{ kind: 'members' as const, relation: 'policies', names },
    held: is === true ? ('any' as const) : ('none' as const),
  })
  return { kind: 'any', of: values.map(held) }
}
