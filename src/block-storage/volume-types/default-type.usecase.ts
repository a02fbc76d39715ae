import type { CloudClock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Database } from '../../storage/database.ts'
import { insertDefaultType, namesOfTypes } from './volume-types.store.ts'

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
  const type = { id: ids.uuid(), createdAt: clock.isoNow() }
  await database.write((tx) => insertDefaultType(tx, type))
}
