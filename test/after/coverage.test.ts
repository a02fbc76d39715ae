/** What the whole suite has driven over HTTP. It runs last, and only a whole suite can be judged. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { coverageOf, coveragePage } from '../../src/kernel/coverage.ts'
import { readRecords } from '../support/driven.ts'
import { inventoryOf, REASONS } from '../support/inventory.ts'

const { answers, notRun } = readRecords()
const why = notRun.length > 0 ? `: skipped, ${notRun.length} test files have not run` : ''

const own = answers.filter(({ swept }) => !swept)
const ROWS = SERVICES.flatMap((service) => {
  const meant = new Map(service.operations.map(({ id, success }) => [id, success]))
  const succeeded = own.filter(
    ({ service: type, operation, status }) =>
      type === service.type && (status < 400 || status === meant.get(operation)),
  )
  return coverageOf(
    service,
    inventoryOf(service.type),
    new Set(
      succeeded.map(({ service: type, operation, mount, method }) =>
        [type, operation, mount, method].join('\t'),
      ),
    ),
    REASONS,
  )
})

describe.skipIf(notRun.length > 0)(`coverage${why}`, () => {
  test('every operation has a test of its own that gets its success over HTTP', () => {
    const got = new Set(own.map((row) => `${row.service} ${row.operation} ${row.status}`))
    const missing = SERVICES.flatMap((service) =>
      service.operations
        .filter(({ id, success }) => !got.has(`${service.type} ${id} ${success}`))
        .map(({ id, success }) => `${service.type} ${id}: no test beside it got ${success}`),
    )
    expect(missing).toEqual([])
  })

  test('every status that is declared is produced by some test', () => {
    const got = new Set(answers.map((row) => `${row.service} ${row.operation} ${row.status}`))
    const missing = SERVICES.flatMap((service) =>
      service.operations.flatMap(({ id, errors }) =>
        errors.map((status) => `${service.type} ${id} ${status}`).filter((line) => !got.has(line)),
      ),
    ).sort()
    const list = new URL('unproduced-statuses.txt', import.meta.url)
    const known = existsSync(list)
      ? readFileSync(list, 'utf8').trim().split('\n').filter(Boolean)
      : []
    expect(
      missing.filter((line) => !known.includes(line)),
      'write a test that gets this status, or take it out of `errors`',
    ).toEqual([])
    expect(
      known.filter((line) => !missing.includes(line)),
      'a test gets it now: take the line out of test/after/unproduced-statuses.txt',
    ).toEqual([])
  })

  test('what is left out for a reason has not been driven, and identity leaves nothing else', () => {
    const named = ({ method, path, here }: (typeof ROWS)[number]) => `${method} ${path}: ${here}`
    const needless = ROWS.filter(({ here, why }) => here === 'driven' && why !== undefined)
    expect(needless.map(named), 'take it out of test/inventory/left-out.tsv').toEqual([])
    const silent = ROWS.filter(
      ({ service, state, here, why }) =>
        service === 'identity' && state === 'current' && here !== 'driven' && why === undefined,
    )
    expect(silent.map(named), 'drive it, or say why not in test/inventory/left-out.tsv').toEqual([])
  })

  test('docs/coverage.md is what the tests have driven (npm test -- -u writes it)', async () => {
    await expect(coveragePage(ROWS)).toMatchFileSnapshot('../../docs/coverage.md')
  })

  test('docs/coverage.json, which `stackling coverage` prints, holds the same', async () => {
    const lines = ROWS.map((row) => JSON.stringify(row)).join(',\n')
    await expect(`[\n${lines}\n]\n`).toMatchFileSnapshot('../../docs/coverage.json')
  })
})
