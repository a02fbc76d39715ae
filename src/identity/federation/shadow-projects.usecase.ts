/** Projects that a mapping gives a user, with roles on them (keystone/auth/plugins/mapped.py). */
import { forbidden } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { deepestOf } from '../configuration.ts'
import { missing, notAuthenticated } from '../faults.ts'
import { deleteGrant, insertGrant, type Assignment } from '../grants/grants.store.ts'
import type { IdentityEnv } from '../operation.ts'
import { domainByName, projectIdByName } from '../projects/projects.store.ts'
import { createPlace } from '../projects/projects.usecase.ts'
import { rolesNamed } from '../roles/roles.store.ts'
import { assignments } from '../role-assignments/role-assignments.store.ts'
import type { MappedProject } from './mapping.ts'
import type { SchemaVersion } from './mapping.schemas.ts'

interface Owner {
  readonly userId: string
  readonly idpId: string
  /** Where the user lives. */
  readonly domainId: string
  /** The provider's domain, for projects without one. */
  readonly homeId: string
  /** Of the mapping: from 3.0 on, roles that it does not give are taken away. */
  readonly version: SchemaVersion
}

/** All roles have to be there before anything is made. @throws 403, 404 */
export async function provideProjects(
  tx: Tx,
  env: IdentityEnv,
  projects: readonly MappedProject[],
  owner: Owner,
): Promise<void> {
  const wanted: { project: MappedProject; roleIds: readonly string[] }[] = []
  for (const project of projects) {
    wanted.push({ project, roleIds: await roleIdsOf(tx, project, owner) })
  }
  const own = await assignments(tx, { userId: owner.userId, inherited: false })
  const before = own.filter(({ target_type: type }) => type === 'project')
  const held = new Set(before.map(({ target_id: id, role_id: roleId }) => `${id} ${roleId}`))
  const given = new Set<string>()
  for (const { project, roleIds } of wanted) {
    const projectId = await projectIdOf(tx, env, project, owner.homeId)
    for (const roleId of roleIds) {
      const key = `${projectId} ${roleId}`
      // What is there already leaves the tokens of everybody as they are.
      if (!held.has(key)) await insertGrant(tx, grantOf(owner.userId, projectId, roleId))
      given.add(key)
    }
  }
  if (owner.version !== '3.0') return
  for (const { target_id: id, role_id: roleId } of before) {
    if (given.has(`${id} ${roleId}`)) continue
    await deleteGrant(tx, grantOf(owner.userId, id, roleId))
  }
}

function grantOf(actor_id: string, target_id: string, role_id: string): Assignment {
  return { actor_type: 'user', actor_id, target_type: 'project', target_id, role_id, inherited: 0 }
}

async function roleIdsOf(
  tx: Tx,
  { roles }: MappedProject,
  { idpId, domainId }: Owner,
): Promise<string[]> {
  const ids: string[] = []
  for (const { name } of roles) {
    const named = await rolesNamed(tx, name)
    if (named.length === 0) throw missing('role', name)
    const usable = named.find((role) => role.domain_id === null || role.domain_id === domainId)
    if (usable === undefined) {
      throw forbidden(
        `role: ${name} must be within the same domain as the identity provider: ${idpId}.`,
      )
    }
    ids.push(usable.id)
  }
  return ids
}

async function projectIdOf(
  tx: Tx,
  env: IdentityEnv,
  { name, domain }: MappedProject,
  homeId: string,
): Promise<string> {
  const short = name.trim()
  if (short === '' || short.length > 64) {
    throw notAuthenticated(`the mapping gives a project a name of ${short.length} characters`)
  }
  const domainId = domain?.id || (domain?.name ? await namedDomain(tx, domain.name) : homeId)
  const there = await projectIdByName(tx, short, domainId)
  if (there !== undefined) return there
  const within = { domainId, deepest: deepestOf(env.configuration) }
  return (await createPlace(tx, env.ids.hex(), { name: short }, within)).row.id
}

async function namedDomain(tx: Tx, name: string): Promise<string> {
  const domain = await domainByName(tx, name)
  if (domain === undefined) throw missing('domain', name)
  return domain.id
}
