import type { CloudClock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Database } from '../../storage/database.ts'
import { DEFAULT_TYPE } from './volume-types.ts'
import { namesOfTypes } from './volume-types.store.ts'

export interface Seeding {
  readonly database: Database
  readonly clock: CloudClock
  readonly ids: Ids
}

/**
 * Makes the default type in a cloud without types, as cinder's database migrations do. Several
 * processes may start together: one of them makes it.
 */
export async function seedDefaultType({ database, clock, ids }: Seeding): Promise<void> {
  if ((await database.read(namesOfTypes)).length > 0) return
  await database.write(async (tx) => {
    await tx.db
      .insertInto('volume_types')
      .values({
        id: ids.uuid(),
        name: DEFAULT_TYPE,
        description: 'Default Volume Type',
        is_public: 1,
        created_at: clock.isoNow(),
        updated_at: null,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
  })
}
