/** Clients find out by the extensions what they may ask for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { inventoryOf } from '../../../test/support/inventory.ts'
import { presentAmong, type KnownExtension } from './extensions.ts'
import known from './known.json' with { type: 'json' }

let cloud: Cloud
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

const ask = (path: string) => cloud.request('network', 'GET', `/v2.0/extensions${path}`, { token })

test('the list has each of those that are here once, in the order of the real one', async () => {
  const got = await ask('')
  expect(got.status).toBe(200)
  const aliases: string[] = got.body.extensions.map(({ alias }: { alias: string }) => alias)
  expect(aliases).toEqual(
    known.map(({ alias }) => alias).filter((alias) => aliases.includes(alias)),
  )
  expect(aliases).toEqual(expect.arrayContaining(['net-mtu', 'pagination', 'service-type']))
  expect(
    got.body.extensions.find(({ alias }: { alias: string }) => alias === 'pagination'),
  ).toEqual({
    name: 'Pagination support',
    alias: 'pagination',
    description: 'Extension that indicates that pagination is enabled.',
    updated: '2016-06-12T00:00:00-00:00',
    links: [],
  })
})

test('each is shown by its alias, and others are not', async () => {
  const { extensions } = (await ask('')).body
  for (const extension of extensions) {
    expect((await ask(`/${extension.alias}`)).body).toEqual({ extension })
  }
  expect((await ask('/nosuch')).status).toBe(404)
})

describe('an extension is listed', () => {
  const one = (alias: string, more: Partial<KnownExtension> = {}): KnownExtension => ({
    ...{ name: alias, alias, description: '', updated: '' },
    ...more,
  })
  const listed = (all: KnownExtension[], brought: string[], calls: string[] = []) =>
    presentAmong(all, new Set(brought), new Set(calls)).map(({ alias }) => alias)

  test('where something brings it', () => {
    expect(listed([one('a'), one('b')], ['b', 'unknown'])).toEqual(['b'])
  })

  test('where all of its calls are declared, whoever brings its attributes', () => {
    const a = one('a', { calls: ['GET /as', 'PUT /as/{}'] })
    expect(listed([a], [], ['GET /as', 'PUT /as/{}'])).toEqual(['a'])
    expect(listed([a], ['a'], ['GET /as'])).toEqual([])
  })

  test('where all that it requires is listed', () => {
    const all = [
      one('a', { requires: ['b', 'c'] }),
      one('b'),
      one('c', { requires: ['d'] }),
      one('d'),
    ]
    expect(listed(all, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd'])
    expect(listed(all, ['a', 'b', 'c'])).toEqual(['b'])
  })
})

test('all that is required is known, and what calls there are, upstream documents', () => {
  const aliases = new Set(known.map(({ alias }) => alias))
  const inventory = new Set(
    inventoryOf('network').map(({ method, path }) => `${method} ${plain(path)}`),
  )
  for (const { requires = [], calls = [] } of known as KnownExtension[]) {
    expect([...aliases]).toEqual(expect.arrayContaining([...requires]))
    expect([...inventory]).toEqual(expect.arrayContaining([...calls]))
  }
})

/** As operations name it, whatever its parameters are called. */
function plain(path: string): string {
  return path
    .replace('/v2.0', '')
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replace(/(\.json|\/)$/, '')
}
