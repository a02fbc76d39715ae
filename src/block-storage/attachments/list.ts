/**
 * Which attachments a list asks for. Source: openstack/cinder cinder/api/v3/attachments.py (_items),
 * cinder/db/api.py (volume_attachment_get_all, _process_attachment_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { columns, constant, NEVER, text, type Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Query } from '../../kernel/query.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { attachmentNotFound } from './attachment.ts'

const nullable = true

export const ATTACHMENT_COLUMNS = columns({
  id: text(),
  volume_id: text(),
  instance_uuid: text({ nullable }),
  attached_host: text({ nullable }),
  mountpoint: text({ nullable }),
  attach_time: text({ nullable }),
  detach_time: constant(null),
  attach_status: text(),
  attach_mode: text({ nullable }),
  connection_info: text({ nullable }),
  connector: text({ nullable }),
  created_at: text(),
  updated_at: text({ nullable }),
  // That of the volume, which is joined.
  project_id: text({ stored: 'volumes.project_id', sort: false }),
})

/** Besides these, administrators name columns. */
const FILTERS = ['volume_id', 'status', 'instance_id', 'attach_status', 'all_tenants']

/** @param collection where the list is */
export function attachmentList(collection: string): Query<ListRequest> {
  const names = [...new Set([...FILTERS, ...ATTACHMENT_COLUMNS.keys()])]
  return cinderList({
    columns: ATTACHMENT_COLUMNS,
    collection,
    filters: Object.fromEntries(names.map((name) => [name, 0])),
    resource: 'attachment',
    conditions: attachmentConditions,
    markerMissing: attachmentNotFound,
  })
}

/** @throws 400 */
function attachmentConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  if (ctx.version >= MV.RESOURCE_FILTER) refuseClosedFilters(sent, ctx, open)
  const filters = ctx.isAdmin ? sent : new Map([...sent].filter(([name]) => open.includes(name)))
  // Whatever it says: of an administrator it counts that it was sent.
  const isEverywhere = filters.delete('all_tenants')
  if (!isEverywhere) filters.set('project_id', ctx.token.projectId ?? '')
  return [...filters].map(([name, value]): Condition => {
    const column = name === 'instance_id' && value !== '' ? 'instance_uuid' : name
    if (!ATTACHMENT_COLUMNS.has(column)) return NEVER
    return { kind: 'in', column, values: [value] }
  })
}
