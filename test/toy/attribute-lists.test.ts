/** Lists of a resource that is a table of attributes: filters, order, pages, fields. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { freshDatabase, SHARED_BACKENDS } from '../support/databases.ts'
import { ADMIN, QUAY, startHarbour, type Harbour, type Shown } from './berth-requests.ts'

const OTHER_QUAY = 'c8dbf0f8-6a4c-4b8e-a7c6-0a5b3f6c9d11'
const NAMES = ['', 'Elbe', 'elbe', 'Oder']
const CHANNELS = [null, 1, 2, 10]

/** Berths whose values repeat, of two projects. */
async function withBerths(database?: Database): Promise<Harbour & { all: Shown[] }> {
  const harbour = await startHarbour(database)
  const all: Shown[] = []
  for (let index = 0; index < 16; index++) {
    const values = {
      name: NAMES[index % 4],
      channel: CHANNELS[(index >> 1) % 4],
      open: index % 3 === 0,
      quay_id: index % 2 === 0 ? QUAY : OTHER_QUAY,
      project_id: index % 5 === 0 ? 'q' : 'p',
    }
    all.push(await harbour.make(values, ADMIN))
  }
  return { ...harbour, all }
}

const ids = (berths: readonly Shown[]) => berths.map(({ id }) => id)

/** By filter: texts that clients may send, each with what it means of a berth. */
const FILTERS = {
  name: [
    ['', (one: Shown) => one['name'] === ''],
    ['ELBE', (one: Shown) => /^elbe$/i.test(one['name'] as string)],
    ['Oder', (one: Shown) => one['name'] === 'Oder'],
    ['Od', () => false],
  ],
  open: [
    ['yes', (one: Shown) => one['open'] === true],
    ['False', (one: Shown) => one['open'] === false],
  ],
  channel: [
    ['1', (one: Shown) => one['channel'] === 1],
    [' 10', (one: Shown) => one['channel'] === 10],
    ['7', () => false],
  ],
  quay_id: [
    [QUAY.toUpperCase(), (one: Shown) => one['quay_id'] === QUAY],
    [OTHER_QUAY, (one: Shown) => one['quay_id'] === OTHER_QUAY],
  ],
  tenant_id: [
    ['p', (one: Shown) => one['project_id'] === 'p'],
    ['P', () => false],
  ],
  project_id: [['q', (one: Shown) => one['project_id'] === 'q']],
} as const

test.each(SHARED_BACKENDS)(
  'filters mean any of the values of one attribute, and all of the attributes: $name',
  async (backend) => {
    const { all, list } = await withBerths(await freshDatabase(backend))
    const choices = Object.entries(FILTERS).flatMap(([name, values]) =>
      values.map(([text, holds]) => ({ name, text, holds })),
    )
    const property = fc.asyncProperty(fc.subarray(choices), async (asked) => {
      const query = new URLSearchParams(
        asked.map(({ name, text }): [string, string] => [name, text]),
      )
      const names = new Set(asked.map(({ name }) => name))
      const expected = all.filter((one) =>
        [...names].every((name) => asked.some((each) => each.name === name && each.holds(one))),
      )
      const { berths } = await list(`?${query.toString()}`, ADMIN)
      expect(ids(berths)).toEqual(ids(expected).sort())
    })
    await fc.assert(property, { numRuns: 40 })
  },
)

const SORT_KEYS = ['name', 'channel', 'open', 'project_id'] as const
type SortKey = (typeof SORT_KEYS)[number]

