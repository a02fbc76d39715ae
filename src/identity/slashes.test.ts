/** Slashes that are too many, as Keystone takes them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../test/support/cloud.ts'
import { Keystone } from '../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

const ask = (method: string, path: string, body?: unknown) =>
  cloud.request('identity', method, path, {
    token: keystone.admin.token,
    ...(body !== undefined && { body }),
  })

test('at the end of a path do not count, however many', async () => {
  for (const path of [
    '/v3/projects/',
    '/v3/projects//',
    '/v3/projects///',
    '/v3//',
    '//v3/users',
  ]) {
    expect([path, (await ask('GET', path)).status]).toEqual([path, 200])
  }
  expect((await ask('GET', '//')).status).toBe(300)
  const tags = await ask('PUT', `/v3/projects/${keystone.admin.projectId}/tags//`, {})
  expect(tags.status).toBe(400)
})

test('within a path send the client to the right address, query and all', async () => {
  const base = cloud.app.addresses.get('identity')
  for (const [method, path, right] of [
    ['GET', '/v3//projects', '/v3/projects'],
    ['POST', '/v3//projects', '/v3/projects'],
    ['GET', '/v3///users//x//', '/v3/users/x'],
    ['GET', '/v3//projects?name=a%2Fb&x=%20', '/v3/projects?name=a%2Fb&x=%20'],
  ] as const) {
    const got = await ask(method, path, method === 'POST' ? {} : undefined)
    expect([got.status, got.headers.get('location')]).toEqual([308, base + right])
    expect(got.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(got.text).toContain(`<a href="${(base + right).replaceAll('&', '&amp;')}">`)
  }
  expect((await ask('GET', '/v3/nosuch//x')).status).toBe(404)
})

test('within a path on a shared port too', async () => {
  await using shared = await startCloud({ singlePort: 0 })
  const got = await shared.request('identity', 'GET', '/v3//projects')
  const base = shared.app.addresses.get('identity')
  expect([got.status, got.headers.get('location')]).toEqual([308, `${base}/v3/projects`])
})
