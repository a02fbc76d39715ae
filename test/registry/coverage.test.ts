/** What can be said of coverage before anything has run: what is there, and why the rest is not. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { coverageOf } from '../../src/kernel/coverage.ts'
import { inventoryOf, REASONS } from '../support/inventory.ts'

/** Services of which so little is missing that each missing call has to have a reason. */
const NEARLY_WHOLE: ReadonlySet<string> = new Set(['identity'])

const ROWS = SERVICES.flatMap((service) =>
  coverageOf(service, inventoryOf(service.type), new Set(), REASONS),
)

test('every current call that is missing has a reason, where few are missing', () => {
  const silent = ROWS.filter(
    ({ service, state, here, why }) =>
      NEARLY_WHOLE.has(service) && state === 'current' && here === 'absent' && why === undefined,
  )
  expect(
    silent.map(({ service, method, path }) => `${service} ${method} ${path}`),
    'say why in test/inventory/left-out.tsv',
  ).toEqual([])
})

test('every reason is of a call that is missing', () => {
  const missing = new Set(
    ROWS.filter(({ here }) => here === 'absent').map(({ service, method, path, action }) =>
      [service, method, path, action].join('\t'),
    ),
  )
  const stale = [...REASONS.keys()].filter((key) => !missing.has(key))
  expect(stale, 'it is here: take it out of test/inventory/left-out.tsv').toEqual([])
})

const TABLE = fileURLToPath(new URL('../../../shared/upstream/operations.tsv', import.meta.url))
const PREFIXES: Readonly<Record<string, [service: string, prefix: string]>> = {
  identity: ['keystone', ''],
  compute: ['nova', '/v2.1'],
  'block-storage': ['cinder', ''],
  image: ['glance', ''],
}

test.skipIf(!existsSync(TABLE))('the inventory lists what the references list, as often', () => {
  const [header, ...lines] = readFileSync(TABLE, 'utf8').trimEnd().split('\n')
  const names = header!.split('\t')
  const at = (line: string, name: string) => line.split('\t')[names.indexOf(name)] ?? ''
  for (const [type, [service, prefix]] of Object.entries(PREFIXES)) {
    const listed = new Map<string, number>()
    for (const line of lines.filter((one) => at(one, 'service') === service)) {
      const path = prefix + at(line, 'path').split('?')[0]
      const key = `${at(line, 'method')} ${path} ${at(line, 'action_key')}`
      listed.set(key, (listed.get(key) ?? 0) + 1)
    }
    const ours = inventoryOf(type)
    const counts = ours.map(({ method, path, action, listed: count = 1 }): [string, number] => [
      `${method} ${path} ${action}`,
      count,
    ])
    const wrong = counts.filter(([key, count]) => count > 1 && listed.get(key) !== count)
    expect(wrong, type).toEqual([])
    const known = new Set(counts.map(([key]) => key))
    const unknown = [...listed.keys()].filter((key) => !known.has(key))
    expect(unknown.length, `${type}: ${unknown.join(', ')}`).toBeLessThan(2)
    if (type !== 'identity') continue
    expect(counts.filter(([key, count]) => listed.get(key) !== count)).toEqual([])
    const current = ours.filter(({ state }) => state === 'current')
    expect(current.reduce((sum, row) => sum + (row.listed ?? 1), 0)).toBe(236)
  }
})
