import { eachDay } from '../../kernel/daily.ts'
import type { Tx } from '../../storage/database.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { messageRow, type NewMessage } from './message.ts'
import { insertMessage, removeExpired } from './messages.store.ts'

/** Tells a project what went wrong with its work, in the transaction that records that it did. */
export async function addMessage(
  tx: Tx,
  { clock, ids }: Pick<BlockStorageEnv, 'clock' | 'ids'>,
  message: NewMessage,
): Promise<void> {
  await insertMessage(tx, messageRow(message, ids.uuid(), clock.now()))
}

type Env = Pick<BlockStorageEnv, 'clock' | 'processClock' | 'database' | 'log'>

/** Removes expired messages now and then day by day, until the function that is returned is called. */
export function purgeMessages(env: Env): Promise<() => void> {
  const { clock, database, log } = env
  return eachDay(env, 'expired messages could not be removed; trying again', async () => {
    const removed = await database.write((tx) => removeExpired(tx, clock.isoNow()))
    if (removed > 0) log.info({ removed }, 'expired messages removed')
  })
}
