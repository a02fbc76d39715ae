/**
 * Every operation × every kind of token, by real requests. An operation that is in no table fails
 * here, in words that say what to add; a refused request must leave everything as it was.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES, type ServiceType } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { LaggingClock } from '../support/lagging-clock.ts'
import { watchChanges, type Changes } from './changes.ts'
import { EXAMPLES } from './examples.ts'
import { expectedOf, ROW_NAMES, staleEntries, type Outcome } from './expected.ts'
import { FEDERATION } from './federation.ts'
import { PERSONAS, tokensOf, type Persona } from './personas.ts'
import { placeOf, request, type Place } from './request.ts'
import { makeWorld, type Example, type World } from './world.ts'

/** Longer than tokens live. Milliseconds. */
const OLD = 7_200_000

let cloud: Cloud
let world: World
let changes: Changes
let tokens: Map<Persona, string | undefined>

beforeAll(async () => {
  const clock = new LaggingClock(OLD)
  cloud = await startCloud({ clock, federation: FEDERATION, networkAgents: AGENTS })
  tokens = await tokensOf(cloud, clock)
  world = await makeWorld(cloud)
  changes = await watchChanges(cloud.app.database)
}, 60_000)

afterAll(() => cloud?.[Symbol.asyncDispose]())

/** What is written whenever something has been removed from a store. */
const BESIDE_REQUESTS: ReadonlySet<string> = new Set(['image_objects'])

describe.each(SERVICES.map((service) => ({ service, type: service.type as ServiceType })))(
  '$type',
  ({ service, type }) => {
    test.each(service.operations.map((operation) => ({ operation, id: operation.id })))(
      '$id',
      async ({ operation, id }) => {
        const expected = expectedOf(type, id)
        const example = EXAMPLES[type]?.[id]
        if (expected === undefined || example === undefined) {
          throw new Error(whatToAdd(type, id, { expected, example }))
        }
        const place = placeOf(service, operation)
        const refused = PERSONAS.filter((persona) => expected.get(persona) !== 'ok')
        const got = new Map<Persona, Outcome>()
        if (refused.length > 0) {
          const asked = await example(world)
          await cloud.settled()
          await changes.taken()
          for (const persona of refused) {
            got.set(persona, await send(operation, place, asked, persona))
          }
          const changed = (await changes.taken()).filter((table) => !BESIDE_REQUESTS.has(table))
          expect(changed, 'tables that a refused request has changed').toEqual([])
        }
        for (const persona of PERSONAS.filter((one) => expected.get(one) === 'ok')) {
          got.set(persona, await send(operation, place, await example(world), persona))
        }
        expect(inOrder(got)).toEqual(inOrder(expected))
      },
      30_000,
    )
  },
)

test('the tables hold no operation that is gone', () => {
  const declared = new Map(
    SERVICES.map((service) => [service.type, new Set(service.operations.map(({ id }) => id))]),
  )
  expect(staleEntries((service) => declared.get(service)!)).toEqual([])
  const examples = Object.entries(EXAMPLES).flatMap(([service, table]) =>
    Object.keys(table).filter((id) => !declared.get(service)!.has(id)),
  )
  expect(examples).toEqual([])
})

function whatToAdd(
  service: ServiceType,
  id: string,
  found: { expected: unknown; example: unknown },
): string {
  const steps = [
    found.example === undefined &&
      `an example request: '${id}': (world) => ({ params, body }) in ` +
        `test/registry/examples/${service}.ts`,
    found.expected === undefined &&
      `who may do it, by upstream's policy: '${id}': one of ${ROW_NAMES.join(', ')} (or a new ` +
        'row) in test/registry/expected.ts, and npm test -- -u test/registry/derived.test.ts',
  ]
  return `${service} ${id} is not in the access matrix. Add ${steps.filter(Boolean).join('; and ')}.`
}

/** `ok`, or the status of the refusal. */
async function send(
  operation: Operation,
  place: Place,
  example: Example,
  persona: Persona,
): Promise<Outcome> {
  const got = await request(cloud, operation, place, example, tokens.get(persona))
  if (got.status in operation.response) return 'ok'
  const forRequest = ![401, 403, 404].includes(got.status)
  if (forRequest && expectedOf(place.service, operation.id)?.get(persona) === 'ok') {
    throw new Error(`the example of ${operation.id} does not work for ${persona}: ${got.text}`)
  }
  return got.status
}

function inOrder(outcomes: ReadonlyMap<Persona, Outcome>): Record<string, Outcome | undefined> {
  return Object.fromEntries(PERSONAS.map((persona) => [persona, outcomes.get(persona)]))
}
