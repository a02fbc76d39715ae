import type { Lock } from '../../../kernel/target.ts'
import type { ListRequest } from '../../../kernel/lists/request.ts'
import type { Tx } from '../../../storage/database.ts'
import { listRows } from '../../../storage/lists/page.ts'
import type { ListSource } from '../../../storage/lists/source.ts'
import { lockRow } from '../../../storage/locks.ts'
import { statement } from '../../../storage/statement.ts'
import { keyOf } from '../names.ts'
import { NAMESPACE_COLUMNS, type Namespace, type NamespaceValues } from './namespace.ts'

const SOURCE: ListSource = {
  table: 'metadef_namespaces',
  columns: NAMESPACE_COLUMNS,
  key: 'key',
  storedKey: keyOf,
  made: ['created_at', 'id'],
}

const selectOne = statement((db, p: { key: string }) =>
  db.selectFrom('metadef_namespaces').selectAll().where('key', '=', p.key),
)

/** With a lock, nobody else changes or deletes it until the unit ends. */
export async function findNamespace(
  tx: Tx,
  name: string,
  lock?: Lock,
): Promise<Namespace | undefined> {
  const key = keyOf(name)
  await lockRow(tx, 'metadef_namespaces', { key }, lock)
  return tx.first(selectOne, { key })
}

/** @param resourceTypes only those that one of these is associated with */
export function pageOfNamespaces(
  tx: Tx,
  request: ListRequest,
  resourceTypes: readonly string[] | undefined,
): Promise<Namespace[]> {
  const more = resourceTypes === undefined ? [] : [associatedWith(resourceTypes)]
  return listRows<Namespace>(tx, SOURCE, '*', request, more)
}

function associatedWith(names: readonly string[]) {
  const keys = names.map(keyOf)
  return {
    text: `id in (
      select association.namespace_id from metadef_associations as association
      inner join metadef_resource_types as resource_type
        on resource_type.id = association.resource_type_id
      where resource_type.key in (${keys.map(() => '?').join(', ')}))`,
    values: keys,
  }
}

/** @returns its id. @throws UniqueViolation */
export async function insertNamespace(
  tx: Tx,
  values: NamespaceValues,
  at: Pick<Namespace, 'created_at' | 'updated_at'>,
): Promise<number> {
  const row = await tx.db
    .insertInto('metadef_namespaces')
    .values({ ...values, key: keyOf(values.namespace), ...at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** @throws UniqueViolation */
export async function updateNamespace(
  tx: Tx,
  id: number,
  values: NamespaceValues,
  at: string,
): Promise<void> {
  await tx.db
    .updateTable('metadef_namespaces')
    .set({ ...values, key: keyOf(values.namespace), updated_at: at })
    .where('id', '=', id)
    .execute()
}

/** All that lies in it goes with it. */
export async function deleteNamespace(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom('metadef_namespaces').where('id', '=', id).execute()
}
