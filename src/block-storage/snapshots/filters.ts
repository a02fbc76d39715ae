/**
 * Which snapshots a list asks for.
 * Source: openstack/cinder cinder/api/v3/snapshots.py, cinder/volume/api.py (get_all_snapshots),
 * cinder/db/api.py (_process_snaps_filters).
 */
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Query } from '../../kernel/query.ts'
import { booleanParameter } from '../booleans.ts'
import {
  asStored,
  hostFilter,
  likeFilter,
  metadataFilter,
  NO_CONDITION,
  NOTHING,
  ownProject,
  renamedFilters,
} from '../filters.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { SNAPSHOT_COLUMNS } from './columns.ts'
import { snapshotNotFound } from './snapshot.ts'

/** What those may filter by who are no administrators, before 3.31. */
const OPEN_BEFORE: readonly string[] = ['status', 'volume_id', 'name', 'metadata']

/** Parameters that filter, by the microversion from which on they do. */
const PARAMETERS: Readonly<Record<string, Version>> = Object.fromEntries([
  ['name', 0],
  ['name~', MV.RESOURCE_FILTER],
  ['description~', MV.RESOURCE_FILTER],
  ['metadata', MV.SNAPSHOT_LIST_METADATA_FILTER],
  ['deleted', 0],
  ['all_tenants', 0],
  ['consumes_quota', MV.RESOURCE_FILTER],
  ...[...SNAPSHOT_COLUMNS].flatMap(([name, { type }]) => [
    [name, name === 'use_quota' ? MV.RESOURCE_FILTER : 0],
    ...(type === 'text' ? [[`${name}~`, 0]] : []),
  ]),
])

/** @param collection where the list is, as its links name it */
export function snapshotList(collection: string): Query<ListRequest> {
  return cinderList({
    columns: SNAPSHOT_COLUMNS,
    // The name of the field in answers.
    sortAliases: { name: 'display_name' },
    sortAliasesFrom: MV.SNAPSHOT_SORT,
    collection,
    filters: PARAMETERS,
    resource: 'snapshot',
    conditions: snapshotConditions,
    markerMissing: snapshotNotFound,
    counts: MV.SUPPORT_COUNT_INFO,
  })
}

/** @throws 400 */
function snapshotConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  const refuses = ctx.version >= MV.RESOURCE_FILTER
  if (refuses) refuseClosedFilters(sent, ctx, open)
  const filters = refuses ? renamedFilters(sent) : dropUnknown(ctx, sent)
  // What is no boolean is no wish for more.
  const everywhere = ctx.isAdmin && booleanFrom(filters.get('all_tenants') ?? '') === true
  filters.delete('all_tenants')
  if (!everywhere) filters.delete('project_id')
  const read = [...filters].flatMap(([name, text]) => readFilter(name, text))
  if (everywhere) return read
  return [{ kind: 'in', column: 'project_id', values: [ownProject(ctx)] }, ...read]
}

/** Before 3.31 a filter that is not open is as if it had not been sent. */
function dropUnknown(ctx: RequestContext, sent: SentFilters): SentFilters {
  const known = [...sent].filter(
    ([name]) =>
      name !== 'use_quota' &&
      (name !== 'metadata' || ctx.version >= MV.SNAPSHOT_LIST_METADATA_FILTER),
  )
  return new Map(ctx.isAdmin ? known : known.filter(([name]) => OPEN_BEFORE.includes(name)))
}

/** Unlike those of volumes, values are what they are: no literals of Python. */
function readFilter(sentName: string, text: string): Condition[] {
  const name = sentName === 'name' ? 'display_name' : sentName
  if (name === 'metadata') return metadataFilter(text)
  if (name === 'deleted') return booleanFrom(text) === true ? NOTHING : NO_CONDITION
  if (name === 'host' || name === 'cluster_name') return hostFilter(name, text)
  if (name === 'availability_zone' && text === '') return NO_CONDITION
  if (name.endsWith('~')) return likeFilter(SNAPSHOT_COLUMNS, name.replace(/~+$/, ''), text)
  const column = SNAPSHOT_COLUMNS.get(name)
  if (column === undefined) return NOTHING
  const value =
    column.type === 'boolean' ? Number(booleanParameter(name, text)) : asStored(text, column)
  return value === undefined ? NOTHING : [{ kind: 'in', column: name, values: [value] }]
}
