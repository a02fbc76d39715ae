/** How much of what upstream publishes is here: its inventory laid over the registry. */
import { routesOf } from './registry.ts'
import type { Service } from './service.ts'

/** One call of the real service, as its API reference lists it. */
export interface InventoryRow {
  readonly method: string
  readonly path: string
  /** The key of the body that selects an action; empty for anything else. */
  readonly action: string
  /** First and last microversion; empty where there is no bound. */
  readonly min: string
  readonly max: string
  /** `removed`: no current release answers it any more; `undocumented`: upstream lists it nowhere. */
  readonly state: 'current' | 'deprecated' | 'removed' | 'undocumented'
  /** How often the reference lists it, where that is more than once: it describes some calls by what they are for. */
  readonly listed?: number
}

export interface CoverageRow extends InventoryRow {
  readonly service: string
  /** Ours that answer it, usually one; several where microversions differ much. */
  readonly operations: readonly string[]
  /** `driven`: a test got its success over HTTP; `declared`: it is there and no test did. */
  readonly here: 'driven' | 'declared' | 'absent'
  /** Why it is left out, where somebody said. */
  readonly why?: string
}

/** What tests recorded: service type, operation id, mount id, method; tab-separated. */
export type Driven = ReadonlySet<string>

/** Why calls are left out, by service type, method, path and action; tab-separated. */
export type Reasons = ReadonlyMap<string, string>

/** @param text lines of service type, method, path, action, reason; tab-separated, with a header */
export function parseReasons(text: string): Reasons {
  const [, ...lines] = text.trimEnd().split('\n')
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf('\t')
      return [line.slice(0, end), line.slice(end + 1)]
    }),
  )
}

/** @param text lines of method, path, action, min, max, state, listed; tab-separated, with a header. */
export function parseInventory(text: string): InventoryRow[] {
  const [, ...lines] = text.replace(/\n+$/, '').split('\n')
  return lines.map((line) => {
    const [method, path, action, min, max, state, listed] = line.split('\t') as [
      string,
      ...string[],
    ]
    return {
      method,
      path: path!,
      action: action!,
      min: min!,
      max: max!,
      state: (state || 'current') as InventoryRow['state'],
      ...(listed && { listed: Number(listed) }),
    }
  })
}

/**
 * The rows of the inventory in its order, then what we answer and upstream does not document.
 * Paths match whatever their parameters are called.
 */
export function coverageOf(
  service: Service,
  inventory: readonly InventoryRow[],
  driven: Driven,
  reasons: Reasons = new Map(),
): CoverageRow[] {
  const ours = answersOf(service)
  const matched = new Set<string>()
  const rows = inventory.map((row) => {
    const key = keyOf(row.method, row.path, row.action)
    matched.add(key)
    const answers = ours.get(key) ?? []
    const why = reasons.get([service.type, row.method, row.path, row.action].join('\t'))
    const judged = judge(service, answers, driven)
    return { ...row, service: service.type, ...judged, ...(why !== undefined && { why }) }
  })
  return [...rows, ...undocumented(service, ours, matched, driven)]
}

interface OurAnswer {
  readonly id: string
  readonly mount: string
  readonly path: string
  readonly method: string
  readonly action: string
}

function answersOf(service: Service): Map<string, OurAnswer[]> {
  const answers = new Map<string, OurAnswer[]>()
  const routes = routesOf(service)
  const ownHead = new Set(routes.flatMap(({ method, path }) => (method === 'HEAD' ? [path] : [])))
  for (const route of routes) {
    const { path, mount } = route
    const add = (action: string, id: string, method: string = route.method): void => {
      const key = keyOf(method, path, action)
      const answer = { id, mount: mount?.id ?? '', path, method, action }
      answers.set(key, [...(answers.get(key) ?? []), answer])
    }
    for (const operation of route.variants) {
      add('', operation.id)
      const headFollows = service.headFollowsGet && route.method === 'GET' && !ownHead.has(path)
      if (headFollows) add('', operation.id, 'HEAD')
    }
    for (const [action, operations] of route.actions ?? []) {
      for (const operation of operations) {
        if (operation.action === action) add(action, operation.id)
      }
    }
  }
  return answers
}

