/**
 * Which volumes a list asks for.
 * Source: openstack/cinder cinder/api/v3/volumes.py (_get_volumes), cinder/api/common.py
 * (process_general_filtering), cinder/volume/api.py (check_volume_filters, get_all),
 * cinder/db/api.py (_process_volume_filters).
 */
import { isoTime } from '../../kernel/clock.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { parseIsoTime } from '../../kernel/formats.ts'
import {
  NEVER,
  type Column,
  type Condition,
  type Operator,
  type Value,
} from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Version } from '../../kernel/microversion.ts'
import type { Query } from '../../kernel/query.ts'
import { literalEval, str } from '../../kernel/python.ts'
import { booleanFilter, booleanParameter } from '../booleans.ts'
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

const RENAMED = new Map([
  ['name~', 'display_name~'],
  ['description~', 'display_description~'],
  ['consumes_quota', 'use_quota'],
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
  ...[...VOLUME_COLUMNS].flatMap(([name, { type }]) => [
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

/** Tokens of the system and of domains have none, so no volume is theirs: they see an empty list. */
function ownProject(ctx: RequestContext): string {
  return ctx.token.projectId ?? ''
}

/** From 3.31 on a filter that is not open to the client is refused. */
function refuseUnknown(
  ctx: RequestContext,
  sent: SentFilters,
  open: readonly string[],
): SentFilters {
  refuseClosedFilters(sent, ctx, open)
  return new Map([...sent].map(([name, text]) => [RENAMED.get(name) ?? name, text]))
}

/** Before, one that is not open is as if it had not been sent. */
function dropUnknown(ctx: RequestContext, sent: SentFilters, open: readonly string[]): SentFilters {
  const known = [...sent].filter(([name]) => ctx.version >= (ADDED_FILTERS.get(name) ?? 0))
  return new Map(ctx.isAdmin ? known : known.filter(([name]) => open.includes(name)))
}

/** A filter that every volume fulfils. */
const NO_CONDITION: Condition[] = []

const NOTHING = [NEVER]

function readFilter(ctx: RequestContext, sentName: string, text: string): Condition[] {
  const name = sentName === 'name' ? 'display_name' : sentName
  if (name === 'metadata') return metadataFilter(text)
  if (name === 'glance_metadata') return imageMetadataFilter(text)
  if (name === 'created_at' || name === 'updated_at') return [timeFilter(name, text)]
  if (name === 'deleted') return booleanFilter(ctx, name, text) ? NOTHING : NO_CONDITION
  if (name === 'host' || name === 'cluster_name') return hostFilter(name, text)
  if (name.endsWith('~')) return likeFilter(name.replace(/~+$/, ''), text)
  const column = VOLUME_COLUMNS.get(name)
  if (column === undefined) return NOTHING
  const values = column.type === 'boolean' ? [flag(ctx, name, text)] : valuesOf(name, text, column)
  return values === undefined ? NOTHING : [{ kind: 'in', column: name, values }]
}

function flag(ctx: RequestContext, name: string, text: string): Value {
  const on = name === 'use_quota' ? booleanParameter(name, text) : booleanFilter(ctx, name, text)
  return on ? 1 : 0
}

/** The text as a Python literal where it is one; a list means any of its values. */
function valuesOf(name: string, text: string, column: Column): readonly Value[] | undefined {
  // A name is what it is: quotes around it belong to it.
  if (name === 'display_name') return [text]
  const literal = literalEval(text)
  const value = literal.ok ? literal.value : text
  const values = (Array.isArray(value) ? value : [value]).map((one) => asStored(one, column))
  const possible = values.filter((one) => one !== undefined)
  return possible.length > 0 ? possible : undefined
}

/** Undefined where the column can hold nothing like it. */
function asStored(value: unknown, column: Column): Value | undefined {
  if (value === null) return null
  if (typeof value === 'object') return undefined
  if (column.type === 'text') return storable(str(value))
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

function likeFilter(name: string, text: string): Condition[] {
  if (!VOLUME_COLUMNS.has(name)) return NOTHING
  const literal = literalEval(text)
  const value = literal.ok && name !== 'display_name' ? literal.value : text
  const fits = typeof value === 'string' || typeof value === 'number'
  if (!fits) return NO_CONDITION
  const part = storable(str(value))
  return part === undefined ? NOTHING : [{ kind: 'like', column: name, text: part }]
}

/**
 * The column is the name of a host, or of something on it: a pool is itself; a backend is its pools
 * too, a host its backends too. Ranges instead of `like`, which would not heed case everywhere.
 * Source: openstack/cinder cinder/db/api.py (_filter_host).
 */
function hostFilter(column: 'host' | 'cluster_name', text: string): Condition[] {
  const literal = literalEval(text)
  const value = literal.ok ? literal.value : text
  if (value === null || value === '') return NO_CONDITION
  const name = storable(str(value))
  if (name === undefined) return NOTHING
  const range = (from: string, below: string): Condition => ({
    kind: 'all',
    of: [
      { kind: 'compare', column, operator: '>=', value: from },
      { kind: 'compare', column, operator: '<', value: below },
    ],
  })
  const itself: Condition = { kind: 'in', column, values: [name] }
  if (name.includes('#')) return [itself]
  // `$` and `A` follow `#` and `@` among the characters.
  const pools = range(`${name}#`, `${name}$`)
  const backends = name.includes('@') ? [] : [range(`${name}@`, `${name}A`)]
  return [{ kind: 'any', of: [itself, pools, ...backends] }]
}

/** `{'key': 'value', …}` as Python or JSON writes it; a volume must have every item. */
function metadataFilter(text: string): Condition[] {
  const wanted = recordOf(text)
  if (wanted === undefined) return NOTHING
  return Object.entries(wanted).map(([key, sent]): Condition => {
    const value = asText(sent)
    return value === undefined ? NEVER : { kind: 'item', relation: 'metadata', key, value }
  })
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? storable(str(value)) : undefined
}

/** A literal can spell what no database stores, and PostgreSQL would not even be asked for. */
function storable(text: string): string | undefined {
  return text.includes('\0') ? undefined : text
}

/** No volume has metadata of an image, as long as there are no images. */
function imageMetadataFilter(text: string): Condition[] {
  const wanted = recordOf(text)
  return wanted !== undefined && Object.keys(wanted).length === 0 ? NO_CONDITION : NOTHING
}

function recordOf(text: string): Record<string, unknown> | undefined {
  const literal = literalEval(text)
  if (!literal.ok || typeof literal.value !== 'object' || literal.value === null) return undefined
  return Array.isArray(literal.value) ? undefined : (literal.value as Record<string, unknown>)
}

const OPERATORS = new Map<string, Operator>([
  ['gt', '>'],
  ['gte', '>='],
  ['eq', '='],
  ['neq', '!='],
  ['lt', '<'],
  ['lte', '<='],
])

/** `gt:2026-01-01,lt:…`: one of the comparisons suffices. The last one of an operator counts. */
function timeFilter(column: 'created_at' | 'updated_at', text: string): Condition {
  const any = new Map<string, Condition>()
  for (const part of text.split(',')) {
    const [word = '', ...rest] = part.split(':')
    const operator = OPERATORS.get(word)
    if (operator === undefined) throw badRequest(`Invalid ${word} operator`)
    // Without a colon upstream takes the operator for the time as well, and says so.
    const sent = rest.length === 0 ? word : rest.join(':')
    const time = parseIsoTime(sent)
    if (time === undefined) throw badRequest(`Invalid ${sent} value`)
    any.set(word, { kind: 'compare', column, operator, value: isoTime(time) })
  }
  return { kind: 'any', of: [...any.values()] }
}
