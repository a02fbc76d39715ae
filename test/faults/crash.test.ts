/**
 * Acknowledged means durable (docs/adr/0003): the process is killed in the middle of load,
 * again and again, and after every start all that was acknowledged is there, nothing is half-done,
 * and the work that was under way is taken up.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { buildProgram } from '../support/program.ts'
import { Load } from './load.ts'
import { expectAtRest, expectKept, prepare, type Promised } from './promises.ts'
import { start, type Stackling } from './stackling.ts'

const CRASHES = 20
/** After every so many crashes the test waits until the interrupted work is done. */
const REST_AFTER = 10

beforeAll(buildProgram)

/**
 * Kills the process the moment its client hears of a change, which is when an answer that leaves
 * before the commit is found out, or some milliseconds later, in the middle of other changes.
 */
async function crash(cloud: Stackling, promised: Promised, turn: number): Promise<void> {
  const changes = 5 + 2 * turn
  const killed = Promise.withResolvers<unknown>()
  const load = new Load(cloud, promised, {
    acknowledged: (count) => {
      if (count !== changes) return
      if (turn % 2 === 0) killed.resolve(cloud.kill('SIGKILL'))
      else setTimeout(() => killed.resolve(cloud.kill('SIGKILL')), turn)
    },
  })
  await Promise.race([killed.promise, load.over])
  await load.end()
  expect(await cloud.running.ended, cloud.running.said.err).toBe('SIGKILL')
}

describe.each(SHARED_BACKENDS)('killed in the middle of load, on $name', (backend) => {
  test(`${CRASHES} times in a row, it keeps what it acknowledged`, async () => {
    const database = await backend.url('empty')
    let cloud = await start(database)
    const promised = await prepare(cloud)
    for (let turn = 1; turn <= CRASHES; turn++) {
      await crash(cloud, promised, turn)
      cloud = await start(database, { session: cloud })
      await expectKept(cloud, promised)
      if (turn % REST_AFTER === 0) await expectAtRest(cloud, promised)
    }
    expect(promised.created.size, 'volumes were made').toBeGreaterThan(CRASHES)
    expect(promised.deleted.size, 'volumes were deleted').toBeGreaterThan(0)
    expect(await cloud.kill('SIGTERM')).toBe(0)
  }, 120_000)
})
