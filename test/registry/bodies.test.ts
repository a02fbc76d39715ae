/** Real answers hold every key that Keystone's API reference prints in its samples of them. */
import { expect, test } from 'vitest'
import { validator } from '../../src/kernel/validate.ts'
import { SERVICES } from '../../src/services.ts'
import { startCloud } from '../support/cloud.ts'
import { inventoryOf, REASONS } from '../support/inventory.ts'
import { Bodies, exampleBodies, federatedBodies, keysOf, richBodies } from './bodies.ts'
import {
  keystoneSamples,
  readSample,
  SAMPLES_ARE_HERE,
  type KeystoneSample,
} from './keystone-samples.ts'
import { MISSING_KEYS, UNFIT_SAMPLES, UNREADABLE } from './known-deviations.ts'
import { makeWorld } from './world.ts'

const ALL = SAMPLES_ARE_HERE ? keystoneSamples() : []

test.skipIf(!SAMPLES_ARE_HERE)(
  'a sample that belongs to nothing is of a call that is left out',
  () => {
    const reasoned = [...REASONS.keys()].map((key) => key.split('\t'))
    const left = new Set([
      ...inventoryOf('identity')
        .filter(({ state }) => state === 'removed')
        .map(({ method, path }) => `${method} ${path}`),
      ...reasoned.flatMap(([type, method, path]) =>
        type === 'identity' ? `${method} ${path}` : [],
      ),
    ])
    const homeless = ALL.filter(({ operations }) => operations.length === 0)
    const lost = homeless.filter(({ calls }) => !calls.some((call) => left.has(call)))
    expect(lost.map(({ file }) => file)).toEqual([])
    expect(ALL.length).toBeGreaterThan(200)
    const unreadable = ALL.filter(({ file }) => readSample(file) === undefined)
    expect(unreadable.map(({ file }) => file)).toEqual(UNREADABLE)
  },
)

test.skipIf(!SAMPLES_ARE_HERE)('every request that the reference prints is one we take', () => {
  const { operations } = SERVICES.find(({ type }) => type === 'identity')!
  const refused = ALL.filter(({ file, direction, operations: ids }) => {
    if (direction === 'response' || ids.length === 0) return false
    if (`keystone/${file}` in UNFIT_SAMPLES) return false
    const bodies = operations.filter(({ id }) => ids.includes(id)).flatMap(({ body }) => body ?? [])
    return !bodies.some((body) => validator(body.at(Infinity)!)(readSample(file)))
  })
  expect(refused.map(({ file }) => file)).toEqual([])
})

test.skipIf(!SAMPLES_ARE_HERE)('real answers hold every key of the samples', async () => {
  const answers = ALL.filter(
    ({ direction, operations }) => direction === 'response' && operations.length > 0,
  )
  const bodies = new Bodies()
  await using cloud = await startCloud()
  await cloud.user('somebody', 'member', 'other')
  const world = await makeWorld(cloud)
  await richBodies(world, bodies)
  await federatedBodies(bodies)
  await exampleBodies(world, bodies, new Set(answers.flatMap(({ operations }) => operations)))
  const problems = answers.flatMap((sample) => missingIn(sample, bodies)).sort()
  const judged = new Set(answers.map(({ file }) => file))
  const known = Object.entries(MISSING_KEYS)
    .filter(([file]) => judged.has(file))
    .flatMap(([file, { keys }]) => keys.map((key) => `${file} ${key}`))
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
function missingIn({ file, operations }: KeystoneSample, bodies: Bodies): string[] {
  const keys = [...new Set(keysOf(readSample(file)))]
  const lost = keys.filter((key) => !operations.some((id) => bodies.has(id, key)))
  // Below a key that is missing, everything is.
  const top = lost.filter(
    (key) => !lost.some((other) => key.startsWith(`${other}.`) || key.startsWith(`${other}[]`)),
  )
  return top.map((key) => `${file} ${key}`)
}
