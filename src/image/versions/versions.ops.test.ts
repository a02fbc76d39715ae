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
  ])('%s lists the versions to anybody, the newest first, with status %i', async (path, status) => {
    const got = await cloud.request('image', 'GET', path)
    expect(got.status).toBe(status)
    const ids: string[] = got.body.versions.map(({ id }: { id: string }) => id)
    expect(ids.slice(0, 3)).toEqual(['v2.17', 'v2.16', 'v2.15'])
    expect(ids).not.toContain('v2.14')
    expect(got.body.versions[0]).toEqual({
      id: 'v2.17',
      status: 'CURRENT',
      links: [{ rel: 'self', href: `${cloud.app.addresses.get('image')}/v2/` }],
    })
  })
})

test('what is below /v2 is refused in words', async () => {
  const got = await cloud.request('image', 'GET', '/v2/images')
  expect(got.status).toBe(404)
  expect(got.body).toMatchObject({ code: '404 Not Found' })
  expect(got.body.message).toMatch(/^Stackling has no images yet/)
})
