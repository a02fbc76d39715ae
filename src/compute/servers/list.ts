/**
 * What lists of servers are asked for. Source: openstack/nova
 * nova/api/openstack/compute/servers.py (_get_servers), nova/db/main/api.py
 * (instance_get_all_by_filters_sort).
 */
import { badRequest, forbidden } from '../../kernel/faults.ts'
import { booleanFrom } from '../../kernel/booleans.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import { limitIn } from '../../kernel/lists/paging.ts'
import { EVERYTHING, type ListRequest, type Order } from '../../kernel/lists/request.ts'
import { queryOf, type Query, type SentQuery } from '../../kernel/query.ts'
import { pageAfter } from '../lists.ts'
import { MV } from '../microversions.ts'
import { simpleCondition, type Pattern } from '../patterns.ts'
import {
  exactConditions,
  patternsOf,
  requireBoolean,
  timeConditions,
  type Texts,
} from './list-conditions.ts'
import {
  ADMINS_SORT_KEYS,
  IDLE_SORT_KEYS,
  JOINED,
  LIST_SHAPE,
  OF_PAGES,
  OPEN,
  SERVER_COLUMNS,
  sortKeys,
} from './list-parameters.ts'
import { ALLOW_ALL_FILTERS, DETAIL_ALL_TENANTS, INDEX_ALL_TENANTS } from './list.policies.ts'
import { statesOf } from './server-states.ts'

/** What a list is asked for besides. */
export interface ServersAsked extends ListRequest {
  readonly patterns: readonly Pattern[]
  /** Texts that an address of a server must contain, one of them; none where it may have any. */
  readonly addresses: readonly string[]
}

/** @param isDetailed which of the two lists it is */
export function serverList(isDetailed: boolean): Query<ServersAsked> {
  return queryOf(LIST_SHAPE, { read: (sent) => readAsked(sent, isDetailed) })
}

/** @throws Fault 400, 403; PolicyRefusal */
function readAsked(sent: SentQuery, isDetailed: boolean): ServersAsked {
  const { ctx, parameters } = sent
  const filters = filtersOf(sent)
  refuseJoined(filters)
  const status = statusConditions(ctx, parameters.getAll('status'))
  const deleted = deletedOf(ctx, filters, parameters.getAll('status'))
  const patterns = patternsOf(filters)
  const simple = patterns.map((pattern) => simpleCondition(pattern))
  const texts = Object.fromEntries(parameters)
  const marker = parameters.getAll('marker').at(-1)
  return {
    ...EVERYTHING,
    conditions: [
      ...status,
      ...deleted.conditions,
      ...timeConditions(filters),
      ...exactConditions(filters),
      ...simple.filter((condition) => condition !== undefined),
      ...owner(ctx, filters, isDetailed),
    ],
    patterns: patterns.filter((_, index) => simple[index] === undefined),
    addresses: ['ip', 'ip6'].flatMap((name) => filters.get(name) || []),
    deleted: deleted.shown,
    order: orderOf(ctx, parameters),
    limit: limitIn(parameters),
    marker: marker ? markerOf(marker) : undefined,
    nextPage: (last) => pageAfter(ctx, texts, last),
  }
}

function markerOf(id: string) {
  return { id, as: 'row' as const, missing: () => badRequest(`marker [${id}] not found`) }
}

/** Those in force for who asks; the last of a repeated one counts. */
function filtersOf({ ctx, parameters }: SentQuery): Texts {
  const all = new Map([...parameters].filter(([name]) => !OF_PAGES.includes(name)))
  if (ctx.allows(ALLOW_ALL_FILTERS)) return all
  return new Map([...all].filter(([name]) => ctx.version >= (OPEN[name] ?? Infinity)))
}

function refuseJoined(filters: Texts): void {
  const odd = [...filters.keys()].find((name) => JOINED.includes(name) || name.startsWith('_'))
  if (odd !== undefined) throw badRequest(`Invalid filter field: ${odd}.`)
}

