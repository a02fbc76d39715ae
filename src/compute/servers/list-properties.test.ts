/** Lists of servers against a model: whatever the servers, filters, orders and pages are. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { Nova } from '../../../test/support/compute.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { serverRow } from '../../../test/support/server-rows.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

const NAMES = ['web-1', 'web-2', 'Web', 'db', 'a.b', 'a+b'] as const

interface Modelled {
  readonly id: string
  readonly name: (typeof NAMES)[number]
  readonly vm_state: 'active' | 'stopped' | 'error'
  readonly created_at: string
}

const STATUS = { active: 'ACTIVE', stopped: 'SHUTOFF', error: 'ERROR' } as const

/** Each with what its pattern means. */
const PATTERNS: Record<string, (name: string) => boolean> = {
  web: (name) => name.toLowerCase().includes('web'),
  '^web-': (name) => name.startsWith('web-'),
  '[12]$': (name) => /[12]$/.test(name),
  'a.b': (name) => /a.b/.test(name),
  'a\\.b': (name) => name === 'a.b',
  'web|db': () => false,
}

const asked = fc.record({
  name: fc.option(fc.constantFrom(...Object.keys(PATTERNS)), { nil: undefined }),
  statuses: fc.uniqueArray(fc.constantFrom('active', 'stopped', 'error'), { maxLength: 2 }),
  key: fc.constantFrom('created_at', 'display_name', 'vm_state'),
  direction: fc.constantFrom('asc', 'desc'),
  limit: fc.integer({ min: 1, max: 7 }),
})

describe.each(DATABASES)('on $name', (backend) => {
  let cloud: Cloud
  let owner: Persona
  const servers: Modelled[] = []

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    owner = await cloud.demo()
    for (let index = 0; index < 24; index++) {
      const columns = {
        name: NAMES[(index * 5) % NAMES.length]!,
        vm_state: (['active', 'stopped', 'error'] as const)[(index * 7) % 3]!,
        // Several were made at the same time.
        created_at: `2026-01-01T00:00:0${index % 4}.000Z`,
      }
      servers.push({ id: await serverRow(cloud, owner, columns), ...columns })
    }
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  test('pages hold what fulfils the filters, each once, in order', async () => {
    const demo = new Nova(cloud, owner)
    await fc.assert(
      fc.asyncProperty(asked, async ({ name, statuses, key, direction, limit }) => {
        const query = new URLSearchParams({ sort_key: key, sort_dir: direction })
        query.set('limit', String(limit))
        if (name !== undefined) query.set('name', name)
        for (const state of statuses) query.append('status', STATUS[state])
        const found: string[] = []
        for (let marker: string | undefined; ;) {
          if (marker !== undefined) query.set('marker', marker)
          const { body } = await demo.get(`/servers?${query.toString()}`, '2.104')
          const page = body.servers.map(({ id }: { id: string }) => id)
          found.push(...page)
          expect(body.servers_links !== undefined).toBe(page.length === limit)
          if (page.length < limit) break
          marker = page.at(-1)
        }
        const expected = servers.filter(
          (one) =>
            (name === undefined || PATTERNS[name]!(one.name)) &&
            (statuses.length === 0 || statuses.includes(one.vm_state)),
        )
        expect(found.toSorted()).toEqual(expected.map(({ id }) => id).toSorted())
        const column = key === 'display_name' ? 'name' : key
        const values = found.map((id) => servers.find((one) => one.id === id)![column])
        const ascending = values.toSorted()
        expect(values).toEqual(direction === 'asc' ? ascending : ascending.toReversed())
      }),
      { numRuns: 40 },
    )
  })
})
