import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { boolean, columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { rowsAndOneMore } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import type { IdentityProjectsTable } from '../storage/tables.ts'
import { inList, statement } from '../../storage/statement.ts'
import { bumpEpoch } from '../tokens/tokens.store.ts'
import { missingAbove, nameTaken } from './projects.ts'

export type ProjectRow = Selectable<IdentityProjectsTable>

const getById = statement((db, p: { id: string }) =>
  db.selectFrom('identity_projects').selectAll().where('id', '=', p.id),
)

const getDomainByName = statement((db, p: { name: string }) =>
  db
    .selectFrom('identity_projects')
    .select(['id', 'enabled'])
    .where('name', '=', p.name)
    .where('is_domain', '=', 1),
)

const getProjectByName = statement((db, p: { name: string; domainId: string }) =>
  db
    .selectFrom('identity_projects')
    .select('id')
    .where('name', '=', p.name)
    .where('domain_id', '=', p.domainId)
    .where('is_domain', '=', 0),
)

/** From the parent up to the domain. */
const getAbove = statement(
  (_db, p: { id: string }) => sql<ProjectRow>`
    with recursive above (id, height) as (
      select parent_id, 1 from identity_projects where id = ${p.id} and parent_id is not null
      union all
      select parent_id, height + 1 from identity_projects join above using (id)
      where parent_id is not null
    )
    select identity_projects.* from identity_projects join above using (id) order by height`,
)

/** Parents before their children. */
const getBelow = statement(
  (_db, p: { id: string }) => sql<ProjectRow>`
    with recursive below (id, depth) as (
      select id, 1 from identity_projects where parent_id = ${p.id}
      union all
      select child.id, depth + 1 from identity_projects child join below on child.parent_id = below.id
    )
    select identity_projects.* from identity_projects join below using (id) order by depth, serial`,
)

/** Some of them. */
const getDeeperThan = statement(
  (_db, p: { depth: number }) => sql<{ id: string }>`
    with recursive below (id, depth) as (
      select id, 0 from identity_projects where is_domain = 1
      union all
      select child.id, depth + 1 from identity_projects child join below on child.parent_id = below.id
    )
    select id from below where depth > ${p.depth} order by id limit 5`,
)

const getTags = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('identity_project_tags')
    .select(['project_id', 'name'])
    .where('project_id', 'in', inList(p.ids))
    .orderBy('name'),
)

/** A project or domain. */
export function findPlace(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  return tx.first(getById, { id })
}

export async function findDomain(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  const row = await findPlace(tx, id)
  return row?.is_domain === 1 ? row : undefined
}

export function domainByName(
  tx: Tx,
  name: string,
): Promise<{ id: string; enabled: number } | undefined> {
  return tx.first(getDomainByName, { name })
}

export function projectIdByName(
  tx: Tx,
  name: string,
  domainId: string,
): Promise<string | undefined> {
  return tx.first(getProjectByName, { name, domainId }).then((row) => row?.id)
}

export function projectsAbove(tx: Tx, id: string): Promise<ProjectRow[]> {
  return tx.all(getAbove, { id })
}

export function projectsBelow(tx: Tx, id: string): Promise<ProjectRow[]> {
  return tx.all(getBelow, { id })
}

export async function projectsDeeperThan(tx: Tx, depth: number): Promise<string[]> {
  return (await tx.all(getDeeperThan, { depth })).map(({ id }) => id)
}

export async function tagsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const tags = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const row of await tx.all(getTags, { ids })) tags.get(row.project_id)?.push(row.name)
  return tags
}

export const PROJECTS: ListSource = {
  table: 'identity_projects',
  columns: columns({
    domain_id: text({ nullable: true }),
    enabled: boolean(),
    is_domain: boolean(),
    name: text(),
    parent_id: text({ nullable: true }),
    id: text({ filter: false }),
  }),
  made: ['id'],
  members: {
    tags: { table: 'identity_project_tags', owner: 'project_id', ofRow: 'id', name: 'name' },
  },
}

/** By id. @param more conditions besides those of the request */
export function listPlaces(
  tx: Tx,
  request: ListRequest,
  more: readonly Condition[],
): Promise<ProjectRow[]> {
  const conditions = [...request.conditions, ...more]
  return rowsAndOneMore(tx, PROJECTS, '*', { ...request, conditions })
}

