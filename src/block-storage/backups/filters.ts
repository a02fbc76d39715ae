/**
 * Which backups a list asks for.
 * Source: openstack/cinder cinder/api/contrib/backups.py (_get_backups), cinder/api/common.py
 * (process_general_filtering), cinder/backup/api.py (get_all), cinder/db/api.py
 * (_process_backups_filters).
 */
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Query } from '../../kernel/query.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { backupNotFound } from './backup.ts'
import { BACKUP_COLUMNS } from './columns.ts'

/** What those may filter by who are no administrators, before 3.31. */
const OPEN_BEFORE: readonly string[] = ['name', 'status', 'volume_id']

const TEXT_COLUMNS = [...BACKUP_COLUMNS].flatMap(([name, { type }]) =>
  type === 'text' ? [name] : [],
)

/** Parameters that filter, by the microversion from which on they do. */
const PARAMETERS: Readonly<Record<string, Version>> = Object.fromEntries([
  ['name', 0],
  ['all_tenants', 0],
  ['deleted', 0],
  ...[...BACKUP_COLUMNS.keys()].map((name) => [name, 0]),
  ...['name', ...TEXT_COLUMNS].map((name) => [`${name}~`, MV.LIKE_FILTER]),
])

/** @param collection where the list is, as its links name it */
export function backupList(collection: string): Query<ListRequest> {
  return cinderList({
    columns: BACKUP_COLUMNS,
    sortAliases: { name: 'display_name' },
    sortAliasesFrom: MV.BACKUP_SORT_NAME,
    collection,
    filters: PARAMETERS,
    resource: 'backup',
    conditions: backupConditions,
    markerMissing: backupNotFound,
    counts: MV.SUPPORT_COUNT_INFO,
  })
}

/** @throws 400 */
function backupConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  const filters = openFilters(sent, ctx, open)
  const everywhere = isEverywhere(filters.get('all_tenants'))
  filters.delete('all_tenants')
  const visible: Condition[] = everywhere
    ? []
    : [{ kind: 'in', column: 'project_id', values: [ctx.token.projectId ?? ''] }]
  return [...visible, ...[...filters].map(([name, text]) => condition(name, text, ctx))]
}

/**
 * Filters that are not open to the client are refused since 3.31, and passed over before, when no file
 * said which those are.
 */
function openFilters(sent: SentFilters, ctx: RequestContext, open: readonly string[]): SentFilters {
  if (ctx.version >= MV.RESOURCE_FILTER) refuseClosedFilters(sent, ctx, open)
  else if (!ctx.isAdmin) return new Map([...sent].filter(([name]) => OPEN_BEFORE.includes(name)))
  return new Map(sent)
}

/** @throws 400 */
function isEverywhere(allTenants: string | undefined): boolean {
  if (allTenants === undefined) return false
  const everywhere = booleanFrom(allTenants)
  if (everywhere === undefined) {
    throw badRequest(`all_tenants must be a boolean, got '${allTenants}'.`)
  }
  return everywhere
}

/** Every column can be compared with; what is no column, no backup fulfils. */
function condition(sentName: string, text: string, ctx: RequestContext): Condition {
  const like = sentName.endsWith('~') && ctx.version >= MV.LIKE_FILTER
  const bare = like ? sentName.replace(/~+$/, '') : sentName
  const name = bare === 'name' ? 'display_name' : bare
  // Nothing is kept of what was deleted.
  if (name === 'deleted') return booleanFrom(text) ? NEVER : { kind: 'all', of: [] }
  const column = BACKUP_COLUMNS.get(name)
  if (column === undefined) return NEVER
  if (like) return { kind: 'like', column: name, text }
  if (column.type === 'text') return { kind: 'in', column: name, values: [text] }
  return /^-?\d{1,15}$/.test(text) ? { kind: 'in', column: name, values: [Number(text)] } : NEVER
}
