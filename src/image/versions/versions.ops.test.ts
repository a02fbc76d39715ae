/** The Image API has its version documents, which clients ask for before anything else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.app.stop())

describe('version documents', () => {
  test.each([
    ['/', 300],
    ['/versions', 200],
  ])(
    '%s lists the versions to anybody, as the real list does, with status %i',
    async (path, status) => {
      const got = await cloud.request('image', 'GET', path)
      expect(got.status).toBe(status)
      const ids: string[] = got.body.versions.map(({ id }: { id: string }) => id)
      const [older, newer] = [
        [15, 13, 12, 11, 10, 9, 8],
        [7, 6, 5, 4, 3, 2, 1, 0],
      ]
      expect(ids).toEqual([...older, 17, ...newer].map((minor) => `v2.${minor}`))
      expect(got.body.versions[0].status).toBe('SUPPORTED')
      expect(got.body.versions[7]).toEqual({
        id: 'v2.17',
        status: 'CURRENT',
        links: [{ rel: 'self', href: `${cloud.app.addresses.get('image')}/v2/` }],
      })
    },
  )
})

test.each(['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s is answered as GET is',
  async (method) => {
    const listed = (path: string) =>
      cloud.request('image', method, path, { headers: { Accept: '' } })
    const [root, versions] = [await listed('/'), await listed('/versions')]
    expect([root.status, versions.status]).toEqual([300, 200])
    if (method !== 'HEAD') expect(root.body.versions[0].id).toBe('v2.15')
  },
)

describe('the prefix of version 2', () => {
  test.each([
    ['GET', '/v2'],
    ['HEAD', '/v2'],
    ['POST', '/v2?a=b'],
    ['GET', '/v2.5'],
  ])('%s %s leads to the same with a slash', async (method, path) => {
    const { token } = await cloud.demo()
    const got = await cloud.request('image', method, path, { token })
    expect([got.status, got.text]).toEqual([302, ''])
    expect(got.headers.get('location')).toBe(`${cloud.app.addresses.get('image')}/v2/`)
    expect(got.headers.get('content-type')).toBe('text/plain; charset=utf8')
  })

  test('is not there with the slash, and tells strangers nothing', async () => {
    const { token } = await cloud.demo()
    expect((await cloud.request('image', 'GET', '/v2/', { token })).status).toBe(404)
    expect((await cloud.request('image', 'GET', '/v2')).status).toBe(401)
  })
})

describe('paths outside of a version', () => {
  test.each(['/images', '/v1/images', '/v2.99/images', '/v3'])(
    '%s is answered with the choice of versions, token or not',
    async (path) => {
      const got = await cloud.request('image', 'GET', path)
      expect(got.status).toBe(300)
      expect(got.body.versions[0].id).toBe('v2.15')
    },
  )

  test('are those of version 2 where Accept names it', async () => {
    const { token } = await cloud.demo()
    const headers = { Accept: 'application/vnd.openstack.images-v2' }
    const got = await cloud.request('image', 'GET', '/images/nope', { token, headers })
    expect(got.status).toBe(404)
    expect(got.text).toContain('No image found with ID nope')
  })
})

test.each(['/v2.0', '/v2.9', '/v2.17'])('%s is the same as /v2', async (prefix) => {
  const { token } = await cloud.demo()
  const got = await cloud.request('image', 'POST', `${prefix}/images`, { token, body: {} })
  expect(got.status).toBe(201)
  expect(got.headers.get('location')).toMatch(/\/v2\/images\/[0-9a-f-]{36}$/)
})
