/** The Network API says what there is before anything is asked of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'

let cloud: Cloud
let base: string
let token: string
beforeAll(async () => {
  cloud = await startCloud()
  base = cloud.app.addresses.get('network')!
  ;({ token } = await cloud.demo())
})
afterAll(() => cloud.app.stop())

test('the root lists the one version, to anybody', async () => {
  const got = await cloud.request('network', 'GET', '/')
  expect(got.status).toBe(200)
  expect(got.body).toEqual({
    versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${base}/v2.0/` }] }],
  })
})

describe('the version', () => {
  test('lists the resources of the core, in the order of the real one', async () => {
    const got = await cloud.request('network', 'GET', '/v2.0/', { token })
    expect(got.status).toBe(200)
    const resources = ['network', 'subnet', 'subnetpool', 'port'].map((name) => ({
      name,
      collection: `${name}s`,
      links: [{ rel: 'self', href: `${base}/v2.0/${name}s` }],
    }))
    expect(got.body).toEqual({ resources })
  })

  test('is 404 without its slash, and 401 to strangers with and without', async () => {
    const got = await cloud.request('network', 'GET', '/v2.0', { token })
    expect([got.status, got.body]).toEqual([
      404,
      {
        NeutronError: {
          type: 'HTTPNotFound',
          message: 'The resource could not be found.',
          detail: '',
        },
      },
    ])
    for (const path of ['/v2.0', '/v2.0/', '/v2.0/nothing']) {
      expect((await cloud.request('network', 'GET', path)).status).toBe(401)
    }
  })
})
