/**
 * The disk is full: a change gets 503 and leaves nothing behind, reads go on, and when there is
 * room again changes do too. The disk is a limit on the size of files, set and lifted from outside.
 */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { buildProgram } from '../support/program.ts'
import { volumesOf } from './promises.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

const SQLITE = BACKENDS.find(({ shared, dialect }) => shared && dialect === 'sqlite')!
/** Linux has it; without it nobody could give the process its room back. */
const CAN_LIMIT = spawnSync('prlimit', ['--version']).status === 0
const BIG = 'x'.repeat(255)

function limitFiles({ running }: Stackling, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync(
    'prlimit',
    ['--pid', String(running.child.pid), `--fsize=${bytes}:unlimited`],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
}

/** Keys under which nothing has been stored before, as one request. */
function manyItems(turn: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key-${turn}-${i}`, BIG]))
}

describe.skipIf(!CAN_LIMIT)('the disk is full', () => {
  test('changes get 503 and leave nothing, reads go on; with room again all is well', async () => {
    const database = await SQLITE.url('empty')
    let cloud = await start(database)
    const { volume } = (await cloud.ask('POST', volumesOf(cloud), { volume: { size: 1 } })).body
    const path = `${volumesOf(cloud)}/${volume.id}/metadata`
    const stored = async (): Promise<object> => (await cloud.ask('GET', path)).body.metadata
    limitFiles(cloud, 1_000_000)
    const kept: Record<string, string> = {}
    for (let turn = 0; ; turn++) {
      const metadata = manyItems(turn)
      const answer = await cloud.ask('POST', path, { metadata })
      if (answer.status === 200) Object.assign(kept, metadata)
      else {
        expect([answer.status, answer.body]).toMatchObject([503, { serviceUnavailable: {} }])
        expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
        break
      }
    }
    expect(await stored()).toEqual(kept)
    const again = await cloud.ask('POST', path, { metadata: manyItems(-1) })
    expect(again.status).toBe(503)
    expect((await cloud.ask('GET', '/healthz')).status).toBe(200)
    expect((await cloud.ask('GET', `${volumesOf(cloud)}/${volume.id}`)).status).toBe(200)

    limitFiles(cloud, 'unlimited')
    const small = { small: 'change' }
    expect((await cloud.ask('POST', path, { metadata: small })).status).toBe(200)
    expect(await stored()).toEqual({ ...kept, ...small })
    await cloud.kill('SIGKILL')
    cloud = await start(database, { session: cloud })
    expect(await stored()).toEqual({ ...kept, ...small })
  })
})
