/** Bodies of Placement are JSON and say so; source: placement/util.py (require_content). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placement } from '../../src/placement/service.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { EXAMPLES } from './examples.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { placeOf, request } from './request.ts'
import { makeWorld, type World } from './world.ts'

let cloud: Cloud
let world: World
let tokenFor: Awaited<ReturnType<typeof tokensByOperation>>
beforeAll(async () => {
  cloud = await startCloud()
  await cloud.user('somebody', 'member', 'other')
  world = await makeWorld(cloud)
  tokenFor = await tokensByOperation(world)
}, 60_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

const WITH_BODIES = placement.operations.filter(({ errors }) => errors.includes(415))

test.each(WITH_BODIES)('$id with a body of another type is 415', async (operation) => {
  const example = await EXAMPLES['placement']![operation.id]!(world)
  const asked = { ...example, headers: { ...example.headers, 'Content-Type': 'text/plain' } }
  const token = tokenFor(operation, 'placement')
  const got = await request(cloud, operation, placeOf(placement, operation), asked, token)
  expect([got.status, got.text]).toEqual([
    415,
    expect.stringContaining('The media type text/plain is not supported, use application/json'),
  ])
})

test('all that take bodies are tried', () => {
  expect(WITH_BODIES.length).toBeGreaterThan(10)
})
