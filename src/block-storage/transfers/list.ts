/**
 * Which transfers a list shows. Source: openstack/cinder cinder/api/v3/volume_transfer.py
 * (_get_transfers), cinder/transfer/api.py (get_all), cinder/db/api.py (_process_transfer_filters).
 */
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import {
  boolean,
  columns,
  constant,
  NEVER,
  text,
  type Condition,
} from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Query } from '../../kernel/query.ts'
import { cinderList, type SentFilters } from '../lists.ts'
import { COLLECTION, transferNotFound } from './transfer.ts'

/** The key is compared when a transfer is accepted, and never looked for. */
export const TRANSFER_COLUMNS = columns({
  id: text(),
  volume_id: text(),
  display_name: text({ stored: 'name', nullable: true }),
  source_project_id: text(),
  destination_project_id: constant(null),
  no_snapshots: boolean(),
  expires_at: constant(null),
  created_at: text(),
  updated_at: constant(null),
})

/** What is the same for every transfer that there is. */
const SETTLED: Readonly<Record<string, boolean>> = { accepted: false, deleted: false }

const FILTERS = ['name', 'project_id', 'all_tenants', ...Object.keys(SETTLED)]

/** @param pages the first microversion whose lists have pages */
export function transferList(pages: Version): Query<ListRequest> {
  return cinderList({
    columns: TRANSFER_COLUMNS,
    collection: COLLECTION,
    filters: Object.fromEntries([...FILTERS, ...TRANSFER_COLUMNS.keys()].map((name) => [name, 0])),
    conditions: transferConditions,
    markerMissing: transferNotFound,
    visible: (ctx) => (ctx.isAdmin ? [] : [ofProject(ctx.token.projectId ?? '')]),
    pagesAreFiltersBefore: pages,
  })
}

function transferConditions(sent: SentFilters, ctx: RequestContext): Condition[] {
  const {
    all_tenants: allTenants = 'false',
    project_id: asked,
    ...others
  } = Object.fromEntries(sent)
  const everywhere = ctx.isAdmin && booleanFrom(allTenants) === true
  const project = everywhere ? asked : (ctx.token.projectId ?? '')
  const filters = Object.entries(others).map(([name, value]) => readFilter(name, value))
  return project === undefined ? filters : [ofProject(project), ...filters]
}

function ofProject(id: string): Condition {
  return { kind: 'in', column: 'source_project_id', values: [id] }
}

function readFilter(sent: string, value: string): Condition {
  const name = sent === 'name' ? 'display_name' : sent
  const settled = SETTLED[name]
  if (settled !== undefined) return booleanFrom(value) === settled ? { kind: 'all', of: [] } : NEVER
  const column = TRANSFER_COLUMNS.get(name)
  if (column === undefined) return NEVER
  if (column.type !== 'boolean') return { kind: 'in', column: name, values: [value] }
  const wanted = booleanFrom(value)
  return wanted === undefined ? NEVER : { kind: 'in', column: name, values: [wanted ? 1 : 0] }
}
