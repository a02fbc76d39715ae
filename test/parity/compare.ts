/** What differs between a recorded answer and ours, identifiers, times and addresses aside. */
import { isId, type Ids } from './ids.ts'
import type { Answer } from './cases.ts'

export interface Difference {
  /** `status`, `header <name in lower case>`, or `body`. */
  readonly what: string
  readonly recorded: string
  readonly ours: string
}

/** Ports of the recording → addresses of the services under test. */
export type Addresses = ReadonlyMap<number, string>

/** Headers that clients act on. Compared as a set of words where order has no meaning. */
const HEADERS = [
  'content-type',
  'openstack-api-version',
  'x-openstack-nova-api-version',
  'vary',
  'etag',
  'www-authenticate',
  'allow',
  'location',
  'retry-after',
  'x-subject-token',
]
const SETS = new Set(['vary', 'allow'])
const REQUEST_IDS = ['x-openstack-request-id', 'x-compute-request-id']

export function differences(
  recorded: Answer,
  answer: Answer,
  { ids, addresses }: { ids: Ids; addresses: Addresses },
): Difference[] {
  const ours = { ...answer, body: recordedAddresses(answer.body, addresses) }
  const found: Difference[] = []
  const differ = (what: string, theirs: string, mine: string): void => {
    if (theirs !== mine) found.push({ what, recorded: theirs, ours: mine })
  }
  differ('status', String(recorded.status), String(ours.status))
  for (const name of HEADERS) {
    const mine = recordedAddresses(header(ours, name), addresses)
    differ(`header ${name}`, masked(name, header(recorded, name)), masked(name, mine))
  }
  for (const name of REQUEST_IDS) {
    // Ours may have both where the real service has one; never the other way round.
    if (header(recorded, name) !== '' && !/^req-[0-9a-f-]{36}$/.test(header(ours, name))) {
      differ(`header ${name}`, 'req-<uuid>', header(ours, name))
    }
  }
  differ('body', ...bodies(recorded.body, ours.body, ids))
  return found
}

export function header(answer: Answer, name: string): string {
  const values = answer.headers.filter(([key]) => key.toLowerCase() === name)
  return values.map(([, value]) => value).join(', ')
}

function recordedAddresses(text: string, addresses: Addresses): string {
  let result = text
  for (const [port, address] of addresses)
    result = result.replaceAll(address, `http://127.0.0.1:${port}`)
  return result
}

function masked(name: string, value: string): string {
  if (name === 'etag' && value !== '') return value.startsWith('W/') ? 'weak tag' : 'tag'
  if (name === 'x-subject-token' && value !== '') return 'token'
  if (name === 'content-type') return value.toLowerCase().replaceAll(' ', '')
  if (!SETS.has(name)) return value
  return [...new Set(value.split(/,\s*/))].sort().join(', ')
}

/**
 * Two JSON bodies become texts that are equal when they say the same in the same order and
 * spelling; other bodies are compared as they are.
 */
function bodies(recorded: string, ours: string, ids: Ids): [string, string] {
  const cut = CUT.exec(recorded)
  if (cut !== null) return [cut[1]!, ours.slice(0, cut[1]!.length)]
  const [theirs, mine] = [json(recorded), json(ours)]
  if (theirs === undefined || mine === undefined) return [recorded, ids.toRecorded(ours)]
  learn(theirs.value, mine.value, ids, '')
  return [canonical(recorded, (text) => text), canonical(ours, (text) => ids.toRecorded(text))]
}

/** A long answer was cut in the recording; then its beginning must do. */
const CUT = /^([\s\S]*)\n\.\.\.\(\d+ characters in all\)$/

/** Walks both values side by side and pairs identifiers that stand in the same place. */
function learn(theirs: unknown, mine: unknown, ids: Ids, key: string): void {
  if (typeof theirs === 'string' && typeof mine === 'string') {
    if (isId(theirs) && isId(mine)) ids.pair(theirs, mine)
    else ids.pairWithin(theirs, mine)
  } else if (typeof theirs === 'number' && typeof mine === 'number') {
    if (key === 'id') ids.pairNumber(theirs, mine)
  } else if (Array.isArray(theirs) && Array.isArray(mine)) {
    const by = UNORDERED[key]
    const [a, b] = [ordered(theirs, key), ordered(mine, key)]
    for (const [i, item] of a.entries()) {
      const named = by === undefined ? undefined : (item as Record<string, unknown>)[by]
      const same = b.find((other) => isRecord(other) && by !== undefined && other[by] === named)
      if (by !== undefined ? same !== undefined : a.length === b.length) {
        learn(item, by === undefined ? b[i] : same, ids, key)
      }
    }
  } else if (isRecord(theirs) && isRecord(mine)) {
    for (const [name, value] of Object.entries(theirs)) learn(value, mine[name], ids, name)
  }
}

/** Lists whose order means nothing, by what identifies an item across clouds. */
const UNORDERED: Readonly<Record<string, string>> = {
  catalog: 'type',
  endpoints: 'interface',
  roles: 'name',
  projects: 'name',
  regions: 'id',
}

function ordered(list: readonly unknown[], key: string): readonly unknown[] {
  if (key === 'methods') return list.map(String).toSorted((a, b) => (a < b ? -1 : 1))
  const by = UNORDERED[key]
  if (by === undefined || !list.every(isRecord)) return list
  const kept = key === 'catalog' ? list.filter(({ type }) => IN_BOTH.has(type)) : list
  return kept.toSorted((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1))
}

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/
const AUDIT_ID = /^[\w-]{22}$/

/** Keys whose order is the order in which things were stored: a set, to clients. */
const MAPS = new Set(['metadata'])

function canonical(text: string, spell: (text: string) => string): string {
  const { value } = json(text)!
  const style = /": /.test(text) || !/":/.test(text) ? 'spaced' : 'tight'
  return `${style} ${JSON.stringify(normal(value, '', spell), null, 1)}`
}

/** Services that both clouds have; the others of the catalogue are not compared. */
const IN_BOTH = new Set<unknown>(['identity', 'compute', 'block-storage', 'volumev3'])

function normal(value: unknown, key: string, spell: (text: string) => string): unknown {
  if (typeof value === 'string') {
    if (TIME.test(value)) return value.replace(/\d/g, '0')
    if (key === 'audit_ids' && AUDIT_ID.test(value)) return '<audit id>'
    return spell(value)
  }
  if (typeof value === 'number' && key === 'id')
    return Number(spell(`aggregate ${value}`).split(' ')[1])
  if (Array.isArray(value)) return ordered(value, key).map((item) => normal(item, key, spell))
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  if (MAPS.has(key)) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, item]) => [spell(name), normal(item, name, spell)]))
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
