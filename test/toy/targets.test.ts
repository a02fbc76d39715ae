/** What an operation acts on: when it is missed, how it is locked, and that no handler sees nothing. */
import { expect, test } from 'vitest'
import { startToy, type Toy } from './toy.ts'

async function withCrates(): Promise<Toy> {
  const toy = await startToy()
  for (const id of ['a', 'b']) toy.env.crates.set(id, { id, project_id: 'p', label: `of ${id}` })
  return toy
}

async function ask({ url }: Toy, method: string, path: string, token: string, body?: object) {
  const response = await fetch(`${url}/pallets${path && `/${path}`}`, {
    method,
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return [response.status, await response.text()] as const
}

test('what is missed last is told only to those whom the policy lets ask', async () => {
  const toy = await withCrates()
  expect(await ask(toy, 'GET', 'a', 'member@p')).toEqual([200, '{"label": "of a"}'])
  expect((await ask(toy, 'GET', 'a', 'member@q'))[0]).toBe(403)
  expect((await ask(toy, 'GET', 'x', 'member@p'))[0]).toBe(403)
  const [status, text] = await ask(toy, 'GET', 'x', 'admin@q')
  expect([status, text]).toEqual([404, expect.stringContaining('There is no x.')])
})

test('what is missed at once is told before the policy is asked', async () => {
  const toy = await withCrates()
  expect((await ask(toy, 'GET', 'x/label', 'member@q'))[0]).toBe(404)
  expect((await ask(toy, 'GET', 'a/label', 'member@q'))[0]).toBe(403)
})

test('what the body names is found by the body, once that was checked', async () => {
  const toy = await withCrates()
  const bring = (token: string, body: object) => ask(toy, 'POST', '', token, body)
  expect(await bring('member@p', { crate_id: 'a' })).toEqual([200, '{"label": "of a"}'])
  expect((await bring('member@q', { crate_id: 'a' }))[0]).toBe(403)
  const missed = [404, expect.stringContaining('There is no x.')]
  expect(await bring('member@q', { crate_id: 'x' })).toEqual(missed)
  expect((await bring('member@p', { crate_id: 5 }))[0]).toBe(400)
})

test('what else is refused comes after the policy and before what is missed last', async () => {
  const toy = await withCrates()
  const empty = { label: '' }
  expect((await ask(toy, 'PUT', 'x', 'member@p', empty))[0]).toBe(403)
  expect((await ask(toy, 'PUT', 'x', 'admin@p', empty))[0]).toBe(400)
  expect((await ask(toy, 'PUT', 'x', 'admin@p', { label: 'new' }))[0]).toBe(404)
  expect((await ask(toy, 'PUT', 'a', 'member@p', { label: 'new' }))[0]).toBe(200)
})

test('a target is locked by what writes: one against changes, several against deletion', async () => {
  const toy = await withCrates()
  await ask(toy, 'GET', 'a', 'member@p')
  await ask(toy, 'PUT', 'a', 'member@p', { label: 'new' })
  await ask(toy, 'PUT', 'a/b', 'member@p')
  expect(toy.env.events).toEqual(['a: undefined', 'a: change', 'b: stay', 'a: stay'])
})

test('of several things the first that is missing is missed, but none that may be', async () => {
  const toy = await withCrates()
  expect((await ask(toy, 'PUT', 'a/b', 'member@p'))[0]).toBe(204)
  for (const [path, missed] of [
    ['a/x', 'x'],
    ['x/b', 'x'],
    ['x/y', 'y'],
  ] as const) {
    const [status, text] = await ask(toy, 'PUT', path, 'admin@p')
    expect([status, text]).toEqual([404, expect.stringContaining(`There is no ${missed}.`)])
  }
})

test('who looks again in a transaction of its own is told what changed meanwhile', async () => {
  const toy = await withCrates()
  const taken = await ask(toy, 'POST', 'a/weight', 'admin@q', { meanwhile: 'taken' })
  expect(taken).toEqual([404, expect.stringContaining('There is no a.')])
  expect((await ask(toy, 'POST', 'b/weight', 'member@p', { meanwhile: 'moved' }))[0]).toBe(403)
  toy.env.events.length = 0
  const moved = await ask(toy, 'POST', 'b/weight', 'admin@p', { meanwhile: 'moved' })
  expect(moved).toEqual([200, '{"label": "moved"}'])
  expect(toy.env.events).toEqual(['b: undefined', 'b: change'])
})
