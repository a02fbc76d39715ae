/**
 * Which groups a list shows. Source: openstack/cinder cinder/api/v3/groups.py (_get_groups),
 * cinder/group/api.py (get_all), cinder/db/api.py (_process_groups_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import {
  columns,
  constant,
  text,
  type Columns,
  type Condition,
} from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { queryOf, type Query } from '../../kernel/query.ts'
import { booleanParameter } from '../booleans.ts'
import { hostFilter, likeFilter, NOTHING, ownProject } from '../filters.ts'
import { CONSISTENCY_GROUP_TYPE } from '../group-types/group-type.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { groupNotFound } from './group.ts'

const nullable = true

export const GROUP_COLUMNS = columns({
  id: text(),
  user_id: text(),
  project_id: text(),
  cluster_name: constant(null),
  host: text({ nullable }),
  availability_zone: text({ nullable }),
  name: text({ nullable }),
  description: text({ nullable }),
  status: text(),
  group_type_id: text(),
  // No column of cinder's table: neither filter nor sort key.
  group_type_name: text({ stored: 'group_types.name', filter: false, sort: false }),
  group_snapshot_id: text({ nullable }),
  source_group_id: text({ nullable }),
  replication_status: text({ nullable }),
  created_at: text(),
  updated_at: text({ nullable }),
})

/** Consistency groups have lists of their own. */
export const NOT_CONSISTENCY: Condition = {
  kind: 'compare',
  column: 'group_type_name',
  operator: '!=',
  value: CONSISTENCY_GROUP_TYPE,
}

export interface GroupListRequest extends ListRequest {
  /** Show which volumes each group has. */
  readonly listVolumes: boolean
}

const PARAMETERS = ['name~', 'description~', 'all_tenants', 'list_volume']

/** @param detailed only such lists look at `list_volume` */
export function groupList(detailed: boolean): Query<GroupListRequest> {
  const list = cinderList({
    columns: GROUP_COLUMNS,
    collection: 'groups',
    filters: Object.fromEntries([...GROUP_COLUMNS.keys(), ...PARAMETERS].map((name) => [name, 0])),
    resource: 'group',
    conditions: groupConditions,
    markerMissing: groupNotFound,
  })
  return queryOf(list, {
    read(sent) {
      const text = sent.parameters.getAll('list_volume').at(-1)
      return { ...list.read(sent), listVolumes: detailed && listsVolumes(sent.ctx, text) }
    },
  })
}

/** @param text the parameter `list_volume`, which came with 3.25 @throws 400 */
export function listsVolumes({ version }: RequestContext, text: string | undefined): boolean {
  if (text === undefined || version < MV.GROUP_VOLUME_LIST) return false
  return booleanParameter('list_volume', text)
}

/** @throws 400 */
function groupConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  sent.delete('list_volume')
  return [NOT_CONSISTENCY, ...projectConditions(sent, ctx, open, GROUP_COLUMNS)]
}

/**
 * What lists of groups and of their snapshots have in common: each filter is a column, one that is not
 * finds nothing, and administrators who send `all_tenants` see all projects.
 * @throws 400
 */
export function projectConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
  known: Columns,
): Condition[] {
  if (ctx.version >= MV.RESOURCE_FILTER) refuseClosedFilters(sent, ctx, open)
  return columnConditions(sent, ctx, known)
}

/** The same where no filter is ever refused. */
export function columnConditions(
  sent: SentFilters,
  ctx: RequestContext,
  known: Columns,
): Condition[] {
  const everywhere = ctx.isAdmin && sent.delete('all_tenants')
  if (!everywhere) sent.delete('project_id')
  const read = [...sent].flatMap(([name, text]) => readFilter(known, name, text))
  if (everywhere) return read
  return [{ kind: 'in', column: 'project_id', values: [ownProject(ctx)] }, ...read]
}

function readFilter(known: Columns, name: string, text: string): Condition[] {
  if (name.endsWith('~')) return likeFilter(known, name.replace(/~+$/, ''), text)
  if (known.get(name)?.filter !== true) return NOTHING
  if (name === 'host') return hostFilter(name, text)
  return [{ kind: 'in', column: name, values: [text] }]
}