/** @throws Fault 400 for words that mean no status, from 2.38 on */
function statusConditions(ctx: RequestContext, words: readonly string[]): Condition[] {
  if (words.length === 0) return []
  const { vmStates, taskStates, isDefault } = statesOf(words)
  if (vmStates.length === 0) {
    if (ctx.version >= MV.STRICT_STATUS) throw badRequest('Invalid status value')
    return [NEVER]
  }
  const inStates: Condition = { kind: 'in', column: 'vm_state', values: vmStates }
  if (isDefault) return [inStates]
  return [inStates, { kind: 'in', column: 'task_state', values: taskStates }]
}

interface Deleted {
  readonly shown: ListRequest['deleted']
  readonly conditions: readonly Condition[]
}

const SOFT_DELETED = { kind: 'in', column: 'vm_state', values: ['soft-delete'] } as const
const GONE = { kind: 'in', column: 'deleted', values: [1] } as const
const NOT_SOFT_DELETED: Condition = {
  ...{ kind: 'compare', column: 'vm_state' },
  ...{ operator: '!=', value: 'soft-delete' },
}

/** @throws Fault 403 */
function deletedOf(ctx: RequestContext, filters: Texts, statuses: readonly string[]): Deleted {
  const isOfStatus = statuses.length > 0 && statuses.every((word) => /^deleted$/i.test(word))
  if (isOfStatus && !ctx.isAdmin) {
    throw forbidden('Only administrators may list deleted instances')
  }
  const asked = filters.get('deleted')
  const soft = booleanFrom(filters.get('soft_deleted') ?? '')
  const hasTimes = filters.has('changes-since') || filters.has('changes-before')
  if (asked === undefined && !isOfStatus && hasTimes) return { shown: 'shown', conditions: [] }
  if (isOfStatus || booleanFrom(asked ?? '') === true) {
    if (soft === false || isOfStatus) return { shown: 'only', conditions: [] }
    return { shown: 'shown', conditions: [{ kind: 'any', of: [GONE, SOFT_DELETED] }] }
  }
  return { shown: 'hidden', conditions: soft === true ? [] : [NOT_SOFT_DELETED] }
}

/** Whose servers. @throws Fault 400; PolicyRefusal */
function owner(ctx: RequestContext, filters: Texts, isDetailed: boolean): Condition[] {
  const all = filters.get('all_tenants')
  const isForAll = all !== undefined && (all === '' || requireBoolean(all))
  const of = (column: string, value: string): Condition => ({ kind: 'in', column, values: [value] })
  if (!isForAll) {
    const { projectId, userId } = ctx.token
    return projectId === undefined ? [of('user_id', userId)] : [of('project_id', projectId)]
  }
  ctx.authorize(isDetailed ? DETAIL_ALL_TENANTS : INDEX_ALL_TENANTS)
  const project = filters.get('project_id') ?? filters.get('tenant_id')
  return project === undefined ? [] : [of('project_id', project)]
}

/** @throws Fault 400, 403 */
function orderOf(ctx: RequestContext, parameters: SentQuery['parameters']): Order[] {
  const known = new Set(sortKeys(ctx.version))
  const directions = parameters.getAll('sort_dir')
  const order: Order[] = []
  for (const [index, key] of parameters.getAll('sort_key').entries()) {
    if (!known.has(key) || isIdle(key, ctx.version)) continue
    if (ADMINS_SORT_KEYS.includes(key) && !ctx.isAdmin) {
      throw forbidden(`Only administrators can sort servers by ${key}`)
    }
    const column = key === 'locked' ? 'locked_by' : key
    const direction = directionOf(directions[index] ?? directions[0] ?? 'desc')
    if (SERVER_COLUMNS.has(column)) order.push({ column, direction })
  }
  const direction = order[0]?.direction ?? 'desc'
  const made: Order = { column: 'created_at', direction }
  if (order.every(({ column }) => column === 'created_at')) return [made]
  // Without the last, a page that ends among equals would lose those that follow.
  return [...order, made, { column: 'serial', direction }]
}

/** Taken, and heeded by nobody. */
function isIdle(key: string, version: number): boolean {
  return key === 'locked' ? version < MV.LOCK_REASON : IDLE_SORT_KEYS.includes(key)
}

function directionOf(text: string): 'asc' | 'desc' {
  if (text === 'asc' || text === 'desc') return text
  throw badRequest("Invalid input received: Unknown sort direction, must be 'desc' or 'asc'")
}
