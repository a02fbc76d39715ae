import { sql } from 'kysely'
import type { Tx } from '../../../storage/database.ts'
import { inIntegers, inList, statement } from '../../../storage/statement.ts'
import type { MadeAt } from '../families/items.store.ts'
import { keyOf } from '../names.ts'
import type { SentAssociation } from './resource-type.ts'

export interface ResourceType extends MadeAt {
  readonly name: string
}

export interface Association extends ResourceType {
  readonly id: number
  readonly namespace_id: number
  readonly prefix: string | null
  readonly properties_target: string | null
}

const selectTypes = statement((db) =>
  db
    .selectFrom('metadef_resource_types')
    .select(['name', 'created_at', 'updated_at'])
    .orderBy('id'),
)

/** All that there are, in the order in which they came. */
export function listResourceTypes(tx: Tx): Promise<ResourceType[]> {
  return tx.all(selectTypes, {})
}

const selectType = statement((db, p: { key: string }) =>
  db.selectFrom('metadef_resource_types').select('id').where('key', '=', p.key),
)

export async function isResourceType(tx: Tx, name: string): Promise<boolean> {
  return (await tx.first(selectType, { key: keyOf(name) })) !== undefined
}

const selectAssociations = statement(
  (_, p: { namespaceIds: readonly string[] }) =>
    sql<Association>`
      select association.*, resource_type.name
      from metadef_associations as association
      inner join metadef_resource_types as resource_type
        on resource_type.id = association.resource_type_id
      where association.namespace_id in ${inIntegers(p.namespaceIds)}
      order by association.id`,
)

/** Those of each namespace, in the order in which they were made. */
export async function associationsOf(
  tx: Tx,
  namespaceIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Association[]>> {
  const rows = await tx.all(selectAssociations, { namespaceIds: namespaceIds.map(String) })
  return Map.groupBy(rows, (row) => row.namespace_id)
}

/** Of any case, names mean the same. */
export async function findAssociation(
  tx: Tx,
  namespaceId: number,
  name: string,
): Promise<Association | undefined> {
  const all = (await associationsOf(tx, [namespaceId])).get(namespaceId) ?? []
  return all.find((association) => keyOf(association.name) === keyOf(name))
}

const selectIds = statement((db, p: { keys: readonly string[] }) =>
  db.selectFrom('metadef_resource_types').select(['id', 'key']).where('key', 'in', inList(p.keys)),
)

/** @returns whether any was new */
export async function insertResourceTypes(
  tx: Tx,
  names: readonly string[],
  at: MadeAt,
): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('metadef_resource_types')
    .values(names.map((name) => ({ name, key: keyOf(name), ...at })))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .execute()
  return inserted.length > 0
}

/** Resource types that are new come to be with it. @throws UniqueViolation */
export async function insertAssociations(
  tx: Tx,
  namespaceId: number,
  associations: readonly SentAssociation[],
  at: MadeAt,
): Promise<void> {
  if (associations.length === 0) return
  await insertResourceTypes(
    tx,
    associations.map(({ name }) => name),
    at,
  )
  const keys = associations.map(({ name }) => keyOf(name))
  const ids = new Map((await tx.all(selectIds, { keys })).map(({ id, key }) => [key, id]))
  const rows = associations.map(({ name, prefix = null, properties_target = null }) => ({
    namespace_id: namespaceId,
    resource_type_id: ids.get(keyOf(name))!,
    prefix,
    properties_target,
    ...at,
  }))
  await tx.db.insertInto('metadef_associations').values(rows).execute()
}

export async function deleteAssociation(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('metadef_associations').where('id', '=', id).execute()
}
