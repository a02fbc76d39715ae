/** What was done to a server, as it is kept. */
import type { Selectable } from 'kysely'
import { notFound, type Fault } from '../../kernel/faults.ts'
import type { InstanceActionEventsTable, InstanceActionsTable } from '../storage/server-tables.ts'

/** Lists show a thousand at once, so they are rows as they are stored. */
export type ActionRow = Readonly<Selectable<InstanceActionsTable>>
export type EventRow = Readonly<Selectable<InstanceActionEventsTable>>

export function actionNotFound(requestId: string): Fault {
  return notFound(`Action ${requestId} not found`)
}
