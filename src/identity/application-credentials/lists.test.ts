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
    return got.body.application_credentials.map((one: { name: string }) => one.name).sort()
  }
  expect(await names('')).toEqual(['a1', 'a2', 'b1'])
  expect(await names('name=a1')).toEqual(['a1'])
  expect(await names('name__startswith=a')).toEqual(['a1', 'a2'])
  expect(await names('limit=2')).toHaveLength(2)
})
