import type { Insertable, Updateable } from 'kysely'
import { isUuidLike } from '../../kernel/formats.ts'
import { setAtOnce, valuesDuring, type Course } from '../../kernel/state-table.ts'
import type { Lock } from '../../kernel/target.ts'
import type { Tx } from '../../storage/database.ts'
import { inStates } from '../../storage/states.ts'
import { rememberedStatement, statement } from '../../storage/statement.ts'
import { canonicalUuid } from '../parameters.ts'
import type { ServersTable } from '../storage/server-tables.ts'
import type { ServerAction, ServerColumns } from './server-actions.ts'
import type { Server } from './server.ts'

const row = rememberedStatement(
  (db, p: { id: string }) => db.selectFrom('servers').selectAll().where('id', '=', p.id),
  (found): Server => found,
)

/** For PostgreSQL, where others may be about to change the row. */
const rowToChange = statement((db, p: { id: string }) =>
  db.selectFrom('servers').selectAll().where('id', '=', p.id).forNoKeyUpdate(),
)

/** Also one that is deleted. With a lock, nobody else changes it until the unit ends. */
export function findServerEvenDeleted(
  tx: Tx,
  id: string,
  lock?: Lock,
): Promise<Server | undefined> {
  if (!isUuidLike(id)) return Promise.resolve(undefined)
  const parameters = { id: canonicalUuid(id) }
  const isLocked = lock !== undefined && tx.dialect !== 'sqlite'
  return isLocked ? tx.first(rowToChange, parameters) : tx.first(row, parameters)
}

/** As above, while it is there. */
export async function findServer(tx: Tx, id: string, lock?: Lock): Promise<Server | undefined> {
  const server = await findServerEvenDeleted(tx, id, lock)
  return server?.deleted === 0 ? server : undefined
}

export type NewServer = Omit<Insertable<ServersTable>, 'serial'>

/** Returns the serial that the row got. */
export async function insertServer(tx: Tx, server: NewServer): Promise<number> {
  const { serial } = await tx.db
    .insertInto('servers')
    .values(server)
    .returning('serial')
    .executeTakeFirstOrThrow()
  return serial
}

/** Changes whatever the state is; for callers that hold the row. */
export async function updateServer(
  tx: Tx,
  id: string,
  changes: Updateable<ServersTable>,
): Promise<void> {
  await tx.db.updateTable('servers').set(changes).where('id', '=', id).execute()
}

/**
 * Begins an action on a server that the caller holds: sets what its table says, and `changes`.
 * @throws the refusal of the action, where the state is another by now
 */
export async function beginServerAction(
  tx: Tx,
  action: ServerAction,
  server: Server,
  changes: Updateable<ServersTable>,
): Promise<Server> {
  const set = { ...setAtOnce<ServerColumns>(action, server), ...changes }
  const { numUpdatedRows } = await tx.db
    .updateTable('servers')
    .set(set)
    .where('id', '=', server.id)
    .where('deleted', '=', 0)
    .where(inStates(action.from))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw action.refusal(server)
  return { ...server, ...set } as Server
}

/**
 * Ends what began with this course. False where the server is in no state that the action set: it
 * was deleted meanwhile, or somebody reset its state.
 */
export async function endServerAction(
  tx: Tx,
  course: Course<ServerColumns>,
  id: string,
  changes: Updateable<ServersTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('servers')
    .set(changes)
    .where('id', '=', id)
    .where('deleted', '=', 0)
    .where(
      inStates({ task_state: valuesDuring<ServerColumns, 'task_state'>(course, 'task_state') }),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ids of servers that were softly deleted by then and wait for nothing, the first ones first. */
export async function reclaimable(tx: Tx, by: string, limit: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('servers')
    .select('id')
    .where('vm_state', '=', 'soft-delete')
    .where('task_state', 'is', null)
    .where('deleted_at', '<=', by)
    .orderBy('deleted_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
