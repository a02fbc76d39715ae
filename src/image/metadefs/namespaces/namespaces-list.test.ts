/** Lists of namespaces: filters, sort keys, pages, and who sees what. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../../test/support/databases.ts'
import { refusal, type ImageApi } from '../../../../test/support/image-api.ts'
import { imageCloud, type ImageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

/** A cloud with four namespaces of this test. */
async function start(backend?: Backend): Promise<ImageCloud & AsyncDisposable> {
  const my = await imageCloud(backend === undefined ? {} : { database: await backend.url('cloud') })
  const make = (namespace: string, more: object) =>
    my.admin('POST', NAMESPACES, { namespace, ...more })
  const associated = (name: string) => ({ resource_type_associations: [{ name, prefix: 'x' }] })
  await make('Test::B', { visibility: 'public', ...associated('Test::Ship') })
  await make('test::a', { owner: my.persona.projectId, description: 'd' })
  await make('Test::C', { owner: my.strangerPersona.projectId, ...associated('Test::Boat') })
  await make('Test::D', { visibility: 'public' })
  return { ...my, [Symbol.asyncDispose]: () => my.cloud[Symbol.asyncDispose]() }
}

const namesIn = (body: { namespaces: { namespace: string }[] }): string[] =>
  body.namespaces.map(({ namespace }) => namespace).filter((name) => /^test::/i.test(name))

/** The last letters of those of this test. */
async function listed(api: ImageApi, query = ''): Promise<string> {
  const { body } = await api('GET', `${NAMESPACES}?limit=1000&${query}`)
  return namesIn(body)
    .map((name) => name.at(-1))
    .join('')
}

const QUERIES = {
  'visibility=private': 'Ca',
  'visibility=public': 'DB',
  'visibility=': '',
  'resource_types=test::ship,Test::Boat,nope': 'CB',
  'resource_types=nope': '',
  'sort_key=namespace&sort_dir=asc': 'aBCD',
  'sort_key=namespace': 'DCBa',
  'sort_key=id&sort_dir=asc': 'BaCD',
  'bogus=1': 'DCaB',
}

const REFUSED = {
  'limit=x': '400 limit param must be an integer',
  'limit=': '400 limit param must be an integer',
  'limit=-1': '400 limit param must be positive',
  'sort_dir=up': '400 Invalid sort direction: up',
  'sort_key=bogus': '400 Sort key supplied was not valid.',
  'visibility=x': '400 Invalid visibility value: x',
  'marker=nope': '404 Metadata definition namespace=nope was not found.',
  'marker=': '404 Metadata definition namespace not found for id=',
  'marker=Test::C': '403 Forbidding request, metadata definition namespace=Test::C is not visible.',
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('has the newest first, of public and own ones, and for administrators all', async () => {
    await using my = await start(backend)
    expect(await listed(my.admin)).toBe('DCaB')
    expect(await listed(my.demo)).toBe('DaB')
    expect(await listed(my.reader)).toBe('DaB')
    expect(await listed(my.stranger)).toBe('DCB')
  })

  test('is filtered and sorted as asked', async () => {
    await using my = await start(backend)
    for (const [query, names] of Object.entries(QUERIES)) {
      expect.soft(await listed(my.admin, query), query).toBe(names)
    }
  })

  test('comes in pages that lead to one another', async () => {
    await using my = await start(backend)
    const query = '?visibility=private&sort_key=namespace&sort_dir=asc&limit=1'
    const page = async (address: string) => {
      return (await my.admin('GET', address.replace(/^\/v2/, ''))).body
    }
    const first = await page(`${NAMESPACES}${query}`)
    expect([namesIn(first), first.first]).toEqual([['test::a'], `/v2${NAMESPACES}${query}`])
    expect(first.next).toBe(`/v2${NAMESPACES}${query}&marker=test%3A%3Aa`)
    const second = await page(first.next)
    expect([namesIn(second), second.first]).toEqual([['Test::C'], first.first])
    const third = await page(second.next)
    expect([third.namespaces, third.next]).toEqual([[], undefined])
    const none = await page(`${NAMESPACES}?limit=0`)
    expect([none.namespaces, none.next]).toEqual([[], undefined])
  })
})

test('shows resource types, but not what else lies in them', async () => {
  await using my = await start()
  const { body } = await my.demo('GET', `${NAMESPACES}?resource_types=Test::Ship`)
  const { created_at } = body.namespaces[0]
  const times = { created_at, updated_at: created_at }
  expect(body).toEqual({
    namespaces: [
      {
        namespace: 'Test::B',
        visibility: 'public',
        protected: false,
        owner: my.adminPersona.projectId,
        ...times,
        resource_type_associations: [{ name: 'Test::Ship', prefix: 'x', ...times }],
        self: `/v2${NAMESPACES}/Test::B`,
        schema: '/v2/schemas/metadefs/namespace',
      },
    ],
    schema: '/v2/schemas/metadefs/namespaces',
    first: `/v2${NAMESPACES}?resource_types=Test%3A%3AShip`,
  })
})

test('refuses what Glance refuses, and what it fails on', async () => {
  await using my = await start()
  for (const [query, words] of Object.entries(REFUSED)) {
    expect.soft(refusal(await my.demo('GET', `${NAMESPACES}?${query}`)), query).toBe(words)
  }
})
