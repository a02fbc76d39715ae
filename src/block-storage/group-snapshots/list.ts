/**
 * Which snapshots of groups a list shows. Source: openstack/cinder cinder/api/v3/group_snapshots.py
 * (_get_group_snapshots), cinder/group/api.py (get_all_group_snapshots).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { columns, text, type Condition } from '../../kernel/lists/conditions.ts'
import { ownProject } from '../filters.ts'
import { NOT_CONSISTENCY, projectConditions } from '../groups/list.ts'
import { cinderList, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { groupSnapshotNotFound } from './group-snapshot.ts'

const nullable = true

export const GROUP_SNAPSHOT_COLUMNS = columns({
  id: text(),
  group_id: text(),
  user_id: text(),
  project_id: text(),
  name: text({ nullable }),
  description: text({ nullable }),
  status: text(),
  group_type_id: text(),
  // No column of cinder's table: neither filter nor sort key.
  group_type_name: text({ stored: 'group_types.name', filter: false, sort: false }),
  created_at: text(),
  updated_at: text({ nullable }),
})

const PARAMETERS = [...GROUP_SNAPSHOT_COLUMNS.keys(), 'name~', 'description~', 'all_tenants']

export const groupSnapshotList = cinderList({
  columns: GROUP_SNAPSHOT_COLUMNS,
  collection: 'group_snapshots',
  filters: Object.fromEntries(PARAMETERS.map((name) => [name, MV.GROUP_SNAPSHOT_PAGINATION])),
  resource: 'group_snapshot',
  conditions: groupSnapshotConditions,
  markerMissing: groupSnapshotNotFound,
  pagesSince: MV.GROUP_SNAPSHOT_PAGINATION,
})

/** @throws 400 */
function groupSnapshotConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  const own: Condition = { kind: 'in', column: 'project_id', values: [ownProject(ctx)] }
  if (ctx.version < MV.GROUP_SNAPSHOT_PAGINATION) return [NOT_CONSISTENCY, own]
  return [NOT_CONSISTENCY, ...projectConditions(sent, ctx, open, GROUP_SNAPSHOT_COLUMNS)]
}
