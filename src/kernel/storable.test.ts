import { expect, test } from 'vitest'
import { BACKENDS } from '../../test/support/databases.ts'
import { startCloud } from '../../test/support/cloud.ts'

const SENT = {
  'a NUL in a value': String.raw`{"volume": {"size": 1, "name": "a\u0000b"}}`,
  'a NUL in a key': String.raw`{"volume": {"size": 1, "metadata": {"a\u0000b": "v"}}}`,
  'half a surrogate pair': String.raw`{"volume": {"size": 1, "name": "\ud83d"}}`,
}

test.each(BACKENDS)('text that cannot be stored is refused alike, on $name', async (backend) => {
  await using cloud = await startCloud({ database: await backend.url('cloud') })
  const { token, projectId } = await cloud.demo()
  const path = `/v3/${projectId}/volumes`
  for (const [what, body] of Object.entries(SENT)) {
    const got = await cloud.request('block-storage', 'POST', path, { token, body })
    expect([what, got.status]).toEqual([what, 400])
  }
  const search = await cloud.request('block-storage', 'GET', `${path}?name=a%00b`, { token })
  expect(search.status).toBe(400)
  const listed = await cloud.request('block-storage', 'GET', path, { token })
  expect(listed.body).toEqual({ volumes: [] })
})

test('escapes that mean whole characters are text', async () => {
  await using cloud = await startCloud()
  const { token, projectId } = await cloud.demo()
  const body = String.raw`{"volume": {"size": 1, "name": "\ud83d\ude00 \\u0000"}}`
  const path = `/v3/${projectId}/volumes`
  const got = await cloud.request('block-storage', 'POST', path, { token, body })
  expect(got.status).toBe(202)
  expect(got.body.volume.name).toBe(String.raw`😀 \u0000`)
})
