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
import { literalEval, str } from '../../kernel/python.ts'
import { booleanFilter, booleanParameter } from '../booleans.ts'
import { MV } from '../microversions.ts'
import { COLUMNS, type Column } from './columns.ts'

export type Value = string | number | null

/** One thing that a listed volume fulfils. */
export type Condition =
  /** The column has one of the values. */
  | { readonly kind: 'is'; readonly column: string; readonly values: readonly Value[] }
  /** The column contains the text, in whatever case; `%` and `_` stand for any characters. */
  | { readonly kind: 'like'; readonly column: string; readonly text: string }
  /** The time fulfils one of the comparisons. */
  | { readonly kind: 'time'; readonly column: TimeColumn; readonly any: readonly Comparison[] }
  /** The column is the name of a host, or of something on it: `name@…` or `name#…`. */
  | { readonly kind: 'host'; readonly column: 'host' | 'cluster_name'; readonly name: string }

type TimeColumn = 'created_at' | 'updated_at'

export interface Comparison {
  readonly operator: '>' | '>=' | '=' | '!=' | '<' | '<='
  readonly time: string
}

export interface VolumeFilter {
  /** Undefined: of all projects. */
  readonly projectId: string | undefined
  readonly conditions: readonly Condition[]
  readonly metadata: readonly (readonly [key: string, value: string])[]
  /** No volume can match: a filter names something that volumes do not have. */
  readonly impossible: boolean
  /** Tell how many there are on all pages. */
  readonly withCount: boolean
}

/** What those may filter by who are no administrators: upstream's resource_filters.json. */
const OPEN_FILTERS: readonly string[] = [
  'name',
  'status',
  'metadata',
  'bootable',
  'migration_status',
  'availability_zone',
  'group_id',
  'size',
  'created_at',
  'updated_at',
  'consumes_quota',
]

const PAGING: readonly string[] = ['limit', 'marker', 'offset', 'sort', 'sort_key', 'sort_dir']

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

/** @throws 400 */
export function volumeFilterOf(ctx: RequestContext): VolumeFilter {
  const sent = new Map([...ctx.search].filter(([name]) => !PAGING.includes(name)))
  const counts = ctx.version >= MV.SUPPORT_COUNT_INFO && sent.has('with_count')
  const withCount = counts && booleanParameter('with_count', sent.get('with_count')!)
  if (counts) sent.delete('with_count')
  const filters =
    ctx.version >= MV.RESOURCE_FILTER ? refuseUnknown(ctx, sent) : dropUnknown(ctx, sent)
  const allTenants = filters.get('all_tenants')
  const everywhere = allTenants !== undefined && booleanParameter('all_tenants', allTenants)
  filters.delete('all_tenants')
  if (!everywhere) filters.delete('project_id')
  return {
    ...readFilters(ctx, filters),
    projectId: everywhere ? undefined : ownProject(ctx),
    withCount,
  }
}

/** The volumes that a summary counts. @throws 400 */
export function summaryScope(ctx: RequestContext): string | undefined {
  const allTenants = ctx.isAdmin ? ctx.search.get('all_tenants') : null
  const everywhere = allTenants !== null && booleanParameter('all_tenants', allTenants)
  return everywhere ? undefined : ownProject(ctx)
}

/** Tokens of the system and of domains have none, so no volume is theirs: they see an empty list. */
function ownProject(ctx: RequestContext): string {
  return ctx.token.projectId ?? ''
}

/** From 3.31 on a filter that is not open to the client is refused. */
function refuseUnknown(ctx: RequestContext, sent: Map<string, string>): Map<string, string> {
  if ([...sent.keys()].some((name) => !/^[\x00-\x7f]*$/.test(name))) {
    throw badRequest('Filter keys can only contain ASCII characters.')
  }
  if (!ctx.isAdmin) {
    const unknown = [...sent.keys()].filter((name) => !OPEN_FILTERS.includes(name))
    // Clients send it whoever they are, so it alone is no mistake.
    const refused = unknown.filter((name) => name !== 'all_tenants')
    if (refused.length > 0) {
      throw badRequest(`Invalid filters ${refused.join(',')} are found in query options.`)
    }
    sent.delete('all_tenants')
  }
  return new Map([...sent].map(([name, text]) => [RENAMED.get(name) ?? name, text]))
}

/** Before, one that is not open is as if it had not been sent. */
function dropUnknown(ctx: RequestContext, sent: Map<string, string>): Map<string, string> {
  const known = [...sent].filter(([name]) => ctx.version >= (ADDED_FILTERS.get(name) ?? 0))
  return new Map(ctx.isAdmin ? known : known.filter(([name]) => OPEN_FILTERS.includes(name)))
}

