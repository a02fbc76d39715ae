import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

test('lists are one’s own, filtered and paged', async () => {
  const { user, token } = await keystone.tenant()
  const path = `/users/${user.id}/application_credentials`
  for (const name of ['a1', 'a2', 'b1']) {
    const body = { application_credential: { name } }
    expect((await keystone.send('POST', path, { token, body })).status).toBe(201)
  }
  const names = async (query: string) => {
    const got = await keystone.get(`${path}?${query}`, { token })
    return got.body.application_credentials.map((one: { name: string }) => one.name)
  }
  expect(await names('')).toEqual(['a1', 'a2', 'b1'])
  expect(await names('name=a1')).toEqual(['a1'])
  expect(await names('name__startswith=a')).toEqual(['a1', 'a2'])
  expect(await names('limit=2')).toHaveLength(2)
})

test('credentials and access rules come in the order in which they were made, page by page', async () => {
  const { user, token } = await keystone.tenant()
  const numbers = Array.from({ length: 9 }, (_, number) => String(number))
  for (const number of numbers) {
    const rule = { service: 'compute', method: 'GET', path: `/v2.1/${number}` }
    const body = { application_credential: { name: number, access_rules: [rule] } }
    const path = `/users/${user.id}/application_credentials`
    expect((await keystone.send('POST', path, { token, body })).status).toBe(201)
  }
  for (const [kind, field] of [
    ['application_credentials', 'name'],
    ['access_rules', 'path'],
  ] as const) {
    const listed = async (query: string) => {
      const got = await keystone.get(`/users/${user.id}/${kind}${query}`, { token })
      const items = got.body[kind] as Record<string, string>[]
      return {
        names: items.map((one) => one[field]!.replace('/v2.1/', '')),
        next: got.body.links.next,
      }
    }
    expect([kind, (await listed('')).names]).toEqual([kind, numbers])
    const paged: string[] = []
    for (let query: string | undefined = '?limit=2'; query !== undefined;) {
      const page: Awaited<ReturnType<typeof listed>> = await listed(query)
      paged.push(...page.names)
      query = page.next === null ? undefined : page.next.slice(page.next.indexOf('?'))
    }
    expect([kind, paged]).toEqual([kind, numbers])
  }
})
