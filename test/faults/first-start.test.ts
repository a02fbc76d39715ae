/** Killed while it makes a new cloud, again and again, it makes one in the end, and lets users in. */
import { beforeAll, describe, expect, test } from 'vitest'
import { signIn } from '../serve/program.ts'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { buildProgram, dataDirectory, launch, ready } from '../support/program.ts'

beforeAll(buildProgram)

/** Each start gets this many milliseconds more than the one before. */
const STEP = 60

describe.each(SHARED_BACKENDS)('a first start on $name', (backend) => {
  test('may be killed at any moment', async () => {
    const dataDir = dataDirectory()
    const database = ['--database', await backend.url('empty')]
    let kills = 0
    for (let time = STEP; ; time += STEP) {
      const words = ['--data-dir', dataDir, '--single-port', '0', ...database]
      const running = launch('serve', ...words)
      const started = ready(running).then(() => true)
      const killed = new Promise<false>((resolve) => setTimeout(() => resolve(false), time))
      if (await Promise.race([started, killed])) break
      started.catch(() => {})
      running.child.kill('SIGKILL')
      expect(await running.ended, running.said.err).toBe('SIGKILL')
      kills++
    }
    expect(kills).toBeGreaterThan(3)
    for (const name of ['stackling', 'stackling-demo', 'stackling-system']) {
      expect(await signIn(dataDir, name), name).toEqual(expect.any(String))
    }
  })
})
