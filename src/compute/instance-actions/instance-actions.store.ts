import { columns, integer, text } from '../../kernel/lists/conditions.ts'
import { among } from '../../kernel/lists/request.ts'
import type { Tx } from '../../storage/database.ts'
import { listRows } from '../../storage/lists/page.ts'
import type { ListSource } from '../../storage/lists/source.ts'
import type { NovaRequest } from '../lists.ts'
import { toSecond } from '../times.ts'
import type { ActionRow, EventRow } from './instance-action.ts'

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

/** Times are kept to the second, as the real service's database does: clients compare with them. */
export async function recordAction(tx: Tx, recorded: NewInstanceAction): Promise<void> {
  const at = toSecond(recorded.at)
  await tx.db
    .insertInto('instance_actions')
    .values({
      server_id: recorded.serverId,
      action: recorded.action,
      request_id: recorded.requestId,
      user_id: recorded.userId,
      project_id: recorded.projectId,
      start_time: at,
      updated_at: at,
      message: null,
    })
    .execute()
}

/** What an event is a part of: the last action on this server that the request began. */
interface OfAction {
  readonly serverId: string
  readonly requestId: string | null
}

async function actionOf(tx: Tx, { serverId, requestId }: OfAction): Promise<number | undefined> {
  const action = await tx.db
    .selectFrom('instance_actions')
    .select('id')
    .where('server_id', '=', serverId)
    .where('request_id', '=', requestId ?? '')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return action?.id
}

/** Says that the host has begun with it. Nothing where the action is not recorded. */
export async function beginEvent(
  tx: Tx,
  of: OfAction,
  { event, startedAt, host }: Pick<InstanceEvent, 'event' | 'startedAt' | 'host'>,
): Promise<void> {
  const action = await actionOf(tx, of)
  if (action === undefined) return
  await tx.db
    .insertInto('instance_action_events')
    .values({ action_id: action, event, host, start_time: toSecond(startedAt) })
    .execute()
}

/** How it ended, whether its begin was told or not. Nothing where the action is not recorded. */
export async function recordEvent(
  tx: Tx,
  of: OfAction,
  { event, startedAt, finishedAt, host, error }: InstanceEvent,
): Promise<void> {
  const action = await actionOf(tx, of)
  if (action === undefined) return
  const end = {
    finish_time: toSecond(finishedAt),
    result: error === undefined ? ('Success' as const) : ('Error' as const),
    traceback: error?.traceback ?? null,
    details: error?.details ?? null,
  }
  const { numUpdatedRows } = await tx.db
    .updateTable('instance_action_events')
    .set(end)
    .where('action_id', '=', action)
    .where('event', '=', event)
    .where('result', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) {
    await tx.db
      .insertInto('instance_action_events')
      .values({ action_id: action, event, host, start_time: toSecond(startedAt), ...end })
      .execute()
  }
  await tx.db
    .updateTable('instance_actions')
    .set({ updated_at: toSecond(finishedAt), ...(error !== undefined && { message: 'Error' }) })
    .where('id', '=', action)
    .execute()
}

const SOURCE: ListSource = {
  table: 'instance_actions',
  columns: columns({
    id: integer(),
    server_id: text({ selective: true }),
    updated_at: text(),
  }),
  key: 'request_id',
  made: ['id'],
}

/** The latest first. */
export function pageOfActions(
  tx: Tx,
  serverId: string,
  request: NovaRequest,
): Promise<ActionRow[]> {
  const ofServer = { kind: 'in', column: 'server_id', values: [serverId] } as const
  return listRows<ActionRow>(tx, SOURCE, 'instance_actions.*', {
    ...among(request, [ofServer]),
    order: [{ column: 'id', direction: 'desc' }],
  })
}

export async function findAction(
  tx: Tx,
  serverId: string,
  requestId: string,
): Promise<ActionRow | undefined> {
  return tx.db
    .selectFrom('instance_actions')
    .selectAll()
    .where('server_id', '=', serverId)
    .where('request_id', '=', requestId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The latest first. */
export async function eventsOf(tx: Tx, { id }: ActionRow): Promise<EventRow[]> {
  return tx.db
    .selectFrom('instance_action_events')
    .selectAll()
    .where('action_id', '=', id)
    .orderBy('id', 'desc')
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
