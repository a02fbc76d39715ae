import type { Tx } from '../../storage/database.ts'

/** Who did what, when. */
export interface NewInstanceAction {
  readonly serverId: string
  /** As `os-instance-actions` shows it, such as `create`. */
  readonly action: string
  readonly requestId: string
  readonly userId: string
  readonly projectId: string
  /** ISO time. */
  readonly at: string
}

/** A part of an action that a host does, such as `compute__do_build_and_run_instance`. */
export interface InstanceEvent {
  readonly event: string
  /** ISO times. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly host: string | null
  /** What went wrong; undefined where nothing did. */
  readonly error?: { readonly traceback: string; readonly details: string }
}

export async function recordAction(tx: Tx, recorded: NewInstanceAction): Promise<void> {
  await tx.db
    .insertInto('instance_actions')
    .values({
      server_id: recorded.serverId,
      action: recorded.action,
      request_id: recorded.requestId,
      user_id: recorded.userId,
      project_id: recorded.projectId,
      start_time: recorded.at,
      updated_at: null,
      message: null,
    })
    .execute()
}

/** Of the last action of this server that the request began; nothing where there is none. */
export async function recordEvent(
  tx: Tx,
  of: { readonly serverId: string; readonly requestId: string | null },
  { event, startedAt, finishedAt, host, error }: InstanceEvent,
): Promise<void> {
  const action = await tx.db
    .selectFrom('instance_actions')
    .select('id')
    .where('server_id', '=', of.serverId)
    .where('request_id', '=', of.requestId ?? '')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (action === undefined) return
  await tx.db
    .insertInto('instance_action_events')
    .values({
      ...{ action_id: action.id, event, host },
      ...{ start_time: startedAt, finish_time: finishedAt },
      result: error === undefined ? 'Success' : 'Error',
      traceback: error?.traceback ?? null,
      details: error?.details ?? null,
    })
    .execute()
  await tx.db
    .updateTable('instance_actions')
    .set({ updated_at: finishedAt, ...(error !== undefined && { message: 'Error' }) })
    .where('id', '=', action.id)
    .execute()
}

/** The request that did this to a server, the last time; empty where none did. */
export async function requestOfAction(tx: Tx, serverId: string, action: string): Promise<string> {
  const row = await tx.db
    .selectFrom('instance_actions')
    .select('request_id')
    .where('server_id', '=', serverId)
    .where('action', '=', action)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.request_id ?? ''
}
