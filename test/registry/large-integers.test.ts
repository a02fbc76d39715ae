/**
 * Integers that no column holds, wherever a client may write one: no operation fails on them.
 * Asked by somebody who may, with everything else as it should be.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '../../src/kernel/operation.ts'
import { SERVICES } from '../../src/services.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { BACKENDS } from '../support/databases.ts'
import { EXAMPLES } from './examples.ts'
import { FEDERATION } from './federation.ts'
import { tokensByOperation } from './operation-tokens.ts'
import { placeOf, request, type Variation } from './request.ts'
import { makeWorld, type World } from './world.ts'

const LARGE = [`1${'0'.repeat(30)}`, String(2n ** 63n), `-${2n ** 63n + 1n}`]

type Schema = Readonly<Record<string, any>>
type Path = readonly string[]

/** Where a body may hold a number, be it as a text. */
function numbersIn(schema: Schema | undefined, path: Path = []): Path[] {
  if (typeof schema !== 'object') return []
  const { type, properties = {}, additionalProperties, items } = schema
  const branches = [...(schema['anyOf'] ?? []), ...(schema['oneOf'] ?? [])]
  const types = [type ?? []].flat()
  return [
    ...(types.includes('integer') || types.includes('number') ? [path] : []),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      numbersIn(inner as Schema, [...path, name]),
    ),
    ...(typeof additionalProperties === 'object'
      ? numbersIn(additionalProperties, [...path, 'volumes'])
      : []),
    ...(typeof items === 'object' && !Array.isArray(items) ? numbersIn(items, [...path, '0']) : []),
    ...branches.flatMap((branch) => numbersIn(branch, path)),
  ]
}

/** A copy of the body with a number there, as JSON. */
function withNumber(body: unknown, path: Path, number: string): string {
  const root: any = { body: structuredClone(body ?? {}) }
  let at = root
  for (const step of ['body', ...path].slice(0, -1)) at = at[step] ??= {}
  at[['body', ...path].at(-1)!] = '@'
  return JSON.stringify(root.body).replace('"@"', number)
}

function variations(operation: Operation, example: Variation, version: number): Variation[] {
  const bodies = numbersIn(operation.body?.at(version) as Schema | undefined)
  const query = operation.query?.at(version) as Schema | undefined
  const asked = Object.keys(query?.['properties'] ?? {})
  return LARGE.flatMap((number) => [
    ...(typeof example.body === 'string' ? [] : bodies).flatMap((path) => [
      { ...example, body: withNumber(example.body, path, number) },
      { ...example, body: withNumber(example.body, path, `"${number}"`) },
    ]),
    ...asked.map((name) => ({
      ...example,
      query: `${example.query ? `${example.query}&` : '?'}${name}=${number}`,
    })),
    ...Object.keys(example.params ?? {}).map((name) => ({
      ...example,
      params: { ...example.params, [name]: number },
    })),
  ])
}

const ALL = SERVICES.flatMap((service) =>
  service.operations
    .filter(({ id }) => EXAMPLES[service.type]?.[id] !== undefined)
    .map((operation) => ({
      name: `${service.type} ${operation.id}`,
      operation,
      place: placeOf(service, operation),
    })),
)

// What a column holds is for the database to say.
describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let world: World
  let tokenFor: Awaited<ReturnType<typeof tokensByOperation>>

  beforeAll(async () => {
    cloud = await startCloud({
      federation: FEDERATION,
      database: await backend.url('empty'),
      networkAgents: AGENTS,
    })
    await cloud.user('somebody', 'member', 'other')
    world = await makeWorld(cloud)
    tokenFor = await tokensByOperation(world)
  }, 60_000)

  afterAll(() => cloud?.[Symbol.asyncDispose]())

  test.each(ALL)('$name', async ({ operation, place }) => {
    const example = await EXAMPLES[place.service]![operation.id]!(world)
    const { max } = operation.versions
    const version = Number.isFinite(max) ? max : Number.MAX_SAFE_INTEGER
    for (const variation of variations(operation, example, version)) {
      const token = tokenFor(operation, place.service)
      const got = await request(cloud, operation, place, variation, token)
      const { params, query, body } = variation
      expect(got.status, JSON.stringify({ params, query, body, text: got.text })).toBeLessThan(500)
    }
  })
})

test('bodies that take numbers are among them', () => {
  const names = ALL.filter(({ operation }) => {
    return numbersIn(operation.body?.at(Number.MAX_SAFE_INTEGER) as Schema | undefined).length > 0
  }).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining([
      'identity identity_providers.update',
      'identity trusts.create',
      'block-storage volumes.create',
    ]),
  )
})
