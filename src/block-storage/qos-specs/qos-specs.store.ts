import { conflict } from '../../kernel/faults.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { UniqueViolation } from '../../storage/errors.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import { lockRow } from '../../storage/locks.ts'
import { inList, statement } from '../../storage/statement.ts'
import { QOS_COLUMNS, type NewQosSpecs, type QosChanges, type QosSpecs } from './qos-specs.ts'

const SOURCE: ListSource = {
  table: 'qos_specs',
  columns: QOS_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'id'],
}

type QosRow = Pick<QosSpecs, 'id' | 'name' | 'consumer'>

const itemsOfMany = statement((db, p: { ids: readonly string[] }) =>
  db
    .selectFrom('qos_spec_items')
    .selectAll()
    .where('qos_specs_id', 'in', inList(p.ids))
    .orderBy('key'),
)

async function complete(tx: Tx, rows: readonly QosRow[]): Promise<readonly QosSpecs[]> {
  const items = await tx.all(itemsOfMany, { ids: rows.map(({ id }) => id) })
  const byOwner = Map.groupBy(items, (item) => item.qos_specs_id)
  return rows.map(({ id, name, consumer }) => ({
    ...{ id, name, consumer },
    specs: new Map((byOwner.get(id) ?? []).map(({ key, value }) => [key, value])),
  }))
}

export async function findQosSpecs(tx: Tx, id: string, lock?: Lock): Promise<QosSpecs | undefined> {
  await lockRow(tx, 'qos_specs', { id: id.toLowerCase() }, lock)
  const row = await findRow<QosRow>(tx, SOURCE, '*', id, [])
  return row && (await complete(tx, [row]))[0]
}

export async function pageOfQosSpecs(tx: Tx, request: ListRequest): Promise<readonly QosSpecs[]> {
  return complete(tx, await listRows<QosRow>(tx, SOURCE, 'qos_specs.*', request))
}

/** @throws 409 where the name is taken */
export async function insertQosSpecs(
  tx: Tx,
  { id, name, consumer, specs }: NewQosSpecs & { readonly id: string },
  now: string,
): Promise<void> {
  try {
    await tx.db
      .insertInto('qos_specs')
      .values({ id, name, consumer, created_at: now, updated_at: null })
      .execute()
  } catch (error) {
    if (error instanceof UniqueViolation) throw conflict(`QoS Specs ${name} already exists.`)
    throw error
  }
  await writeItems(tx, id, Object.fromEntries(specs))
}

/** For callers that hold the row. */
export async function changeQosSpecs(
  tx: Tx,
  id: string,
  { consumer, specs }: QosChanges,
  now: string,
): Promise<void> {
  await tx.db
    .updateTable('qos_specs')
    .set({ updated_at: now, ...(consumer !== undefined && { consumer }) })
    .where('id', '=', id)
    .execute()
  await writeItems(tx, id, specs)
}

async function writeItems(tx: Tx, id: string, specs: QosChanges['specs']): Promise<void> {
  const rows = Object.entries(specs).map(([key, value]) => ({ qos_specs_id: id, key, value }))
  if (rows.length === 0) return
  await tx.db
    .insertInto('qos_spec_items')
    .values(rows)
    .onConflict((on) =>
      on
        .columns(['qos_specs_id', 'key'])
        .doUpdateSet((set) => ({ value: set.ref('excluded.value') })),
    )
    .execute()
}

export async function deleteItems(tx: Tx, id: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await tx.db
    .deleteFrom('qos_spec_items')
    .where('qos_specs_id', '=', id)
    .where('key', 'in', keys)
    .execute()
}

/** The QoS specs with its items; no type refers to it any more. */
export async function deleteQosSpecs(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('qos_specs').where('id', '=', id).execute()
}
