/**
 * Roles of users and groups on projects, domains and the system: six families of four calls, all
 * made from one description, and four more whose roles hold only below their place
 * (keystone/api/projects.py, domains.py, system.py, os_inherit.py).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, forbidden, notFound, type Fault } from '../../kernel/faults.ts'
import type { Operation, Target } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import type { Tx } from '../../storage/database.ts'
import { collection, collectionOf } from '../collections.ts'
import { missing } from '../faults.ts'
import { groupFacts } from '../groups/groups.ops.ts'
import { findGroup } from '../groups/groups.store.ts'
import { operation } from '../operation.ts'
import { findDomain, findPlace } from '../projects/projects.store.ts'
import { roleFacts } from '../roles/roles.ops.ts'
import { findRole, type RoleRow } from '../roles/roles.store.ts'
import { renderRole, ROLE } from '../roles/roles.view.ts'
import { requireStaying } from '../rows.store.ts'
import { userFacts } from '../users/users.ops.ts'
import { findUser } from '../users/users.store.ts'
import { deleteGrant, insertGrant, rolesGranted, type Grant } from './grants.store.ts'
import * as policies from './policies.ts'

type Place = Grant['target_type']
type Actor = Grant['actor_type']
type Params = Readonly<Record<string, string>>

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

/** What the path names, as far as it is there. */
interface Named {
  readonly grant: Grant
  readonly role: RoleRow | undefined
  /** Of the project or domain; undefined for the system. */
  readonly domainId: string | null | undefined
  readonly facts: Record<string, unknown>
  /** The refusal for the first thing that is not there, but for an actor whose roles are taken. */
  readonly absence: Fault | undefined
}

async function actorFacts(tx: Tx, actor: Actor, id: string): Promise<object | undefined> {
  return actor === 'user' ? userFacts(await findUser(tx, id)) : groupFacts(await findGroup(tx, id))
}

async function placeFacts(tx: Tx, place: Place, id: string) {
  if (place === 'system') return { facts: {}, domainId: undefined }
  const row = place === 'project' ? await findPlace(tx, id) : await findDomain(tx, id)
  if (row === undefined) return undefined
  const { name, domain_id } = row
  return { facts: { [place]: { id, name, domain_id } }, domainId: domain_id ?? id }
}

async function named(
  tx: Tx,
  { place, actor, inherited }: Family,
  params: Params,
  actorMayBeGone: boolean,
): Promise<Named> {
  const targetId = place === 'system' ? 'system' : params[`${place}_id`]!
  const actorId = params[`${actor}_id`]!
  const roleId = params['role_id']
  const role = roleId === undefined ? undefined : await findRole(tx, roleId)
  const where = await placeFacts(tx, place, targetId)
  const who = await actorFacts(tx, actor, actorId)
  const absent = [
    roleId !== undefined && role === undefined && missing('role', roleId),
    where === undefined && place !== 'system' && missing(place, targetId),
    who === undefined && !actorMayBeGone && missing(actor, actorId),
  ]
  return {
    grant: {
      actor_type: actor,
      actor_id: actorId,
      target_type: place,
      target_id: targetId,
      inherited: inherited ? 1 : 0,
    },
    role,
    domainId: where?.domainId,
    facts: { ...where?.facts, [actor]: who, role: roleFacts(role) },
    absence: absent.find((fault) => fault !== false),
  }
}

/**
 * What is absent is a 404 before the policy is asked, but for inherited roles, where the policy
 * decides on what there is (keystone/api/os_inherit.py, _build_enforcement_target_attr).
 */
function targetOf(family: Family, actorMayBeGone: boolean): Target<Named, Params> {
  return {
    async load(tx, _ctx, params) {
      const found = await named(tx, family, params, actorMayBeGone)
      return family.inherited ? found : present(found)
    },
    attributes: ({ grant, facts }) => ({
      [`${family.actor}_id`]: grant.actor_id,
      ...(family.place !== 'system' && { [`${family.place}_id`]: grant.target_id }),
      target: facts,
    }),
  }
}

/** @throws 404 */
function present(found: Named): Named {
  if (found.absence !== undefined) throw found.absence
  return found
}

/** Of a role of a domain. On another domain it does nothing, and is not refused either. */
function refuseForeignRole({ grant, role, domainId }: Named): void {
  if (role === undefined || role.domain_id === null || role.domain_id === domainId) return
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

function notGranted({ grant, role }: Named) {
  return notFound(
    `Could not find role assignment with role: ${role?.id}, user or group: ${grant.actor_id}, ` +
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
  const target = targetOf(family, false)
  const empty = { success: 204, response: { 204: null }, errors: [403, 404] } as const
  const listing = operation({
    id: `${id}.list`,
    method: 'GET',
    path: list,
    summary: `List the roles that a ${actor} was given on ${where}.`,
    policy: family.list,
    target,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('roles', ROLE) },
    errors: [403, 404],
    handle: ({ tx, ctx, target: found }) => listed(tx, ctx, present(found).grant),
  })
  return [
    // What a project hands down can be looked for, but there is no list of it.
    ...(family.inherited && place === 'project' ? [] : [listing]),
    operation({
      ...empty,
      id: `${id}.check`,
      method: 'GET',
      path: single,
      summary: `Check whether a ${actor} was given a role on ${where}.`,
      policy: family.check,
      target,
      handle: ({ tx, target: found }) => check(tx, present(found)),
    }),

    operation({
      ...empty,
      errors: place === 'system' ? [400, 403, 404] : [403, 404],
      id: `${id}.assign`,
      method: 'PUT',
      path: single,
      summary: `Give a ${actor} a role on ${where}.`,
      policy: family.create,
      target,
      handle: ({ tx, target: found }) => assign(tx, present(found)),
    }),

    operation({
      ...empty,
      id: `${id}.unassign`,
      method: 'DELETE',
      path: single,
      summary: `Take a role on ${where} from a ${actor}.`,
      policy: family.revoke,
      target: targetOf(family, true),
      handle: ({ tx, target: found }) => unassign(tx, present(found)),
    }),
  ]
}

async function listed(tx: Tx, ctx: RequestContext, grant: Grant) {
  const rows = await rolesGranted(tx, grant)
  return collection(
    ctx,
    'roles',
    rows.map((row) => renderRole(row, ctx)),
  )
}

async function check(tx: Tx, found: Named): Promise<void> {
  const rows = await rolesGranted(tx, found.grant)
  if (!rows.some((row) => row.id === found.role?.id)) throw notGranted(found)
}

async function assign(tx: Tx, found: Named): Promise<void> {
  refuseForeignRole(found)
  const { actor_type: actor, actor_id: actorId, target_type: place, target_id: id } = found.grant
  const where = place === 'system' ? [] : [[place, id] as const]
  await requireStaying(tx, [actor, actorId], ...where, ['role', found.role!.id])
  await insertGrant(tx, { ...found.grant, role_id: found.role!.id })
}

async function unassign(tx: Tx, found: Named): Promise<void> {
  const gone = await deleteGrant(tx, { ...found.grant, role_id: found.role!.id })
  if (!gone) throw notGranted(found)
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
