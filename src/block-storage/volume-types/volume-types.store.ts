import type { Specs } from '../../kernel/families/specs.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import { badRequest, conflict } from '../../kernel/faults.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { statement } from '../../storage/statement.ts'
import { typeAccess } from './access.store.ts'
import { extraSpecs } from './extra-specs.store.ts'
import {
  DEFAULT_TYPE,
  isVisibleTo,
  TYPE_COLUMNS,
  typeNotFound,
  typeNotFoundByName,
  visibleTypes,
  type Viewer,
  type VolumeType,
} from './volume-types.ts'

export const TYPES: ListSource = {
  table: 'volume_types',
  columns: TYPE_COLUMNS,
  made: ['created_at', 'id'],
  items: {
    extra_specs: {
      table: 'volume_type_extra_specs',
      owner: 'volume_type_id',
      ofRow: 'id',
      key: 'key',
      value: 'value',
    },
  },
  members: {
    projects: {
      table: 'volume_type_projects',
      owner: 'volume_type_id',
      ofRow: 'id',
      name: 'project_id',
    },
  },
}

const BY_NAME: ListSource = { ...TYPES, key: 'name' }

const defaultTypeRow = statement((db, _: Record<string, never>) =>
  db.selectFrom('volume_types').selectAll().where('is_default', '=', 1),
)

const projectDefault = statement((db, p: { projectId: string }) =>
  db
    .selectFrom('volume_types')
    .innerJoin('default_volume_types', 'default_volume_types.volume_type_id', 'volume_types.id')
    .selectAll('volume_types')
    .where('default_volume_types.project_id', '=', p.projectId),
)

