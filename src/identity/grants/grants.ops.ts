/**
 * Roles of users and groups on projects, domains and the system: six families of four calls, all
 * made from one description, and four more whose roles hold only below their place
 * (keystone/api/projects.py, domains.py, system.py, os_inherit.py).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, forbidden, notFound } from '../../kernel/faults.ts'
import type { Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import type { Tx } from '../../storage/database.ts'
import { collection, collectionOf } from '../collections.ts'
import { DOMAIN_NAMED } from '../domains/domains.ops.ts'
import { GROUP_NAMED } from '../groups/groups.ops.ts'
import type { GroupRow } from '../groups/groups.store.ts'
import { linkOperations } from '../families/links.ops.ts'
import { operation, targets } from '../operation.ts'
import { PROJECT_NAMED } from '../projects/projects.ops.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { ROLE_NAMED, roleFacts } from '../roles/roles.ops.ts'
import type { RoleRow } from '../roles/roles.store.ts'
import { renderRole, ROLE } from '../roles/roles.view.ts'
import { USER_NAMED } from '../users/users.ops.ts'
import type { UserRow } from '../users/users.store.ts'
import { deleteGrant, insertGrant, rolesGranted, type Grant } from './grants.store.ts'
import * as policies from './policies.ts'

type Place = Grant['target_type']
type Actor = Grant['actor_type']
/** Those that a path has of these. */
type Params = Readonly<
  Record<'role_id' | 'user_id' | 'group_id' | 'project_id' | 'domain_id', string>
>

interface Family {
  readonly place: Place
  readonly actor: Actor
  /** For the projects below the place, and not for itself. */
  readonly inherited: boolean
  readonly check: PolicyRule
  readonly list: PolicyRule
  readonly create: PolicyRule
  readonly revoke: PolicyRule
}

/** What the path names. Of the system there is no row, and of a list there is no role. */
interface Named {
  readonly role: RoleRow | undefined
  readonly place: ProjectRow | undefined
  /** Undefined where the roles of one who is gone are taken away. */
  readonly actor: UserRow | GroupRow | undefined
}

const NOTHING = { load: async () => undefined }
const PLACES = { project: PROJECT_NAMED, domain: DOMAIN_NAMED, system: NOTHING }
const ACTORS = { user: USER_NAMED, group: GROUP_NAMED }

/**
 * What is absent is a 404 before the policy is asked, but for inherited roles, where the policy
 * decides on what there is (keystone/api/os_inherit.py, _build_enforcement_target_attr).
 */
function targetOf({ place, actor, inherited }: Family, what: 'one' | 'all' | 'revoked') {
  const parts = {
    role: what === 'all' ? NOTHING : ROLE_NAMED,
    place: PLACES[place],
    actor: what === 'revoked' ? { load: ACTORS[actor].load } : ACTORS[actor],
  }
  return targets<Named, Params>({
    parts,
    whenMissing: inherited ? 'last' : 'at once',
    attributes: ({ role, place: where, actor: who }: Partial<Named>, params: Params) => ({
      [`${actor}_id`]: params[`${actor}_id`],
      ...(place !== 'system' && { [`${place}_id`]: params[`${place}_id`] }),
      target: {
        ...(where && { [place]: factsOf(where) }),
        [actor]: who && factsOf(who),
        role: roleFacts(role),
      },
    }),
  })
}

function factsOf({ id, name, domain_id }: ProjectRow | UserRow | GroupRow) {
  return { id, name, domain_id }
}

function grantOf({ place, actor, inherited }: Family, params: Params): Grant {
  return {
    actor_type: actor,
    actor_id: params[`${actor}_id`],
    target_type: place,
    target_id: place === 'system' ? 'system' : params[`${place}_id`],
    inherited: inherited ? 1 : 0,
  }
}

/** A role that is, or may be, given. */
interface Given {
  readonly grant: Grant
  readonly role: RoleRow
  /** Of the project or domain; undefined for the system. */
  readonly domainId: string | undefined
}

function givenBy(family: Family, params: Params, { role, place }: Named): Given {
  const domainId = place && (place.domain_id ?? place.id)
  return { grant: grantOf(family, params), role: role!, domainId }
}

