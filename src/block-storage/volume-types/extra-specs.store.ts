import type { Tx } from '../../storage/database.ts'
import { specStore } from '../../storage/families/specs.ts'

export const extraSpecs = specStore('volume_type_extra_specs', 'volume_type_id')

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
