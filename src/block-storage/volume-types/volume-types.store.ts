import { isUuidLike } from '../../kernel/formats.ts'
import { internalError } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import {
  DEFAULT_TYPE,
  isVisible,
  typeNotFound,
  typeNotFoundByName,
  type Viewer,
  type VolumeType,
} from './volume-types.ts'

const typeRow = statement((db, p: { id: string }) =>
  db.selectFrom('volume_types').selectAll().where('id', '=', p.id),
)

const typeRowByName = statement((db, p: { name: string }) =>
  db.selectFrom('volume_types').selectAll().where('name', '=', p.name),
)

const specRows = statement((db, p: { id: string }) =>
  db.selectFrom('volume_type_extra_specs').selectAll().where('volume_type_id', '=', p.id),
)

const projectRows = statement((db, p: { id: string }) =>
  db.selectFrom('volume_type_projects').selectAll().where('volume_type_id', '=', p.id),
)

const projectDefault = statement((db, p: { projectId: string }) =>
  db
    .selectFrom('volume_types')
    .innerJoin('default_volume_types', 'default_volume_types.volume_type_id', 'volume_types.id')
    .selectAll('volume_types')
    .where('default_volume_types.project_id', '=', p.projectId),
)

const typeNames = statement((db, _: Record<string, never>) =>
  db.selectFrom('volume_types').select(['id', 'name']).orderBy('created_at', 'desc').orderBy('id', 'desc'),
)

interface TypeRow {
  id: string
  name: string
  description: string | null
  is_public: number
  created_at: string
  updated_at: string | null
}

interface SpecRow {
  key: string
  value: string | null
}

function toType(
  row: TypeRow,
  specs: readonly SpecRow[],
  projects: readonly { project_id: string }[],
): VolumeType {
  const sorted = specs.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    isPublic: row.is_public === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    extraSpecs: new Map(sorted.map(({ key, value }) => [key, value])),
    projects: projects.map(({ project_id }) => project_id).sort(),
  }
}

async function complete(tx: Tx, row: TypeRow): Promise<VolumeType> {
  const specs = await tx.all(specRows, { id: row.id })
  const projects = row.is_public === 1 ? [] : await tx.all(projectRows, { id: row.id })
  return toType(row, specs, projects)
}

/** @throws 404, where the viewer may not see it too */
export async function getType(tx: Tx, viewer: Viewer, id: string): Promise<VolumeType> {
  const row = await tx.first(typeRow, { id })
  const type = row && (await complete(tx, row))
  if (type === undefined || !isVisible(type, viewer)) throw typeNotFound(id)
  return type
}

/** A name may look like an id, so an id that is none is looked for among the names. @throws 404 */
export async function getTypeByNameOrId(
  tx: Tx,
  viewer: Viewer,
  identity: string,
): Promise<VolumeType> {
  const byId = isUuidLike(identity) ? await tx.first(typeRow, { id: identity }) : undefined
  const row = byId ?? (await tx.first(typeRowByName, { name: identity }))
  const type = row && (await complete(tx, row))
  if (type !== undefined && isVisible(type, viewer)) return type
  throw isUuidLike(identity) ? typeNotFound(identity) : typeNotFoundByName(identity)
}

/**
 * The type of a project's volumes that name none.
 * @throws 500 where an operator gave the cloud's default type another name
 */
export async function getDefaultType(tx: Tx, projectId: string): Promise<VolumeType> {
  const row =
    (await tx.first(projectDefault, { projectId })) ??
    (await tx.first(typeRowByName, { name: DEFAULT_TYPE }))
  if (row === undefined) throw internalError()
  return complete(tx, row)
}

/** Every type's id and name, newest first. There are few, so that a page of volumes may ask. */
export async function namesOfTypes(tx: Tx): Promise<readonly { id: string; name: string }[]> {
  return tx.all(typeNames, {})
}

/** Every type that there is, newest first. */
export async function allTypes(tx: Tx): Promise<readonly VolumeType[]> {
  const rows = await tx.db
    .selectFrom('volume_types')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const specs = await tx.db.selectFrom('volume_type_extra_specs').selectAll().execute()
  const projects = await tx.db.selectFrom('volume_type_projects').selectAll().execute()
  const specsOf = Map.groupBy(specs, (spec) => spec.volume_type_id)
  const projectsOf = Map.groupBy(projects, (grant) => grant.volume_type_id)
  return rows.map((row) => toType(row, specsOf.get(row.id) ?? [], projectsOf.get(row.id) ?? []))
}
