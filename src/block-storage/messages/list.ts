/**
 * Which messages a list shows. Source: openstack/cinder cinder/api/v3/messages.py (index),
 * cinder/db/api.py (_process_messages_filters).
 */
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { MESSAGE_COLUMNS, messageNotFound } from './message.ts'

export const messageList = cinderList({
  columns: MESSAGE_COLUMNS,
  filters: Object.fromEntries([
    ...[...MESSAGE_COLUMNS.keys(), 'deleted'].map((name) => [name, MV.MESSAGES_PAGINATION]),
    ...[...MESSAGE_COLUMNS.keys()].map((name) => [`${name}~`, MV.LIKE_FILTER]),
  ]),
  resource: 'message',
  pagesSince: MV.MESSAGES_PAGINATION,
  conditions: messageConditions,
  markerMissing: messageNotFound,
})

/** Users see what concerns their project, administrators everything. @throws 400 */
function messageConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  if (ctx.version >= MV.RESOURCE_FILTER) refuseClosedFilters(sent, ctx, open)
  return [...visibleMessages(ctx), ...[...sent].flatMap(([name, value]) => filter(name, value))]
}

export function visibleMessages(ctx: RequestContext): Condition[] {
  const own = ctx.token.projectId ?? ''
  return ctx.isAdmin ? [] : [{ kind: 'in', column: 'project_id', values: [own] }]
}

function filter(name: string, value: string): Condition[] {
  if (name === 'deleted') return booleanFrom(value) === true ? [NEVER] : []
  const column = name.replace(/~$/, '')
  if (!MESSAGE_COLUMNS.has(column)) return [NEVER]
  if (name !== column) return [{ kind: 'like', column, text: value }]
  return [{ kind: 'in', column, values: [value] }]
}
