import type { Tx } from '../../storage/database.ts'

/** Notes that a cloud got what a new one begins with. False where it had it already. */
export async function claimPreset(tx: Tx, name: string, at: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('network_presets')
    .values({ name, made_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
