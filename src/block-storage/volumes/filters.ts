/**
 * Which volumes a list asks for.
 * Source: openstack/cinder cinder/api/v3/volumes.py (_get_volumes), cinder/api/common.py
 * (process_general_filtering), cinder/volume/api.py (check_volume_filters, get_all),
 * cinder/db/api.py (_process_volume_filters).
 */
import type { RequestContext } from '../../kernel/context.ts'
import type { Column, Condition, Value } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Query } from '../../kernel/query.ts'
import { literalEval } from '../../kernel/python.ts'
import { booleanFilter, booleanParameter } from '../booleans.ts'
import {
  asStored,
  hostFilter,
  likeFilter,
  itemIn,
  metadataFilter,
  NO_CONDITION,
  NOTHING,
  ownProject,
  renamedFilters,
  timeFilter,
} from '../filters.ts'
import { cinderList, refuseClosedFilters, type SentFilters } from '../lists.ts'
import { MV } from '../microversions.ts'
import { VOLUME_COLUMNS } from './columns.ts'
import { volumeNotFound } from './volume.ts'

/** Filters that versions below these did not know and pass over. */
const ADDED_FILTERS = new Map([
  ['glance_metadata', MV.VOLUME_LIST_GLANCE_METADATA],
  ['group_id', MV.VOLUME_LIST_GROUP],
  ['created_at', MV.VOLUME_TIME_COMPARISON_FILTER],
  ['updated_at', MV.VOLUME_TIME_COMPARISON_FILTER],
  ['use_quota', MV.USE_QUOTA],
])

/** Parameters that filter, by the microversion from which on they do. */
const PARAMETERS: Readonly<Record<string, Version>> = Object.fromEntries([
  ['name', 0],
  ['name~', MV.LIKE_FILTER],
  ['description~', MV.LIKE_FILTER],
  ['metadata', 0],
  ['glance_metadata', MV.VOLUME_LIST_GLANCE_METADATA],
  ['deleted', 0],
  ['all_tenants', 0],
  ['consumes_quota', MV.USE_QUOTA],
  ...[...VOLUME_COLUMNS]
    .filter(([, { filter }]) => filter)
    .flatMap(([name, { type }]) => [
      [name, ADDED_FILTERS.get(name) ?? 0],
      ...(type === 'text' ? [[`${name}~`, MV.LIKE_FILTER]] : []),
    ]),
])

/** @param collection where the list is, as its links name it */
export function volumeList(collection: string): Query<ListRequest> {
  return cinderList({
    columns: VOLUME_COLUMNS,
    // The name of the field in answers.
    sortAliases: { name: 'display_name' },
    collection,
    filters: PARAMETERS,
    resource: 'volume',
    conditions: volumeConditions,
    markerMissing: volumeNotFound,
    counts: MV.SUPPORT_COUNT_INFO,
  })
}

/** @throws 400 */
function volumeConditions(
  sent: SentFilters,
  ctx: RequestContext,
  open: readonly string[],
): Condition[] {
  const refuses = ctx.version >= MV.RESOURCE_FILTER
  const filters = refuses ? refuseUnknown(ctx, sent, open) : dropUnknown(ctx, sent, open)
  const everywhere = isEverywhere(filters.get('all_tenants'))
  filters.delete('all_tenants')
  if (!everywhere) filters.delete('project_id')
  const read = [...filters].flatMap(([name, text]) => readFilter(ctx, name, text))
  return [...visibleVolumes(ctx, everywhere), ...read]
}

/** Administrators may ask for the volumes of all projects; others see those of their own. */
function visibleVolumes(ctx: RequestContext, everywhere: boolean): Condition[] {
  return everywhere ? [] : [{ kind: 'in', column: 'project_id', values: [ownProject(ctx)] }]
}

/** The project whose volumes a summary counts; undefined for all. @throws 400 */
export function summarisedProject(
  ctx: RequestContext,
  allTenants: string | undefined,
): string | undefined {
  return ctx.isAdmin && isEverywhere(allTenants) ? undefined : ownProject(ctx)
}

/** @param allTenants the parameter, of which only an administrator's counts. @throws 400 */
function isEverywhere(allTenants: string | undefined): boolean {
  return allTenants !== undefined && booleanParameter('all_tenants', allTenants)
}

/** From 3.31 on a filter that is not open to the client is refused. */
function refuseUnknown(
  ctx: RequestContext,
  sent: SentFilters,
  open: readonly string[],
): SentFilters {
  refuseClosedFilters(sent, ctx, open)
  return renamedFilters(sent)
}

/** Before, one that is not open is as if it had not been sent. */
function dropUnknown(ctx: RequestContext, sent: SentFilters, open: readonly string[]): SentFilters {
  const known = [...sent].filter(([name]) => ctx.version >= (ADDED_FILTERS.get(name) ?? 0))
  return new Map(ctx.isAdmin ? known : known.filter(([name]) => open.includes(name)))
}

function readFilter(ctx: RequestContext, sentName: string, text: string): Condition[] {
  const name = sentName === 'name' ? 'display_name' : sentName
  if (name === 'metadata') return metadataFilter(text, itemOrAdministered)
  if (name === 'glance_metadata') return metadataFilter(text, itemIn('image_metadata'))
  if (name === 'created_at' || name === 'updated_at') return [timeFilter(name, text)]
  if (name === 'deleted') return booleanFilter(ctx, name, text) ? NOTHING : NO_CONDITION
  if (name === 'host' || name === 'cluster_name') return hostFilter(name, valueOf(text))
  if (name.endsWith('~')) {
    const column = name.replace(/~+$/, '')
    const part = column === 'display_name' ? text : valueOf(text)
    return likeFilter(VOLUME_COLUMNS, column, part)
  }
  const column = VOLUME_COLUMNS.get(name)
  if (column === undefined || !column.filter) return NOTHING
  const values = column.type === 'boolean' ? [flag(ctx, name, text)] : valuesOf(name, text, column)
  return values === undefined ? NOTHING : [{ kind: 'in', column: name, values }]
}

function flag(ctx: RequestContext, name: string, text: string): Value {
  const on = name === 'use_quota' ? booleanParameter(name, text) : booleanFilter(ctx, name, text)
  return on ? 1 : 0
}

/** The text as a Python literal where it is one. */
function valueOf(text: string): unknown {
  const literal = literalEval(text)
  return literal.ok ? literal.value : text
}

/** A list means any of its values. */
function valuesOf(name: string, text: string, column: Column): readonly Value[] | undefined {
  // A name is what it is: quotes around it belong to it.
  if (name === 'display_name') return [text]
  const value = valueOf(text)
  const values = (Array.isArray(value) ? value : [value]).map((one) => asStored(one, column))
  const possible = values.filter((one) => one !== undefined)
  return possible.length > 0 ? possible : undefined
}

/** What administrators set counts as an item, too. */
function itemOrAdministered(key: string, value: string): Condition {
  const item = itemIn('metadata')(key, value)
  if (key !== 'readonly' && key !== 'attached_mode') return item
  const stored = key === 'readonly' ? ['False', 'True'].indexOf(value) : value
  return { kind: 'any', of: [item, { kind: 'in', column: key, values: [stored] }] }
}