/** Of a role of a domain. On another domain it does nothing, and is not refused either. */
function refuseForeignRole({ grant, role, domainId }: Given): void {
  if (role.domain_id === null || role.domain_id === domainId) return
  if (grant.target_type === 'domain') return
  if (grant.target_type === 'system') {
    throw badRequest(
      `Role ${role.id} is a domain-specific role. Unable to use a domain-specific role in a ` +
        'system assignment.',
    )
  }
  throw forbidden(
    `Project ${grant.target_id} must be in the same domain as the role ${role.id} being assigned.`,
  )
}

function notGranted({ grant, role }: Given) {
  return notFound(
    `Could not find role assignment with role: ${role.id}, user or group: ${grant.actor_id}, ` +
      `project, domain, or system: ${grant.target_id}.`,
  )
}

function wordsOf({ place, actor, inherited }: Family) {
  const start = place === 'system' ? '/system' : `/${place}s/{${place}_id}`
  const roles: string = `${start}/${actor}s/{${actor}_id}/roles`
  const id = `${place}_${actor}_roles`
  if (inherited) {
    return {
      list: `/OS-INHERIT${roles}/inherited_to_projects`,
      single: `/OS-INHERIT${roles}/{role_id}/inherited_to_projects`,
      id: `inherited_${id}`,
      where: `what is below a ${place}`,
    }
  }
  const where = place === 'system' ? 'the system' : `a ${place}`
  return { list: roles, single: `${roles}/{role_id}`, id, where }
}

function familyOperations(family: Family): Operation[] {
  const { place, actor } = family
  const { list, single, id, where } = wordsOf(family)
  const listing = operation({
    id: `${id}.list`,
    method: 'GET',
    path: list,
    summary: `List the roles that a ${actor} was given on ${where}.`,
    policy: family.list,
    target: targetOf(family, 'all'),
    query: NO_PARAMETERS,
    response: { 200: collectionOf('roles', ROLE) },
    errors: [403, 404],
    handle: ({ tx, ctx, params }) => listed(tx, ctx, grantOf(family, params as Params)),
  })
  const links = linkOperations({
    path: single,
    target: targetOf(family, 'one'),
    absent: (target, params) => notGranted(givenBy(family, params, target)),
    check: {
      id: `${id}.check`,
      summary: `Check whether a ${actor} was given a role on ${where}.`,
      policy: family.check,
      handle: ({ tx, params, target }) => isGranted(tx, givenBy(family, params, target)),
    },
    add: {
      id: `${id}.assign`,
      summary: `Give a ${actor} a role on ${where}.`,
      policy: family.create,
      errors: place === 'system' ? [400, 403, 404] : [403, 404],
      handle: ({ tx, params, target }) => assign(tx, givenBy(family, params, target)),
    },
    remove: {
      id: `${id}.unassign`,
      summary: `Take a role on ${where} from a ${actor}.`,
      policy: family.revoke,
      target: targetOf(family, 'revoked'),
      handle: ({ tx, params, target: { role } }) =>
        deleteGrant(tx, { ...grantOf(family, params), role_id: role!.id }),
    },
  })
  // What a project hands down can be looked for, but there is no list of it.
  return family.inherited && place === 'project' ? links : [listing, ...links]
}

async function listed(tx: Tx, ctx: RequestContext, grant: Grant) {
  const rows = await rolesGranted(tx, grant)
  return collection(
    ctx,
    'roles',
    rows.map((row) => renderRole(row, ctx)),
  )
}

async function isGranted(tx: Tx, { grant, role }: Given): Promise<boolean> {
  const rows = await rolesGranted(tx, grant)
  return rows.some((row) => row.id === role.id)
}

async function assign(tx: Tx, given: Given): Promise<void> {
  refuseForeignRole(given)
  await insertGrant(tx, { ...given.grant, role_id: given.role.id })
}

const FAMILIES: readonly Family[] = [
  ...(['project', 'domain'] as const).flatMap((place) =>
    (['user', 'group'] as const).flatMap((actor) =>
      [false, true].map((inherited) => ({ place, actor, inherited, ...policies.GRANTS })),
    ),
  ),
  { place: 'system', actor: 'user', inherited: false, ...policies.SYSTEM_GRANTS.user },
  { place: 'system', actor: 'group', inherited: false, ...policies.SYSTEM_GRANTS.group },
]

export const grantsOperations: readonly Operation[] = FAMILIES.flatMap(familyOperations)
