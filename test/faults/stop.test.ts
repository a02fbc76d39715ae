/**
 * An orderly end under load (SIGTERM): what was answered is kept, what was begun is answered, work
 * in hand is done now or at the next start, and the process ends with 0 before a container's
 * patience of 10 s is over.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, SHARED_BACKENDS } from '../support/databases.ts'
import { buildProgram } from '../support/program.ts'
import { Load } from './load.ts'
import { Peer } from '../support/peer.ts'
import { expectAtRest, expectKept, prepare } from './promises.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

/** Ends `cloud` and returns after how many milliseconds it had ended. */
async function stop(cloud: Stackling): Promise<number> {
  const asked = performance.now()
  expect(await cloud.kill('SIGTERM'), cloud.running.said.err).toBe(0)
  return performance.now() - asked
}

describe.each(SHARED_BACKENDS)('told to stop, on $name', (backend) => {
  test('under load: every answer is a success, and all of it is kept', async () => {
    const database = await backend.url('empty')
    let cloud = await start(database)
    const promised = await prepare(cloud)
    for (let turn = 1; turn <= 3; turn++) {
      const stopped = Promise.withResolvers<number>()
      // A refusal ends the load with an error: nobody hears that the database is closed.
      const load = new Load(cloud, promised, {
        acknowledged: (changes) => {
          if (changes === 30 * turn) stopped.resolve(stop(cloud))
        },
      })
      await Promise.race([stopped.promise, load.over])
      await load.end()
      expect(await stopped.promise).toBeLessThan(5_000)
      expect(cloud.running.said.err).not.toMatch(/"level":"(warn|error)"/)
      cloud = await start(database, { session: cloud })
      await expectKept(cloud, promised)
      await expectAtRest(cloud, promised)
    }
  })
})

test('a client that never finishes its request does not hold up the end', async () => {
  const cloud = await start(await BACKENDS[0]!.url('empty'))
  const peers = await Promise.all(Array.from({ length: 3 }, () => Peer.to(cloud.url)))
  const head = `Host: x\r\nX-Auth-Token: ${cloud.token}\r\nContent-Length: 100\r\n\r\n`
  peers[0]!.write('GET /comp')
  peers[1]!.write(`POST /compute/v2.1/os-aggregates HTTP/1.1\r\n${head}{`)
  // It is there, and the others have not been forgotten.
  expect((await cloud.ask('GET', '/healthz')).status).toBe(200)
  expect(await stop(cloud)).toBeLessThan(9_000)
  expect(cloud.running.said.err).not.toContain('not over in time')
  for (const peer of peers) await peer.closed()
})
