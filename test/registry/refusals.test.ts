/**
 * What every operation must refuse, whatever it does: a policy that says no, a thing that is not
 * there, a body that is none, a version nobody has. Asked by somebody who may, so that nothing
 * else is in the way.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES, type ServiceType } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { EXAMPLES } from './examples.ts'
import { FEDERATION } from './federation.ts'
import { placeOf, request } from './request.ts'
import { DISCREET, makeWorld, type Example, type World } from './world.ts'

let cloud: Cloud
let world: World
let tokenFor: Awaited<ReturnType<typeof tokensByOperation>>

beforeAll(async () => {
  cloud = await startCloud({ federation: FEDERATION, networkAgents: AGENTS })
  await cloud.user('somebody', 'member', 'other')
  world = await makeWorld(cloud)
  tokenFor = await tokensByOperation(world)
}, 60_000)

afterAll(() => cloud?.[Symbol.asyncDispose]())

/** Identifiers of nothing: a number where things are counted, else a uuid. */
const NOTHING = { number: '99999', id: '11111111-2222-3333-4444-555555555555' }

const ALL = SERVICES.flatMap((service) =>
  service.operations.map((operation) => ({
    name: `${service.type} ${operation.id}`,
    operation,
    place: placeOf(service, operation),
  })),
)

function exampleOf(operation: Operation, type: ServiceType): Promise<Example> | Example {
  const example = EXAMPLES[type]?.[operation.id]
  if (example === undefined) throw new Error(`add an example of ${operation.id}; see access-matrix`)
  return example(world)
}

describe('a policy that says no is heeded', () => {
  const guarded = ALL.filter(({ operation }) => typeof operation.policy === 'object')
  test.each(guarded)('$name', async ({ name, operation, place }) => {
    const example = await exampleOf(operation, place.service)
    const rule = typeof operation.policy === 'object' ? operation.policy.name : ''
    cloud.app.reloadPolicy(new Map([[rule, '!']]))
    try {
      const got = await request(
        cloud,
        operation,
        place,
        example,
        tokenFor(operation, place.service),
      )
      expect(got.status, got.text).toBe(DISCREET.has(name) ? 404 : 403)
    } finally {
      cloud.app.reloadPolicy(new Map())
    }
  })
})

/** Any project can be named there, which only tokens of no project miss; or the body says what is meant. */
const MISSED_OTHERWISE =
  /^network auto_allocated_topologies\.|^compute servers\.remove_floating_ip$/

describe('what is not there is 404', () => {
  const found = ALL.filter(
    ({ name, operation }) =>
      operation.errors.includes(404) &&
      operation.path.includes('{') &&
      operation.success !== 201 &&
      !MISSED_OTHERWISE.test(name),
  )
  test.each(found)('$name', async ({ operation, place }) => {
    const example = await exampleOf(operation, place.service)
    const statuses: number[] = []
    for (const [name, value] of Object.entries(example.params ?? {})) {
      const nothing = /^\d+$/.test(value) ? NOTHING.number : NOTHING.id
      const params = { ...example.params, [name]: nothing }
      const asked = { ...example, params }
      const got = await request(cloud, operation, place, asked, tokenFor(operation, place.service))
      const may = [401, ...operation.errors]
      const declared = got.status in operation.response || may.includes(got.status)
      expect(declared, `${name}: ${got.status} ${got.text}`).toBe(true)
      statuses.push(got.status)
    }
    expect(statuses).toContain(404)
  })
})

/** Some actions take whatever a client sends with their name. */
function isParticular({ action, body }: Operation): boolean {
  const schema: { properties?: Record<string, object> } | undefined = body?.at(Infinity)
  return action !== undefined && Object.keys(schema?.properties?.[action] ?? {}).length > 0
}

/** The first thing of the body as a number, where that is to be an object or text. */
function wrongRoot({ action, body }: Operation): string[] {
  const schema: { properties?: Record<string, { type?: string }> } | undefined = body?.at(Infinity)
  const [first] = Object.entries(schema?.properties ?? {})
  const isNone = first?.[1].type === 'object' || first?.[1].type === 'string'
  return action === undefined && first !== undefined && isNone ? [`{"${first[0]}": 1}`] : []
}

describe('a body that is none is 400', () => {
  const withBody = ALL.filter(({ operation }) => operation.body !== undefined)
  test.each(withBody)('$name', async ({ operation, place }) => {
    const example = await exampleOf(operation, place.service)
    const none = isParticular(operation) ? [`{"${operation.action}": 1}`] : wrongRoot(operation)
    for (const body of ['{"', '[]', ...none]) {
      const got = await request(
        cloud,
        operation,
        place,
        { ...example, body },
        tokenFor(operation, place.service),
      )
      expect(got.status, `${body}: ${got.text}`).toBe(400)
    }
  })
})

describe('a version that nobody has is refused', () => {
  const versioned = ALL.filter(({ place }) => place.version !== undefined)
  test.each(versioned)('$name', async ({ operation, place }) => {
    const example = await exampleOf(operation, place.service)
    for (const [version, status] of [
      ['9.999', 406],
      ['abc', 400],
    ] as const) {
      const got = await request(
        cloud,
        operation,
        place,
        { ...example, version },
        tokenFor(operation, place.service),
      )
      expect([version, got.status]).toEqual([version, status])
    }
  })
})