/** Null before everything, texts by their bytes, false before true. */
function compare(left: Shown, right: Shown, key: string): number {
  const [a, b] = [left[key], right[key]] as [number, number]
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

test('pages forth and back go through the list in any order, and never twice', async () => {
  const { all, ask } = await withBerths()
  const order = fc.array(
    fc.tuple(fc.constantFrom<SortKey>(...SORT_KEYS), fc.constantFrom('asc', 'desc')),
    { maxLength: 3 },
  )
  const follow = async (href: string) => {
    const { answer } = await ask('GET', new URL(href).search, { token: ADMIN })
    const links = (answer.berths_links ?? []) as { rel: string; href: string }[]
    const link = (rel: string) => links.find((one) => one.rel === rel)?.href
    return { berths: answer.berths as Shown[], next: link('next'), previous: link('previous') }
  }
  const property = fc.asyncProperty(order, fc.integer({ min: 3, max: 16 }), async (keys, limit) => {
    const expected = all.toSorted((left, right) => {
      for (const [key, direction] of keys) {
        const found = compare(left, right, key) * (direction === 'asc' ? 1 : -1)
        if (found !== 0) return found
      }
      return compare(left, right, 'id')
    })
    const sorting = keys.flatMap(([key, direction]): [string, string][] => [
      ['sort_key', key],
      ['sort_dir', direction],
    ])
    const query = new URLSearchParams([...sorting, ['limit', String(limit)]])
    const first = `http://toy/?${query.toString()}`
    const forth: Shown[][] = []
    let last = ''
    for (let next: string | undefined = first; next !== undefined;) {
      const page = await follow(next)
      if (page.berths.length > 0) [last] = [next]
      forth.push(page.berths)
      next = page.next
    }
    expect(ids(forth.flat())).toEqual(ids(expected))
    let { berths, previous } = await follow(last)
    const back = [berths]
    while (previous !== undefined) {
      ;({ berths, previous } = await follow(previous))
      back.unshift(berths)
    }
    expect(ids(back.flat())).toEqual(ids(expected))
  })
  await fc.assert(property, { numRuns: 15 })
})

test('a page has links where it is read with a limit; marker and direction alone do nothing', async () => {
  const { all, list, harbour } = await withBerths()
  const sorted = ids(all).sort()
  const own = `${harbour}/berths`
  const first = await list('?limit=2&open=0&open=1&marker=', ADMIN)
  expect(first.links).toEqual([
    { rel: 'next', href: `${own}?limit=2&open=0&open=1&marker=${sorted[1]}` },
    { rel: 'previous', href: `${own}?limit=2&open=0&open=1&marker=${sorted[0]}&page_reverse=True` },
  ])
  const beyond = await list(`?limit=20&marker=${sorted.at(-1)}`, ADMIN)
  expect(beyond).toEqual({
    berths: [],
    links: [{ rel: 'previous', href: `${own}?limit=20&page_reverse=True` }],
  })
  for (const query of ['?marker=none', '?page_reverse=True', '?limit=0&marker=none']) {
    const { berths, links } = await list(query, ADMIN)
    expect([ids(berths), links]).toEqual([sorted, undefined])
  }
})

test('only the fields that are asked for are shown, and none that the caller may not see', async () => {
  const { ask, list, make } = await startHarbour()
  const { id } = await make({ name: 'one' })
  const shown = async (query: string) => {
    const { berth } = (await ask('GET', `/${id}${query}`)).answer
    expect((await list(query)).berths).toEqual([berth])
    return berth
  }
  expect(await shown('?fields=name&fields=id&fields=bogus')).toEqual({ id, name: 'one' })
  expect(await shown('?fields=tenant_id')).toEqual({ tenant_id: 'p' })
  expect(await shown('?fields=bogus')).toEqual({})
  expect(await shown('?fields=id,name')).toEqual({})
  expect(await shown('?fields=pilot&fields=code')).toEqual({})
  expect(Object.keys(await shown('?fields='))).toContain('name')
})

test('members see what is theirs or shared, whatever they filter by', async () => {
  const { list, make } = await startHarbour()
  const own = await make()
  const foreign = await make({}, 'member@q')
  const shared = await make({ shared: true }, ADMIN)
  expect(ids((await list('')).berths)).toEqual(ids([own, shared]).sort())
  expect((await list('?project_id=q')).berths).toEqual([])
  expect((await list(`?id=${foreign.id}`)).berths).toEqual([])
  expect(ids((await list('', ADMIN)).berths)).toHaveLength(3)
})

const REFUSED: readonly (readonly [query: string, status: number, refusal: string])[] = [
  [
    '?bogus=1&side=port&name=x',
    400,
    "HTTPBadRequest: ['bogus', 'side'] is invalid attribute for filtering",
  ],
  ['?open=', 400, "InvalidInput: Invalid input for operation: '' cannot be converted to boolean."],
  ['?depth=x&sort_key=x', 400, "InvalidInput: Invalid input for operation: 'x' is not an integer."],
  [
    '?limit=-1',
    400,
    "BadRequest: Bad limit request: Limit must be an integer 0 or greater and not '-1'.",
  ],
  [
    '?limit=x',
    400,
    "BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'x'.",
  ],
  ['?sort_key=name', 400, 'HTTPBadRequest: The number of sort_keys and sort_dirs must be same'],
  ['?sort_dir=asc', 400, 'HTTPBadRequest: The number of sort_keys and sort_dirs must be same'],
  [
    '?sort_key=shared&sort_dir=up',
    400,
    "HTTPBadRequest: ['shared'] is invalid attribute for sort_keys",
  ],
  [
    '?sort_key=name&sort_dir=up',
    400,
    "HTTPBadRequest: ['up'] is invalid value for sort_dirs, valid value is 'asc' and 'desc'",
  ],
  ['?limit=1&marker=none', 404, 'BerthNotFound: Berth none could not be found.'],
]

test('a marker that the caller does not see is refused as one that is not there', async () => {
  const { ask, make } = await startHarbour()
  const { id } = await make({ project_id: 'q' }, ADMIN)
  expect((await ask('GET', `?limit=1&marker=${id}`, { token: ADMIN })).status).toBe(200)
  const { status, refusal } = await ask('GET', `?limit=1&marker=${id}`)
  expect([status, refusal]).toEqual([404, `BerthNotFound: Berth ${id} could not be found.`])
})

test('what a query may not say is refused of a list, and passed over of one', async () => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  for (const [query, status, refusal] of REFUSED) {
    const several = await ask('GET', query)
    expect([query, several.status, several.refusal]).toEqual([query, status, refusal])
    expect((await ask('GET', `/${id}${query}`)).status).toBe(200)
  }
})
