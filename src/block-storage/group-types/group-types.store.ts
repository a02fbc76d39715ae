import type { Insertable, Selectable, Updateable } from 'kysely'
import { badRequest, conflict } from '../../kernel/faults.ts'
import { isUuidLike } from '../../kernel/formats.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { ForeignKeyViolation, UniqueViolation } from '../../storage/errors.ts'
import { specStore, type StoredSpecs } from '../../storage/families/specs.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import type { GroupTypesTable } from '../storage/group-tables.ts'
import {
  CONSISTENCY_GROUP_TYPE,
  GROUP_TYPE_COLUMNS,
  groupTypeNotFound,
  groupTypeNotFoundByName,
  type GroupType,
} from './group-type.ts'

const TYPES: ListSource = {
  table: 'group_types',
  columns: GROUP_TYPE_COLUMNS,
  made: ['created_at', 'id'],
}

const BY_NAME: ListSource = { ...TYPES, key: 'name' }

export const groupSpecs = specStore('group_type_specs', 'group_type_id')

type Row = Selectable<GroupTypesTable>

function toType(row: Row, specs: StoredSpecs = new Map()): GroupType {
  const { id, name, description } = row
  return { id, name, description, isPublic: row.is_public === 1, specs }
}

async function complete(tx: Tx, row: Row): Promise<GroupType> {
  return toType(row, await groupSpecs.of(tx, row.id))
}

/** @param visible what the asker may see */
export async function findGroupType(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
  lock?: Lock,
): Promise<GroupType | undefined> {
  await lockRow(tx, 'group_types', { id }, lock)
  const row = await findRow<Row>(tx, TYPES, '*', id, visible)
  return row && complete(tx, row)
}

/** A name may look like an id, so an id that is none is looked for among the names. @throws 404 */
export async function getGroupTypeByNameOrId(
  tx: Tx,
  identity: string,
  visible: readonly Condition[],
): Promise<GroupType> {
  const find = (source: ListSource) => findRow<Row>(tx, source, '*', identity, visible)
  const isId = isUuidLike(identity)
  const row = (isId ? await find(TYPES) : undefined) ?? (await find(BY_NAME))
  if (row !== undefined) return complete(tx, row)
  throw isId ? groupTypeNotFound(identity) : groupTypeNotFoundByName(identity)
}

/** The type of consistency groups; undefined where an administrator has deleted it. */
export async function findConsistencyGroupType(tx: Tx): Promise<GroupType | undefined> {
  const row = await findRow<Row>(tx, BY_NAME, '*', CONSISTENCY_GROUP_TYPE, [])
  return row && complete(tx, row)
}

export async function pageOfGroupTypes(
  tx: Tx,
  request: ListRequest,
): Promise<readonly GroupType[]> {
  const rows = await listRows<Row>(tx, TYPES, 'group_types.*', request)
  const specs = await groupSpecs.ofMany(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toType(row, specs.get(row.id)))
}

/** @throws 409 where the name is taken */
export async function insertGroupType(tx: Tx, type: Insertable<GroupTypesTable>): Promise<void> {
  await unlessTaken(type.name, () => tx.db.insertInto('group_types').values(type).execute())
}

/** @throws 409 where the name is taken */
export async function updateGroupType(
  tx: Tx,
  id: string,
  changes: Updateable<GroupTypesTable>,
): Promise<void> {
  await unlessTaken(changes.name ?? '', () =>
    tx.db.updateTable('group_types').set(changes).where('id', '=', id).execute(),
  )
}

async function unlessTaken<T>(name: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof UniqueViolation) throw conflict(`Group Type ${name} already exists.`)
    throw error
  }
}

/** @throws 400 where there are groups of the type */
export async function deleteGroupType(tx: Tx, id: string): Promise<void> {
  try {
    await tx.db.deleteFrom('group_types').where('id', '=', id).execute()
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error
    throw badRequest(
      `Target group type is still in use. Group Type ${id} deletion is not allowed with groups ` +
        'present with the type.',
    )
  }
}

export async function hasGroupTypes(tx: Tx): Promise<boolean> {
  const row = await tx.db.selectFrom('group_types').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

/** Unless there is one of that name already. */
export async function insertUnlessThere(
  tx: Tx,
  type: Insertable<GroupTypesTable>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx.db
    .insertInto('group_types')
    .values(type)
    .onConflict((conflicting) => conflicting.column('name').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}
