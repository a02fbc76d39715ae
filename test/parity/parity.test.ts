/**
 * Sends the recorded requests of a real OpenStack and expects its answers, but for the deviations
 * on purpose. With `ORACLE=http://127.0.0.1:5000` (the address of a real Identity, the other
 * services on their usual ports) the same runs against a real cloud, to test the suite itself.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { differences, type Difference } from './compare.ts'
import { DEVIATIONS, type Deviation } from './deviations.ts'
import { prepareCase, prepareCloud } from './prepare.ts'
import { PORT, readCases, type Answer, type Case } from './cases.ts'
import { Subject } from './subject.ts'

const oracle = process.env['ORACLE']

/** Hosts and backends, as the recorded cloud called them and as ours does. */
const NAMES = [
  ['vm', 'controller'],
  ['cinder1@fake#fake', 'compute1@simulated#simulated'],
  ['cinder1@fake#fake', 'compute2@simulated#simulated'],
] as const

let cloud: Cloud | undefined
let subject: Subject
const used = new Set<Deviation>()

beforeAll(async () => {
  subject = new Subject(await addresses())
  if (oracle === undefined) for (const [theirs, ours] of NAMES) subject.ids.pairName(theirs, ours)
  await prepareCloud(subject)
}, 60_000)

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]()
})

async function addresses(): Promise<Map<number, string>> {
  if (oracle !== undefined) {
    const { hostname } = new URL(oracle)
    return new Map(Object.values(PORT).map((port) => [port, `http://${hostname}:${port}`]))
  }
  cloud = await startCloud({ hosts: ['compute1', 'compute2'] })
  const of = (type: string) => cloud!.app.addresses.get(type)!
  return new Map([
    [PORT.identity, of('identity')],
    [PORT.compute, of('compute')],
    [PORT['block-storage'], of('block-storage')],
  ])
}

describe('answers of a real OpenStack', () => {
  test.each(readCases())('$id', async (recorded: Case) => {
    await prepareCase(subject, recorded)
    const answer = await subject.replay(recorded)
    const found = differences(recorded.answer, answer, subject)
    const problems = oracle === undefined ? unexpected(recorded, answer, found) : found
    const side = (of: 'recorded' | 'ours') =>
      Object.fromEntries(problems.map((problem) => [problem.what, problem[of].split('\n')]))
    expect(side('ours')).toEqual(side('recorded'))
  })

  test('no deviation outlives its need', () => {
    // A real cloud deviates from itself nowhere.
    const unused =
      oracle === undefined ? DEVIATIONS.filter((deviation) => !used.has(deviation)) : []
    expect(unused.map(({ entry, cases: pattern }) => `${entry}: ${pattern}`)).toEqual([])
  })
})

test('every deviation is explained in docs/deviations.md', () => {
  const page = readFileSync(new URL('../../docs/deviations.md', import.meta.url), 'utf8')
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!)
  const missing = DEVIATIONS.map(({ entry }) => entry).filter((entry) => !headings.includes(entry))
  expect(missing, 'write an entry with this heading, saying what and why').toEqual([])
})

/** The differences that no deviation covers, or that differ otherwise than the deviation says. */
function unexpected(recorded: Case, answer: Answer, found: readonly Difference[]): Difference[] {
  const deviations = DEVIATIONS.filter((deviation) => deviation.cases.test(recorded.id))
  return found.filter(({ what }) => {
    const covering = deviations.filter((deviation) => deviation.differs.includes(what))
    const right = covering.filter(
      (deviation) =>
        (what !== 'status' || answer.status === deviation.status) &&
        (what !== 'body' || (deviation.body ?? /^/).test(answer.body)),
    )
    for (const deviation of right) used.add(deviation)
    return right.length === 0
  })
}
