import type { Insertable } from 'kysely'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { linkStore } from '../../storage/families/links.ts'
import { specStore } from '../../storage/families/specs.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { statement } from '../../storage/statement.ts'
import type { FlavorsTable } from '../storage/flavor-tables.ts'
import {
  FLAVOR_COLUMNS,
  flavorIdTaken,
  flavorNameTaken,
  type Flavor,
  type FlavorRow,
  type FlavorViewer,
} from './flavor.ts'

export const flavorSpecs = specStore('flavor_extra_specs', 'flavor_id')
export const flavorProjects = linkStore('flavor_projects', 'flavor_id', 'project_id')

const SOURCE: ListSource = {
  table: 'flavors',
  columns: FLAVOR_COLUMNS,
  made: ['serial'],
  members: {
    projects: {
      table: 'flavor_projects',
      owner: 'flavor_id',
      ofRow: 'id',
      name: 'project_id',
    },
  },
}

const selectOne = statement((db, p: { id: string }) =>
  db.selectFrom('flavors').selectAll().where('id', '=', p.id),
)

/**
 * Undefined where there is none that the viewer may see.
 * @param lock nobody else changes or deletes it, until the unit ends
 */
export async function findFlavor(
  tx: Tx,
  viewer: FlavorViewer,
  id: string,
  lock?: Lock,
): Promise<Flavor | undefined> {
  await lockRow(tx, 'flavors', { id }, lock)
  const row = await tx.first(selectOne, { id })
  if (row === undefined) return undefined
  const isSeen = row.is_public === 1 || viewer.isAdmin || (await mayUse(tx, viewer, id))
  if (!isSeen) return undefined
  const [flavor] = await withSpecs(tx, [row])
  return flavor
}

async function mayUse(tx: Tx, { projectId }: FlavorViewer, id: string): Promise<boolean> {
  return projectId !== undefined && (await flavorProjects.has(tx, id, projectId))
}

/** @throws what `request.marker.missing` gives */
export function pageOfFlavors(tx: Tx, request: ListRequest): Promise<FlavorRow[]> {
  return listRows<FlavorRow>(tx, SOURCE, '*', request)
}

/** The same flavors with their extra specs. */
export async function withSpecs(tx: Tx, rows: readonly FlavorRow[]): Promise<Flavor[]> {
  const specs = await flavorSpecs.ofMany(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    ...row,
    extraSpecs: Object.fromEntries(specs.get(row.id) ?? []) as Record<string, string>,
  }))
}

/** @throws 409 where its id or its name is taken */
export async function insertFlavor(tx: Tx, flavor: Insertable<FlavorsTable>): Promise<void> {
  if ((await insertFlavors(tx, [flavor])) === 1) return
  const isTaken = (await tx.first(selectOne, { id: flavor.id })) !== undefined
  throw isTaken ? flavorIdTaken(flavor.id) : flavorNameTaken(flavor.name)
}

/**
 * Those whose id or name is taken are left out.
 * @returns how many there are of them now
 */
export async function insertFlavors(
  tx: Tx,
  flavors: readonly Insertable<FlavorsTable>[],
): Promise<number> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('flavors')
    .values(flavors)
    .onConflict((conflicting) => conflicting.doNothing())
    .executeTakeFirstOrThrow()
  return Number(numInsertedOrUpdatedRows)
}

export async function describeFlavor(
  tx: Tx,
  id: string,
  description: string | null,
  at: string,
): Promise<void> {
  const change = { description, updated_at: at }
  await tx.db.updateTable('flavors').set(change).where('id', '=', id).execute()
}

/** With its extra specs, and what projects were given of it. */
export async function deleteFlavor(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('flavors').where('id', '=', id).execute()
}
