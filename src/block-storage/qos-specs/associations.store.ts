/** Which volume types refer to which QoS specs; a type refers to one at most. */
import type { Tx } from '../../storage/database.ts'

export interface Association {
  readonly id: string
  readonly name: string
}

export async function associationsOf(tx: Tx, qosId: string): Promise<readonly Association[]> {
  return tx.db
    .selectFrom('volume_types')
    .select(['id', 'name'])
    .where('qos_specs_id', '=', qosId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** For callers that hold the type. */
export async function associate(
  tx: Tx,
  { typeId, qosId, now }: { typeId: string; qosId: string; now: string },
): Promise<void> {
  await tx.db
    .updateTable('volume_types')
    .set({ qos_specs_id: qosId, updated_at: now })
    .where('id', '=', typeId)
    .execute()
}

/** @param typeId of the one type, or undefined for all that refer to these QoS specs */
export async function disassociate(
  tx: Tx,
  { typeId, qosId, now }: { typeId?: string; qosId: string; now: string },
): Promise<void> {
  const all = tx.db
    .updateTable('volume_types')
    .set({ qos_specs_id: null, updated_at: now })
    .where('qos_specs_id', '=', qosId)
  await (typeId === undefined ? all : all.where('id', '=', typeId)).execute()
}
