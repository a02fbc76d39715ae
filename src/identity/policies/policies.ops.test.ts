import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let base: string

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  base = `${cloud.app.addresses.get('identity')}/v3`
})
afterAll(() => cloud.app.stop())

const post = (policy: object) => keystone.send('POST', '/policies', { body: { policy } })
const make = async (policy: object = {}) => {
  const got = await post({ type: 'text/plain', blob: '{}', ...policy })
  expect(got.status, got.text).toBe(201)
  return got.body.policy
}
const patch = (id: string, policy: object) =>
  keystone.send('PATCH', `/policies/${id}`, { body: { policy } })

test('policies are kept as they come, shown, changed and deleted', async () => {
  const blob = '{"compute:create": "role:x"}'
  const made = await make({ blob, type: 'application/json', owner: 'me' })
  const path = `/policies/${made.id}`
  expect(made).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    blob,
    type: 'application/json',
    owner: 'me',
    links: { self: base + path },
  })
  expect((await keystone.get(path)).body).toEqual({ policy: made })
  const changed = await patch(made.id, { blob: '', owner: 'you' })
  expect(changed.body.policy).toEqual({ ...made, blob: '', owner: 'you' })
  expect((await patch(made.id, { id: made.id, type: 't' })).body.policy.type).toBe('t')
  expect((await keystone.send('DELETE', path)).status).toBe(204)
  const gone = `Could not find policy: ${made.id}.`
  expectError(await keystone.get(path), 404, gone)
  expectError(await keystone.send('DELETE', path), 404, gone)
  expectError(await patch(made.id, { type: 't' }), 404, gone)
})

test('lists are filtered by type, and paged in the order of making', async () => {
  const made = [await make({ type: 'Some/thing' }), await make({ type: 'Some/thing' })]
  const ids: string[] = made.map(({ id }) => String(id))
  const listed = async (query: string) => (await keystone.get(`/policies?${query}`)).body
  const idsIn = ({ policies }: { policies: { id: string }[] }) => policies.map(({ id }) => id)
  expect(idsIn(await listed('type=Some/thing'))).toEqual(ids)
  expect(idsIn(await listed('type__istartswith=some'))).toEqual(ids)
  expect(idsIn(await listed('type=nothing'))).toEqual([])
  const first = await listed('type=Some/thing&limit=1')
  expect(first).toMatchObject({ truncated: true, policies: [{ id: ids[0] }] })
  expect(first.links.next).toBe(`${base}/policies?type=Some%2Fthing&limit=1&marker=${ids[0]}`)
  const second = await listed(`type=Some/thing&limit=1&marker=${ids[0]}`)
  expect(idsIn(second)).toEqual([ids[1]])
  expect(second).not.toHaveProperty('truncated')
  expect(second.links.next).toBeNull()
})

test('what is no policy is refused', async () => {
  expectError(await post({ type: 't' }), 400, /^'blob' is a required property/)
  expectError(await post({ blob: 'b' }), 400, /^'type' is a required property/)
  expectError(await post({ type: 't', blob: {} }), 400, /'blob'.*is not of type 'string'/)
  const { id } = await make()
  expectError(await patch(id, {}), 400, /should be non-empty/)
  expectError(await patch(id, { id: 'x' }), 400, 'Cannot change policy ID')
})

test('policies are for administrators', async () => {
  const { token } = await cloud.demo()
  for (const [method, path] of [
    ['GET', '/policies'],
    ['POST', '/policies'],
    ['GET', '/policies/x'],
    ['PATCH', '/policies/x'],
    ['DELETE', '/policies/x'],
  ] as const) {
    expect((await keystone.send(method, path, { token })).status, `${method} ${path}`).toBe(403)
  }
})
