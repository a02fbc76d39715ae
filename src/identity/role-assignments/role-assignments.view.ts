import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed } from '../../kernel/view.ts'
import type { Names } from './role-assignments.store.ts'
import type { Assigned } from './role-assignments.ts'

const DOMAIN = closed({ id: T.String(), name: T.Optional(T.String()) })
const NAMED = closed({
  id: T.String(),
  name: T.Optional(T.String()),
  domain: T.Optional(DOMAIN),
})

export const ROLE_ASSIGNMENT = closed({
  links: closed({
    assignment: T.String(),
    membership: T.Optional(T.String()),
    prior_role: T.Optional(T.String()),
  }),
  scope: closed({
    project: T.Optional(NAMED),
    domain: T.Optional(NAMED),
    system: T.Optional(closed({ all: T.Literal(true) })),
    'OS-INHERIT:inherited_to': T.Optional(T.String()),
  }),
  user: T.Optional(NAMED),
  group: T.Optional(NAMED),
  role: NAMED,
})

/** Rule: keystone/api/role_assignments.py (_format_entity). */
export function renderAssignment(one: Assigned, names: Names | undefined, ctx: RequestContext) {
  const { through } = one
  const inherited = one.inherited === 1 || through?.place !== undefined
  const membership =
    through?.groupId === undefined
      ? undefined
      : `${ctx.endpoint}/groups/${through.groupId}/users/${one.actor_id}`
  const prior =
    through?.roleId === undefined
      ? undefined
      : `${ctx.endpoint}/prior_role/${one.role_id}/implies/${through.roleId}`
  return {
    links: {
      assignment: ctx.endpoint + assignmentPath(one, inherited),
      ...(membership && { membership }),
      ...(prior && { prior_role: prior }),
    },
    scope: {
      ...(one.target_type === 'system'
        ? { system: { all: true } }
        : { [one.target_type]: named('place', one.target_id, names) }),
      ...(inherited && { 'OS-INHERIT:inherited_to': 'projects' }),
    },
    [one.actor_type]: named(one.actor_type, one.actor_id, names),
    role: named('role', one.role_id, names),
  }
}

/** Where the assignment itself is, which an effective one comes from. */
function assignmentPath(one: Assigned, inherited: boolean): string {
  const { through } = one
  const place =
    one.target_type === 'system'
      ? '/system'
      : `/${through?.place?.type ?? one.target_type}s/${through?.place?.id ?? one.target_id}`
  const actor =
    through?.groupId === undefined
      ? `/${one.actor_type}s/${one.actor_id}`
      : `/groups/${through.groupId}`
  const path = `${place}${actor}/roles/${through?.roleId ?? one.role_id}`
  return inherited ? `/OS-INHERIT${path}/inherited_to_projects` : path
}

function named(kind: keyof Names, id: string, names: Names | undefined) {
  const found = names?.[kind].get(id)
  if (names === undefined || found === undefined) return { id }
  const { name, domain_id: domainId } = found
  if (domainId === null) return { id, name }
  const domainName = names.place.get(domainId)?.name
  return {
    id,
    name,
    domain: { id: domainId, ...(domainName !== undefined && { name: domainName }) },
  }
}
