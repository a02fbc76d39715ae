/** Domains, users, projects and roles by name or id, with what else there is for those who mistype. */
import { EVERYTHING, type ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import {
  domainByName,
  findDomain,
  findPlace,
  domainsWithin,
  listPlaces,
  projectsWithin,
  projectIdByName,
  type ProjectRow,
} from '../projects/projects.store.ts'
import { findRole, listRoles, type RoleRow } from '../roles/roles.store.ts'
import { findUser, findUserByName, listUsers, type UserRow } from '../users/users.store.ts'

/** Something that was named is not there. */
export class NotHere extends Error {
  override name = 'NotHere'
  readonly wanted: string
  /** What is there instead. */
  readonly names: readonly string[]

  /** @param kind in words, e.g. `role`, with the domain where it has one */
  constructor(kind: string, wanted: string, names: readonly string[]) {
    super(`there is no ${kind} "${wanted}"`)
    this.wanted = wanted
    this.names = names
  }
}

/** How many names are offered to whoever mistypes one. */
const NAMES = 500
const SOME: ListRequest = { ...EVERYTHING, limit: NAMES }

/** @throws NotHere */
export async function domainNamed(tx: Tx, wanted: string): Promise<ProjectRow> {
  const id = (await domainByName(tx, wanted))?.id ?? wanted
  const row = await findDomain(tx, id)
  if (row !== undefined) return row
  const others = await listPlaces(tx, SOME, domainsWithin(undefined))
  throw new NotHere('domain', wanted, namesOf(others))
}

/** @throws NotHere */
export async function userNamed(tx: Tx, wanted: string, domain: ProjectRow): Promise<UserRow> {
  const row = (await findUserByName(tx, wanted, domain.id)) ?? (await findUser(tx, wanted))
  if (row !== undefined) return row
  const others = await listUsers(tx, SOME, { within: domain.id })
  throw new NotHere(`user of the domain ${domain.name} called`, wanted, namesOf(others))
}

/** @throws NotHere */
export async function projectNamed(
  tx: Tx,
  wanted: string,
  domain: ProjectRow,
): Promise<ProjectRow> {
  const id = (await projectIdByName(tx, wanted, domain.id)) ?? wanted
  const row = await findPlace(tx, id)
  if (row?.is_domain === 0) return row
  const others = await listPlaces(tx, SOME, projectsWithin(domain.id))
  throw new NotHere(`project of the domain ${domain.name} called`, wanted, namesOf(others))
}

/** One that assignments take: of no domain. @throws NotHere */
export async function roleNamed(tx: Tx, wanted: string): Promise<RoleRow> {
  const roles = await listRoles(tx, EVERYTHING, false)
  const row = roles.find(({ name }) => name === wanted) ?? (await findRole(tx, wanted))
  if (row?.domain_id === null) return row
  throw new NotHere('role', wanted, namesOf(roles))
}

function namesOf(rows: readonly { readonly name: string }[]): string[] {
  return rows.map(({ name }) => name)
}