/** Domains; only this one where it is given. */
export function domainsWithin(domainId: string | undefined): Condition[] {
  const domains: Condition = { kind: 'in', column: 'is_domain', values: [1] }
  return domainId === undefined
    ? [domains]
    : [domains, { kind: 'in', column: 'id', values: [domainId] }]
}

/**
 * Projects of a domain, or of all.
 * @param asked the request says itself whether it asks for domains, by a filter
 */
export function projectsWithin(domainId: string | undefined, asked = false): Condition[] {
  const within: Condition[] =
    domainId === undefined ? [] : [{ kind: 'in', column: 'domain_id', values: [domainId] }]
  return asked ? within : [{ kind: 'in', column: 'is_domain', values: [0] }, ...within]
}

/** @throws 409 where the name is taken */
export async function insertPlace(
  tx: Tx,
  row: Insertable<IdentityProjectsTable>,
  tags: readonly string[],
): Promise<void> {
  try {
    await tx.db.insertInto('identity_projects').values(row).execute()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw missingAbove(row.parent_id)
    throw error instanceof UniqueViolation ? nameTaken(row) : error
  }
  await replaceTags(tx, row.id, tags)
}

/** @throws 409 where the new name is taken */
export async function updatePlace(
  tx: Tx,
  before: ProjectRow,
  changes: Updateable<IdentityProjectsTable>,
): Promise<void> {
  const disabled = before.enabled === 1 && changes.enabled === 0
  try {
    await tx.db
      .updateTable('identity_projects')
      .set({ ...changes, ...(disabled && { generation: before.generation + 1 }) })
      .where('id', '=', before.id)
      .execute()
  } catch (error) {
    throw error instanceof UniqueViolation
      ? nameTaken({ ...before, ...changes } as ProjectRow)
      : error
  }
  if (disabled && before.is_domain === 1) await endTokensOfDomain(tx, before.id)
  await bumpEpoch(tx)
}

/** A disabled domain ends the tokens of its users and projects, for good. */
async function endTokensOfDomain(tx: Tx, domainId: string): Promise<void> {
  await tx.db
    .updateTable('identity_users')
    .set((row) => ({ generation: row('generation', '+', 1) }))
    .where('domain_id', '=', domainId)
    .execute()
  await tx.db
    .updateTable('identity_projects')
    .set((row) => ({ generation: row('generation', '+', 1) }))
    .where('domain_id', '=', domainId)
    .execute()
}

export async function replaceTags(tx: Tx, id: string, tags: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('identity_project_tags').where('project_id', '=', id).execute()
  const rows = [...new Set(tags)].map((name) => ({ project_id: id, name }))
  if (rows.length > 0) await tx.db.insertInto('identity_project_tags').values(rows).execute()
}

/**
 * Removes projects and what hangs on them; children before their parents. The first above them is
 * locked, so that nothing is made in them meanwhile.
 */
export async function deletePlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    // The place first: whoever is giving a role on it holds it, and is waited for.
    await tx.db.deleteFrom('identity_projects').where('id', '=', id).execute()
    await tx.db.deleteFrom('identity_assignments').where('target_id', '=', id).execute()
    await tx.db.deleteFrom('identity_credentials').where('project_id', '=', id).execute()
  }
  await bumpEpoch(tx)
}

/** Everything that lives in a domain: users, groups, roles, projects, and what hangs on those. */
export async function deleteContents(tx: Tx, domainId: string): Promise<void> {
  const projects = await projectsBelow(tx, domainId)
  await deletePlaces(tx, projects.map(({ id }) => id).reverse())
  for (const table of ['identity_users', 'identity_groups'] as const) {
    // Whoever is giving a role to one of them holds it, and is waited for.
    if (tx.dialect === 'postgres') {
      await sql`select id from ${sql.table(table)} where domain_id = ${domainId}
        for update`.execute(tx.db)
    }
    await tx.db
      .deleteFrom('identity_assignments')
      .where(
        'actor_id',
        'in',
        tx.db.selectFrom(table).select('id').where('domain_id', '=', domainId),
      )
      .execute()
    await tx.db.deleteFrom(table).where('domain_id', '=', domainId).execute()
  }
  await tx.db.deleteFrom('identity_roles').where('domain_id', '=', domainId).execute()
}