type Read = Pick<VolumeFilter, 'conditions' | 'metadata' | 'impossible'>

const NOTHING: Read = { conditions: [], metadata: [], impossible: true }

function readFilters(ctx: RequestContext, filters: ReadonlyMap<string, string>): Read {
  const conditions: Condition[] = []
  const metadata: Read['metadata'][number][] = []
  let impossible = false
  for (const [name, text] of filters) {
    const read = readFilter(ctx, name, text)
    conditions.push(...read.conditions)
    metadata.push(...read.metadata)
    impossible ||= read.impossible
  }
  return { conditions, metadata, impossible }
}

function readFilter(ctx: RequestContext, sentName: string, text: string): Read {
  const name = sentName === 'name' ? 'display_name' : sentName
  if (name === 'metadata') return metadataFilter(text)
  if (name === 'glance_metadata') return imageMetadataFilter(text)
  if (name === 'created_at' || name === 'updated_at') return only(timeFilter(name, text))
  if (name === 'deleted') return booleanFilter(ctx, name, text) ? NOTHING : NO_CONDITION
  if (name === 'host' || name === 'cluster_name') return hostFilter(name, text)
  if (name.endsWith('~')) return likeFilter(name.replace(/~+$/, ''), text)
  const column = COLUMNS.get(name)
  if (column === undefined) return NOTHING
  const values = column.type === 'boolean' ? [flag(ctx, name, text)] : valuesOf(name, text, column)
  return values === undefined ? NOTHING : only({ kind: 'is', column: column.name, values })
}

const NO_CONDITION: Read = { conditions: [], metadata: [], impossible: false }

function only(condition: Condition): Read {
  return { ...NO_CONDITION, conditions: [condition] }
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
  return Number.isInteger(number) ? number : undefined
}

function likeFilter(name: string, text: string): Read {
  const column = COLUMNS.get(name)
  if (column === undefined) return NOTHING
  const literal = literalEval(text)
  const value = literal.ok && name !== 'display_name' ? literal.value : text
  const fits = typeof value === 'string' || typeof value === 'number'
  if (!fits) return NO_CONDITION
  const part = storable(str(value))
  return part === undefined ? NOTHING : only({ kind: 'like', column: column.name, text: part })
}

function hostFilter(column: 'host' | 'cluster_name', text: string): Read {
  const literal = literalEval(text)
  const name = literal.ok ? literal.value : text
  if (name === null || name === '') return NO_CONDITION
  const host = storable(str(name))
  return host === undefined ? NOTHING : only({ kind: 'host', column, name: host })
}

/** `{'key': 'value', …}` as Python or JSON writes it; a volume must have every item. */
function metadataFilter(text: string): Read {
  const wanted = recordOf(text)
  if (wanted === undefined) return NOTHING
  const items = Object.entries(wanted).map(([key, value]) => [key, asText(value)] as const)
  const possible = items.filter((item): item is [string, string] => item[1] !== undefined)
  return { conditions: [], metadata: possible, impossible: possible.length < items.length }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? storable(str(value)) : undefined
}

/** A literal can spell what no database stores, and PostgreSQL would not even be asked for. */
function storable(text: string): string | undefined {
  return text.includes('\0') ? undefined : text
}

/** No volume has metadata of an image, as long as there are no images. */
function imageMetadataFilter(text: string): Read {
  const wanted = recordOf(text)
  return wanted !== undefined && Object.keys(wanted).length === 0 ? NO_CONDITION : NOTHING
}

function recordOf(text: string): Record<string, unknown> | undefined {
  const literal = literalEval(text)
  if (!literal.ok || typeof literal.value !== 'object' || literal.value === null) return undefined
  return Array.isArray(literal.value) ? undefined : (literal.value as Record<string, unknown>)
}

const OPERATORS = new Map<string, Comparison['operator']>([
  ['gt', '>'],
  ['gte', '>='],
  ['eq', '='],
  ['neq', '!='],
  ['lt', '<'],
  ['lte', '<='],
])

/** `gt:2026-01-01,lt:…`: one of the comparisons suffices. The last one of an operator counts. */
function timeFilter(column: TimeColumn, text: string): Condition {
  const any = new Map<string, Comparison>()
  for (const part of text.split(',')) {
    const [word = '', ...rest] = part.split(':')
    const operator = OPERATORS.get(word)
    if (operator === undefined) throw badRequest(`Invalid ${word} operator`)
    // Without a colon upstream takes the operator for the time as well, and says so.
    const sent = rest.length === 0 ? word : rest.join(':')
    const time = parseIsoTime(sent)
    if (time === undefined) throw badRequest(`Invalid ${sent} value`)
    any.set(word, { operator, time: isoTime(time) })
  }
  return { kind: 'time', column, any: [...any.values()] }
}
