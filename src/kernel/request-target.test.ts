import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'

function get(base: string, target: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    request(
      { hostname, port, path: target, headers: { Host: 'ignored.example.com' } },
      (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode!, body }), reject)
      },
    )
      .on('error', reject)
      .end()
  })
}

test('a target in absolute form is served, and links name the host that it names', async () => {
  await using cloud = await startCloud()
  const base = cloud.app.addresses.get('identity')!
  for (const [target, self] of [
    ['http://cloud.example.com:5000/v3', 'http://cloud.example.com:5000/v3/'],
    ['HTTP://user@cloud.example.com/v3?x=1', 'http://cloud.example.com/v3/'],
  ] as const) {
    const got = await get(base, target)
    expect([got.status, JSON.parse(got.body).version.links[0].href]).toEqual([200, self])
  }
  expect((await get(base, 'http://cloud.example.com:5000')).status).toBe(300)
  expect((await get(base, 'http://cloud.example.com:5000/nothing')).status).toBe(404)
  expect((await get(base, 'ftp://cloud.example.com/v3')).status).toBe(404)
})
