/** Real answers hold every key that Keystone's API reference prints in its samples of them. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { startCloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { inventoryOf, REASONS } from '../support/inventory.ts'
import { Bodies, exampleBodies, federatedBodies, keysOf, richBodies } from './bodies.ts'
import { MISSING_KEYS } from './known-deviations.ts'
import { samplesOf, type Sample } from './samples.ts'
import { makeWorld } from './world.ts'

const ALL = samplesOf(SERVICES.find(({ type }) => type === 'identity')!)

test('a sample that belongs to nothing is of a call that is left out', () => {
  const reasoned = [...REASONS.keys()].map((key) => key.split('\t'))
  const left = new Set([
    ...inventoryOf('identity')
      .filter(({ state }) => state === 'removed')
      .map(({ method, path }) => `${method} ${path}`),
    ...reasoned.flatMap(([type, method, path]) => (type === 'identity' ? `${method} ${path}` : [])),
  ])
  const homeless = ALL.filter(({ operations }) => operations.length === 0)
  const lost = homeless.filter(({ calls }) => !calls.some((call) => left.has(call)))
  expect(lost.map(({ source }) => source)).toEqual([])
  expect(ALL.length).toBeGreaterThan(200)
})

test('real answers hold every key of the samples', async () => {
  const answers = ALL.filter(
    ({ direction, operations }) => direction === 'response' && operations.length > 0,
  )
  const bodies = new Bodies()
  await using cloud = await startCloud({ networkAgents: AGENTS })
  await cloud.user('somebody', 'member', 'other')
  const world = await makeWorld(cloud)
  await richBodies(world, bodies)
  await federatedBodies(bodies)
  await exampleBodies(world, bodies, new Set(answers.flatMap(operationIds)))
  const problems = answers.flatMap((sample) => missingIn(sample, bodies)).sort()
  const judged = new Set(answers.map(({ source }) => source))
  const known = Object.entries(MISSING_KEYS)
    .filter(([source]) => judged.has(source))
    .flatMap(([source, { keys }]) => keys.map((key) => `${source} ${key}`))
  expect(
    problems.filter((problem) => !known.includes(problem)),
    'no answer holds these keys; hold them, or say why not in known-deviations.ts',
  ).toEqual([])
  expect(
    known.filter((key) => !problems.includes(key)),
    'answers hold these keys now: take them out of known-deviations.ts',
  ).toEqual([])
})

/** Its keys that no answer of its operations held. */
function missingIn(sample: Sample, bodies: Bodies): string[] {
  const keys = [...new Set(keysOf(sample.body))]
  const ids = operationIds(sample)
  const lost = keys.filter((key) => !ids.some((id) => bodies.has(id, key)))
  // Below a key that is missing, everything is.
  const top = lost.filter(
    (key) => !lost.some((other) => key.startsWith(`${other}.`) || key.startsWith(`${other}[]`)),
  )
  return top.map((key) => `${sample.source} ${key}`)
}

function operationIds({ operations }: Sample): string[] {
  return operations.map(({ id }) => id)
}
