import type { Tx } from '../../storage/database.ts'
import { concurrentUpdate } from '../faults.ts'
import type { PlacementEnv } from '../operation.ts'
import type { Wanted } from './allocation.ts'
import { changeConsumer, findConsumer, insertConsumer, type Consumer } from './allocations.store.ts'

/**
 * The consumer that is meant, locked: made where there is none, and with the project, the user and the
 * type that are wanted.
 * Source: placement/handlers/util.py (ensure_consumer, update_consumers).
 * @throws 409 where it is not as the client knows it
 */
export async function consumerFor(tx: Tx, env: PlacementEnv, wanted: Wanted): Promise<Consumer> {
  const { generation, projectId: project_id, userId: user_id } = wanted
  const { consumer: uuid, type = null } = wanted
  const found = await findConsumer(tx, uuid, 'change')
  if (found === undefined) {
    if (generation !== undefined && generation !== null) throw conflict('null', generation)
    const values = { uuid, project_id, user_id, consumer_type: type }
    const made = await insertConsumer(tx, values, env.clock.isoNow())
    return made ?? consumerFor(tx, env, wanted)
  }
  if (generation !== undefined && generation !== found.generation) {
    throw conflict(found.generation, generation)
  }
  const consumer_type = type ?? found.consumer_type
  await changeConsumer(tx, found.id, { project_id, user_id, consumer_type })
  return found
}

function conflict(expected: number | 'null', got: number | null): Error {
  return concurrentUpdate(
    `consumer generation conflict - expected ${expected} but got ${got ?? 'None'}`,
  )
}
