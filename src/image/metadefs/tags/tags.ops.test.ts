/** Tags of a namespace: made by name, replaced all at once, and listed in pages. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../../test/support/databases.ts'
import { refusal, type ImageApi } from '../../../../test/support/image-api.ts'
import { imageCloud, useImageCloud } from '../../../../test/support/image-cloud.ts'
import { NAMESPACES } from '../../../../test/support/metadefs.ts'

const my = useImageCloud()

let count = 0
/** Where the tags of a new namespace are. */
async function tags(api: ImageApi = my.admin): Promise<string> {
  const namespace = `Tags::${(count += 1)}`
  await api('POST', NAMESPACES, { namespace, visibility: 'public' })
  return `${NAMESPACES}/${namespace}/tags`
}

const named = (...names: string[]) => ({ tags: names.map((name) => ({ name })) })
const APPEND = { 'X-Openstack-Append': 'True' }

async function listed(api: ImageApi, address: string): Promise<string> {
  const { body } = await api('GET', address)
  return body.tags.map(({ name }: { name: string }) => name).join('')
}

test('one that is made, shown or changed has times', async () => {
  const at = await tags()
  const { status, body } = await my.admin('POST', `${at}/fast`)
  expect(status).toBe(201)
  expect(body).toEqual({ name: 'fast', created_at: body.created_at, updated_at: body.created_at })
  expect((await my.demo('GET', `${at}/fast`)).body).toEqual(body)
  expect((await my.admin('PUT', `${at}/fast`, { name: 'slow' })).body).toEqual({
    ...body,
    name: 'slow',
  })
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('several come instead of those that are there, or beside them', async () => {
    const { cloud, admin } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    const at = await tags(admin)
    const made = await admin('POST', at, named('a', 'b'))
    expect([made.status, made.body]).toEqual([201, named('a', 'b')])
    expect(await listed(admin, at)).toBe('ba')
    await admin('POST', at, named('c'), APPEND)
    expect(await listed(admin, at)).toBe('cba')
    for (const value of ['false', 'bogus']) {
      const replaced = await admin('POST', at, named('c', 'd'), { 'X-Openstack-Append': value })
      expect(replaced.status).toBe(201)
      expect(await listed(admin, at)).toBe('dc')
    }
    expect((await admin('POST', at, named())).body).toEqual(named())
    expect(await listed(admin, at)).toBe('dc')
    const place = at.split('/')[3]
    const taken = (name: string) =>
      `409 A metadata tag with name=${name} already exists in namespace=${place}. ` +
      '(Please note that metadata tag names are case insensitive).'
    expect(refusal(await admin('POST', at, named('e', 'D'), APPEND))).toBe(taken('D'))
    expect(refusal(await admin('POST', at, named('e', 'e')))).toBe(taken('e'))
    expect(await listed(admin, at)).toBe('dc')
  })

  test('the list is sorted and paged as asked', async () => {
    const { cloud, admin } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    const at = await tags(admin)
    await admin('POST', at, named('c', 'a', 'D', 'b'))
    const lists = {
      '': 'bDac',
      'limit=2': 'bD',
      'limit=2&marker=D': 'ac',
      'limit=0': '',
      'limit=': 'bDac',
      'sort_key=name&sort_dir=asc': 'abcD',
      'sort_key=name&sort_dir=asc&limit=2&marker=B': 'cD',
      'sort_key=id&sort_dir=asc': 'caDb',
      'name=a': 'bDac',
    }
    for (const [query, names] of Object.entries(lists)) {
      expect.soft(await listed(admin, `${at}?${query}`), query).toBe(names)
    }
    const other = await tags(admin)
    expect(refusal(await admin('GET', `${other}?marker=a`))).toBe(
      '404 Could not find metadata tag a',
    )
  })
})

test.each([
  ['limit=x', '400 limit param must be an integer'],
  ['limit=-1', '400 limit param must be positive'],
  ['sort_dir=x', '400 Invalid sort direction: x'],
  ['sort_key=x', '400 Sort key supplied was not valid.'],
  ['visibility=x', '400 Invalid visibility value: x'],
  ['marker=nope', '404 Could not find metadata tag nope'],
])('the list refuses %s', async (query, words) => {
  expect(refusal(await my.demo('GET', `${await tags()}?${query}`))).toBe(words)
})

test('names have a length, and bodies a form', async () => {
  const at = await tags()
  const long = 'n'.repeat(81)
  const tooLong = /^400 Provided object does not match schema 'tag': 'n+' is too long/
  expect(refusal(await my.admin('POST', `${at}/${long}`))).toMatch(tooLong)
  expect(refusal(await my.demo('POST', `${at}/${long}`))).toMatch(tooLong)
  expect(refusal(await my.admin('POST', at, named(long)))).toMatch(tooLong)
  expect(refusal(await my.admin('POST', at, { tags: ['a'] }))).toMatch(
    /^400 Provided object does not match schema 'tags': 'a' is not of type 'object'/,
  )
  expect(refusal(await my.admin('POST', at, {}))).toBe("400 'tags' is a required property")
  expect(refusal(await my.admin('POST', at, { ...named(), created_at: 1 }))).toBe(
    "403 Attribute 'created_at' is read-only.",
  )
  await my.admin('POST', `${at}/a`)
  expect(refusal(await my.admin('PUT', `${at}/a`, {}))).toMatch(/'name' is a required property/)
  expect(refusal(await my.admin('PUT', `${at}/a`, { name: 'b', updated_at: 1 }))).toBe(
    "403 Attribute 'updated_at' is read-only.",
  )
})

test('replacing them is for administrators, where the namespace is seen', async () => {
  const at = await tags()
  expect(refusal(await my.demo('POST', at, named('a')))).toBe(
    '403 You are not authorized to complete add_metadef_tags action.',
  )
  expect(refusal(await my.demo('POST', `${NAMESPACES}/nope/tags`, named('a')))).toBe(
    '404 Namespace nope not found',
  )
})
