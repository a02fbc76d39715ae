/** One request that goes through several services, each under its own rules and in its own words. */
import { expect, test } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { committedItems, createScratch } from '../contract/scratch.ts'
import { openForTest } from '../support/databases.ts'
import { startToy, type Toy } from './toy.ts'

async function withDatabase(): Promise<Toy & { database: Database }> {
  const database = await openForTest('sqlite::memory:')
  await createScratch(database)
  const toy = await startToy({ database })
  toy.env.crates.set('c', { id: 'c', project_id: 'p', label: 'mine' })
  return { ...toy, database }
}

async function ask({ dock }: Toy, path: string, token: string, body?: object) {
  const response = await fetch(dock + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  const [fault] = Object.values(answer) as { message?: string }[]
  return { status: response.status, answer, message: fault?.message }
}

test('a call is judged by the rules of the service that is called, which the caller has none of', async () => {
  const toy = await withDatabase()
  expect(await ask(toy, '/ships', 'member@p', { crate: 'c' })).toMatchObject({ status: 200 })
  const refusals = await Promise.all(
    ['reader@p', 'member@q'].map((token) => ask(toy, '/ships', token, { crate: 'c' })),
  )
  for (const { status, message } of refusals) {
    // The words of the toy's dialect, in the body of the dock.
    expect([status, message]).toEqual([403, 'The toy said: No toy:crates:fill for you.'])
  }
  expect(await committedItems(toy.database)).toBe(1)
})

test('a fault of the service that is called has a type, by which the caller gives its own', async () => {
  const toy = await withDatabase()
  const { status, message } = await ask(toy, '/ships', 'member@p', { crate: 'none' })
  expect([status, message]).toEqual([400, 'There is no such crate to load.'])
})

test('what the other service did goes when the caller refuses after all', async () => {
  const toy = await withDatabase()
  const sunk = await ask(toy, '/ships', 'member@p', { crate: 'c', sink: true })
  expect([sunk.status, await committedItems(toy.database)]).toEqual([409, 0])
})

test('administrators and addresses are those of each service', async () => {
  const toy = await withDatabase()
  const { answer } = await ask(toy, '/ships', 'admin@p')
  expect(answer).toEqual({
    dock: { isAdmin: false, address: toy.dock },
    toy: { isAdmin: true, address: toy.url },
  })
  const captain = await ask(toy, '/ships', 'captain@p')
  expect(captain.answer).toMatchObject({ dock: { isAdmin: true }, toy: { isAdmin: false } })
})

test('a rule that the service does not declare is a mistake of ours, not a refusal', async () => {
  const toy = await withDatabase()
  expect((await ask(toy, '/misspelt', 'member@p')).status).toBe(500)
  expect(toy.errors).toEqual(['the request failed for a reason nobody expected'])
})
