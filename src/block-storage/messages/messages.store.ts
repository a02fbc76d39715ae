import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { findRow, listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { MESSAGE_COLUMNS, type Message } from './message.ts'

const SOURCE: ListSource = {
  table: 'messages',
  columns: MESSAGE_COLUMNS,
  storedKey: (id) => id.toLowerCase(),
  made: ['created_at', 'serial'],
}

export function pageOfMessages(tx: Tx, request: ListRequest): Promise<readonly Message[]> {
  return listRows(tx, SOURCE, 'messages.*', request)
}

export function findMessage(
  tx: Tx,
  id: string,
  visible: readonly Condition[],
): Promise<Message | undefined> {
  return findRow(tx, SOURCE, 'messages.*', id, visible)
}

export async function insertMessage(tx: Tx, message: Omit<Message, 'serial'>): Promise<void> {
  await tx.db.insertInto('messages').values(message).execute()
}

export async function removeMessage(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('messages').where('id', '=', id).execute()
}

/** Removes what was to be kept until before `now`. @returns how many */
export async function removeExpired(tx: Tx, now: string): Promise<number> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('messages')
    .where('expires_at', '<', now)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