function judge(service: Service, answers: readonly OurAnswer[], driven: Driven) {
  const operations = [...new Set(answers.map((answer) => answer.id))]
  if (operations.length === 0) return { operations, here: 'absent' as const }
  const all = answers.every(({ id, mount, method }) =>
    driven.has([service.type, id, mount, method].join('\t')),
  )
  return { operations, here: all ? ('driven' as const) : ('declared' as const) }
}

/** Ours that no row asked for; a path counts once, with the project id where it may have one. */
function undocumented(
  service: Service,
  ours: ReadonlyMap<string, readonly OurAnswer[]>,
  matched: ReadonlySet<string>,
  driven: Driven,
): CoverageRow[] {
  const known = new Set(
    [...ours].filter(([key]) => matched.has(key)).flatMap(([, list]) => list.map(nameOf)),
  )
  const rows = new Map<string, CoverageRow>()
  for (const answers of ours.values()) {
    const [first] = answers
    if (first === undefined || known.has(nameOf(first)) || rows.has(nameOf(first))) continue
    const { method, path, action } = first
    const bounds = { min: '', max: '', state: 'undocumented' as const }
    const row = { method, path, action, ...bounds, service: service.type }
    rows.set(nameOf(first), { ...row, ...judge(service, answers, driven) })
  }
  return [...rows.values()]
}

function nameOf({ id, mount }: OurAnswer): string {
  return `${id} ${mount}`
}

function keyOf(method: string, path: string, action: string): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}').replace(/(.)\/$/, '$1')} ${action}`
}

const SIGNS = { driven: 'yes', declared: 'untested', absent: '' } as const

/** The page, in Markdown. */
export function coveragePage(rows: readonly CoverageRow[]): string {
  const services = [...new Set(rows.map((row) => row.service))]
  return [
    '# Coverage',
    '',
    'Every call in the API references of OpenStack, and whether Stackling answers it. A call counts',
    'when a test got its success over HTTP; one that the real service refuses to everybody (410, say)',
    'counts when a test got that refusal. The tests write this page: `npm test -- -u`.',
    '',
    'Some calls stand in a reference more than once, for each of their uses; `rows` counts those of the',
    'current calls one by one.',
    '',
    '| service | current | rows | deprecated | removed upstream | besides |',
    '| --- | --- | --- | --- | --- | --- |',
    ...services.map((service) => `| ${service} | ${shares(rows, service).join(' | ')} |`),
    '',
    ...services.flatMap((service) => [
      `## ${service}`,
      '',
      ...leftOut(rows.filter((row) => row.service === service)),
      '| here | method | path | action | versions | operation |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows.filter((row) => row.service === service).map(line),
      '',
    ]),
  ].join('\n')
}

function shares(rows: readonly CoverageRow[], service: string): string[] {
  const of = (state: CoverageRow['state']) =>
    rows.filter((row) => row.service === service && row.state === state)
  const share = (list: readonly CoverageRow[]) =>
    `${list.filter((row) => row.here === 'driven').length} of ${list.length}`
  const current = of('current')
  const listed = (list: readonly CoverageRow[]) =>
    list.reduce((sum, row) => sum + (row.listed ?? 1), 0)
  const driven = current.filter((row) => row.here === 'driven')
  return [
    share(current),
    `${listed(driven)} of ${listed(current)}`,
    share(of('deprecated')),
    share(of('removed')),
    String(of('undocumented').length),
  ]
}

/** What is missing, and why, where somebody said so. */
function leftOut(rows: readonly CoverageRow[]): string[] {
  const list = rows.filter((row) => row.here !== 'driven' && row.why !== undefined)
  if (list.length === 0) return []
  return [
    'Left out:',
    '',
    ...list.map(
      (row) => `- ${row.method} \`${row.path}\`${row.action && ` (${row.action})`}: ${row.why}`,
    ),
    '',
  ]
}

function line(row: CoverageRow): string {
  const state = row.state === 'current' ? '' : ` (${row.state})`
  const cells = [
    SIGNS[row.here],
    row.method,
    `\`${row.path}\`${state}`,
    row.action === '' ? '' : `\`${row.action}\``,
    row.min + row.max === '' ? '' : `${row.min}–${row.max}`,
    row.operations.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}
