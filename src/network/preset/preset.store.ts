import type { Tx } from '../../storage/database.ts'

/** Has a cloud what a new one begins with, or had it once? */
export async function hasPreset(tx: Tx, name: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('network_presets')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that a cloud got what a new one begins with. False where it had it already. */
export async function claimPreset(tx: Tx, name: string, at: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('network_presets')
    .values({ name, made_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