const typeNames = statement((db, _: Record<string, never>) =>
  db
    .selectFrom('volume_types')
    .select(['id', 'name'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc'),
)

interface TypeRow {
  id: string
  name: string
  description: string | null
  is_public: number
  is_default: number
  qos_specs_id: string | null
  created_at: string
  updated_at: string | null
}

function toType(
  row: TypeRow,
  specs: ReadonlyMap<string, string | null> | undefined,
  projects: readonly string[] | undefined,
): VolumeType {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    isPublic: row.is_public === 1,
    isDefault: row.is_default === 1,
    qosSpecsId: row.qos_specs_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    extraSpecs: specs ?? new Map(),
    projects: projects ?? [],
  }
}

async function complete(tx: Tx, row: TypeRow): Promise<VolumeType> {
  const specs = await extraSpecs.of(tx, row.id)
  const projects = row.is_public === 1 ? [] : await typeAccess.of(tx, row.id)
  return toType(row, specs, projects)
}

/** Undefined, too, where the viewer may not see it. */
export async function findType(
  tx: Tx,
  viewer: Viewer,
  id: string,
  lock?: Lock,
): Promise<VolumeType | undefined> {
  await lockRow(tx, 'volume_types', { id }, lock)
  const row = await findRow<TypeRow>(tx, TYPES, '*', id, visibleTypes(viewer))
  return row && complete(tx, row)
}

/** @throws 404, where the viewer may not see it too */
export async function getType(tx: Tx, viewer: Viewer, id: string): Promise<VolumeType> {
  const type = await findType(tx, viewer, id)
  if (type === undefined) throw typeNotFound(id)
  return type
}

/**
 * A name may look like an id, so an id that is none is looked for among the names. A name is found
 * whoever asks, and then missed by its id where the viewer may not see the type.
 * @throws 404
 */
export async function getTypeByNameOrId(
  tx: Tx,
  viewer: Viewer,
  identity: string,
): Promise<VolumeType> {
  const byId = isUuidLike(identity) ? await findType(tx, viewer, identity) : undefined
  if (byId !== undefined) return byId
  const named = await findRow<TypeRow>(tx, BY_NAME, '*', identity, [])
  if (named !== undefined) return getType(tx, viewer, named.id)
  throw isUuidLike(identity) ? typeNotFound(identity) : typeNotFoundByName(identity)
}

/**
 * The type of a project's volumes that name none; without a project, everybody's.
 * @throws 404 where it is private and not the viewer's
 */
export async function getDefaultType(tx: Tx, viewer: Viewer): Promise<VolumeType> {
  const { projectId } = viewer
  const own = projectId === undefined ? undefined : await tx.first(projectDefault, { projectId })
  const row = own ?? (await tx.first(defaultTypeRow, {}))
  if (row === undefined) throw new Error('there is no default volume type')
  const type = await complete(tx, row)
  if (!isVisibleTo(type, viewer)) throw typeNotFound(type.id)
  return type
}

/** Every type's id and name, newest first. There are few, so that a page of volumes may ask. */
export async function namesOfTypes(tx: Tx): Promise<readonly { id: string; name: string }[]> {
  return tx.all(typeNames, {})
}

/** Unless there is one already. */
export async function insertDefaultType(
  tx: Tx,
  { id, createdAt }: { readonly id: string; readonly createdAt: string },
): Promise<void> {
  await tx.db
    .insertInto('volume_types')
    .values({
      id,
      name: DEFAULT_TYPE,
      description: 'Default Volume Type',
      is_public: 1,
      is_default: 1,
      created_at: createdAt,
      updated_at: null,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/** A page of types with all there is to them. */
export async function pageOfTypes(tx: Tx, request: ListRequest): Promise<readonly VolumeType[]> {
  const rows = await listRows<TypeRow>(tx, TYPES, 'volume_types.*', request)
  const ids = rows.map(({ id }) => id)
  const specs = await extraSpecs.ofMany(tx, ids)
  const projects = await typeAccess.ofMany(tx, ids)
  return rows.map((row) => toType(row, specs.get(row.id), projects.get(row.id)))
}

export interface NewType {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly isPublic: boolean
  readonly extraSpecs: Specs
}

/** @throws 409 where the name is taken */
export async function insertType(tx: Tx, type: NewType, now: string): Promise<void> {
  await unlessTaken(type.name, () =>
    tx.db
      .insertInto('volume_types')
      .values({
        id: type.id,
        name: type.name,
        description: type.description,
        is_public: type.isPublic ? 1 : 0,
        created_at: now,
        updated_at: null,
      })
      .execute(),
  )
  await extraSpecs.write(tx, type.id, type.extraSpecs)
}

export interface TypeChanges {
  readonly name: string | null | undefined
  readonly description: string | null | undefined
  readonly isPublic: boolean | undefined
}

/** What is null or absent stays as it is. @throws 409 where the name is taken */
export async function updateType(
  tx: Tx,
  id: string,
  { name, description, isPublic }: TypeChanges,
  now: string,
): Promise<void> {
  await unlessTaken(name ?? '', () =>
    tx.db
      .updateTable('volume_types')
      .set({
        updated_at: now,
        ...(name != null && { name }),
        ...(description != null && { description }),
        ...(isPublic !== undefined && { is_public: isPublic ? 1 : 0 }),
      })
      .where('id', '=', id)
      .execute(),
  )
}

async function unlessTaken<T>(name: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof UniqueViolation) throw conflict(`Volume Type ${name} already exists.`)
    throw error
  }
}

/**
 * Removes a type with its specs, its grants and what quotas say of it.
 * @throws 400 where it is a default, or volumes of it exist
 */
export async function deleteType(tx: Tx, type: VolumeType): Promise<void> {
  const { id } = type
  const asDefault = await tx.db
    .selectFrom('default_volume_types')
    .select('project_id')
    .where('volume_type_id', '=', id)
    .executeTakeFirst()
  if (asDefault !== undefined || type.isDefault) {
    throw badRequest(`The volume type ${id} is a default volume type and cannot be deleted.`)
  }
  try {
    await tx.db.deleteFrom('volume_types').where('id', '=', id).execute()
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error
    throw badRequest('Target volume type is still in use.')
  }
  for (const table of ['quotas', 'quota_classes', 'quota_usages'] as const) {
    await tx.db.deleteFrom(table).where('volume_type_id', '=', id).execute()
  }
}
