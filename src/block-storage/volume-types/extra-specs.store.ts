import type { Tx } from '../../storage/database.ts'
import { ofExistingType } from './existence.store.ts'
import type { SpecsBody } from './volume-types.ts'

/** Sets these keys, whether they were there or not; others stay. */
export async function upsertSpecs(tx: Tx, typeId: string, specs: SpecsBody): Promise<void> {
  const rows = Object.entries(specs).map(([key, value]) => ({ volume_type_id: typeId, key, value }))
  if (rows.length === 0) return
  await ofExistingType(typeId, () =>
    tx.db
      .insertInto('volume_type_extra_specs')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['volume_type_id', 'key'])
          .doUpdateSet((set) => ({ value: set.ref('excluded.value') })),
      )
      .execute(),
  )
}

/** False where there was no such key. */
export async function deleteSpec(tx: Tx, typeId: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('volume_type_extra_specs')
    .where('volume_type_id', '=', typeId)
    .where('key', '=', key)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Does any volume of this type exist? */
export async function isInUse(tx: Tx, typeId: string): Promise<boolean> {
  const volume = await tx.db
    .selectFrom('volumes')
    .select('id')
    .where('volume_type_id', '=', typeId)
    .limit(1)
    .executeTakeFirst()
  return volume !== undefined
}
