import type { Insertable } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { specStore } from '../../storage/families/specs.ts'
import { linkStore } from '../../storage/families/links.ts'
import { statement } from '../../storage/statement.ts'
import type { FlavorsTable } from '../storage/flavor-tables.ts'
import type { Flavor, FlavorViewer } from './flavor.ts'

export const flavorSpecs = specStore('flavor_extra_specs', 'flavor_id')
export const flavorProjects = linkStore('flavor_projects', 'flavor_id', 'project_id')

const selectOne = statement((db, p: { id: string }) =>
  db.selectFrom('flavors').selectAll().where('id', '=', p.id),
)

/** Undefined where there is none that the viewer may see. */
export async function findFlavor(
  tx: Tx,
  viewer: FlavorViewer,
  id: string,
): Promise<Flavor | undefined> {
  const row = await tx.first(selectOne, { id })
  if (row === undefined) return undefined
  const isSeen = row.is_public === 1 || viewer.isAdmin || (await mayUse(tx, viewer, id))
  if (!isSeen) return undefined
  const specs = await flavorSpecs.of(tx, id)
  return { ...row, extraSpecs: Object.fromEntries(specs) as Record<string, string> }
}

async function mayUse(tx: Tx, { projectId }: FlavorViewer, id: string): Promise<boolean> {
  return projectId !== undefined && (await flavorProjects.has(tx, id, projectId))
}

/** Those whose id or name is taken are left out. */
export async function insertFlavors(
  tx: Tx,
  flavors: readonly Insertable<FlavorsTable>[],
): Promise<void> {
  await tx.db
    .insertInto('flavors')
    .values(flavors)
    .onConflict((conflicting) => conflicting.doNothing())
    .execute()
}

const anyFlavor = statement((db) => db.selectFrom('flavors').select('id').limit(1))

export async function hasFlavors(tx: Tx): Promise<boolean> {
  return (await tx.first(anyFlavor, {})) !== undefined
}
