/** Which endpoints a project sees: those it was given, and those of the groups it was given. */
import { sql } from 'kysely'
import { conflict } from '../../kernel/faults.ts'
import { EVERYTHING } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { linkStore } from '../../storage/families/links.ts'
import { statement } from '../../storage/statement.ts'
import { listEndpoints, type EndpointRow } from '../endpoints/endpoints.store.ts'
import type { ProjectRow } from '../projects/projects.store.ts'
import { belongs, type EndpointFilters } from './endpoint-groups.ts'
import type { EndpointGroupRow } from './endpoint-groups.store.ts'

/** Tables that say what projects were given, and in which column. */
const GIVEN = {
  endpoint: { table: 'identity_project_endpoints', column: 'endpoint_id' },
  group: { table: 'identity_project_endpoint_groups', column: 'endpoint_group_id' },
} as const

const LINKS = {
  endpoint: linkStore(GIVEN.endpoint.table, GIVEN.endpoint.column, 'project_id'),
  group: linkStore(GIVEN.group.table, GIVEN.group.column, 'project_id'),
}

export interface Association {
  readonly kind: keyof typeof GIVEN
  /** Of the endpoint or endpoint group. */
  readonly id: string
  readonly projectId: string
}

export function isAssociated(tx: Tx, { kind, id, projectId }: Association): Promise<boolean> {
  return LINKS[kind].has(tx, id, projectId)
}

/** @throws 409 where the project has it */
export async function associate(tx: Tx, { kind, id, projectId }: Association): Promise<void> {
  if (await LINKS[kind].add(tx, id, projectId)) return
  const what = kind === 'endpoint' ? 'project_endpoint' : 'project_endpoint_group'
  throw conflict(`Conflict occurred attempting to store ${what} - Duplicate entry.`)
}

/** False where the project did not have it. */
export function dissociate(tx: Tx, { kind, id, projectId }: Association): Promise<boolean> {
  return LINKS[kind].remove(tx, id, projectId)
}

/** The projects that were given an endpoint or a group. */
export async function projectsGiven(
  tx: Tx,
  kind: Association['kind'],
  id: string,
): Promise<ProjectRow[]> {
  const { table, column } = GIVEN[kind]
  const { rows } = await sql<ProjectRow>`
    select project.* from identity_projects project
    join ${sql.table(table)} given on given.project_id = project.id
    where given.${sql.ref(column)} = ${id} order by given.serial`.execute(tx.db)
  return rows
}

export function groupsOfProject(tx: Tx, projectId: string): Promise<EndpointGroupRow[]> {
  return tx.db
    .selectFrom('identity_endpoint_groups as group')
    .innerJoin('identity_project_endpoint_groups as given', 'given.endpoint_group_id', 'group.id')
    .where('given.project_id', '=', projectId)
    .selectAll('group')
    .orderBy('given.serial')
    .execute()
}

const getGiven = statement(
  (_db, p: { projectId: string }) => sql<{ endpoint_id: string | null; filters: string | null }>`
    select endpoint_id, null as filters from identity_project_endpoints
    where project_id = ${p.projectId}
    union all
    select null, filters from identity_endpoint_groups
    where id in (
      select endpoint_group_id from identity_project_endpoint_groups
      where project_id = ${p.projectId}
    )`,
)

/** Disabled ones too. A project that was given nothing has none here, and sees them all. */
export async function endpointsOfProject(tx: Tx, projectId: string): Promise<EndpointRow[]> {
  const given = await tx.all(getGiven, { projectId })
  if (given.length === 0) return []
  const ids = new Set(given.map((row) => row.endpoint_id))
  const groups = given.flatMap(({ filters }) => (filters === null ? [] : [filtersIn(filters)]))
  const all = await listEndpoints(tx, EVERYTHING)
  return all.filter((row) => ids.has(row.id) || groups.some((filters) => belongs(row, filters)))
}

export async function endpointsOfGroup(tx: Tx, group: EndpointGroupRow): Promise<EndpointRow[]> {
  const filters = filtersIn(group.filters)
  const all = await listEndpoints(tx, EVERYTHING)
  return all.filter((row) => belongs(row, filters))
}

function filtersIn(json: string): EndpointFilters {
  return JSON.parse(json) as EndpointFilters
}
