import type { Tx } from '../../storage/database.ts'

/** Has a cloud what a new one begins with, or had it once? */
export async function hasPreset(tx: Tx, name: string): Promise<boolean> {
  const query = tx.db.selectFrom('compute_presets').select('name').where('name', '=', name)
  return (await query.executeTakeFirst()) !== undefined
}

/** Notes that a cloud got what a new one begins with. False where it had it already. */
export async function claimPreset(tx: Tx, name: string, at: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('compute_presets')
    .values({ name, made_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
