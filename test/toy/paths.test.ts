/** Paths that mean the same as others, in a service that says so. */
import { expect, test } from 'vitest'
import { startHarbour } from './berth-requests.ts'

test.each(['/', '//', '.json'])('%s behind a path changes nothing', async (end) => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  expect(await ask('GET', end)).toMatchObject({ status: 200, answer: { berths: [{ id }] } })
  expect(await ask('GET', `/${id}${end}`)).toMatchObject({ status: 200, answer: { berth: { id } } })
})

test.each(['PUT', 'DELETE'])('%s of a collection looks for an item called None', async (method) => {
  const { ask } = await startHarbour()
  for (const path of ['', '/']) {
    const got = await ask(method, path, method === 'PUT' ? { body: { berth: {} } } : {})
    expect([path, got.refusal]).toEqual([path, 'BerthNotFound: Berth None could not be found.'])
  }
})

test('POST of an item is 405, and so is what no path has', async () => {
  const { ask } = await startHarbour()
  expect((await ask('POST', '/x', { body: {} })).status).toBe(405)
  for (const path of ['', '/']) expect((await ask('PATCH', path)).status).toBe(405)
  expect((await ask('GET', '/x/y')).status).toBe(404)
})

test('what a service refuses of everybody it refuses after the token, before all else', async () => {
  const { ask } = await startHarbour()
  const headers = { Accept: 'text/html' }
  expect((await ask('GET', '/x', { headers, token: 'x' })).status).toBe(401)
  expect((await ask('PUT', '/x', { headers, body: '{' })).status).toBe(406)
  expect((await ask('GET', '', { headers })).status).toBe(200)
})
