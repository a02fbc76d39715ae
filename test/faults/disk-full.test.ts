/**
 * The disk is full: a change gets 503 and leaves nothing behind, reads go on, and when there is
 * room again changes do too. The disk is a limit on the pages of the database; where the system can
 * limit the size of a running process's files from outside, it is that as well.
 */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { buildProgram, until } from '../support/program.ts'
import { volumesOf } from './promises.ts'
import { start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

const SQLITE = BACKENDS.find(({ shared, dialect }) => shared && dialect === 'sqlite')!
const BIG = 'x'.repeat(255)

interface Disk {
  readonly name: string
  /** Called before the program starts. */
  prepare(): void
  fill(cloud: Stackling): Promise<void>
  free(cloud: Stackling): Promise<void>
}

const PAGES: Disk = {
  name: 'the pages of the database are used up',
  prepare: () => {
    const preloaded = new URL('fill-disk.mjs', import.meta.url).href
    vi.stubEnv('NODE_OPTIONS', `--import=${preloaded}`)
  },
  fill: (cloud) => signal(cloud, 'the disk is full'),
  free: (cloud) => signal(cloud, 'there is room again'),
}

const FILES: Disk = {
  name: 'files may not grow',
  prepare: () => {},
  fill: async (cloud) => limitFiles(cloud, 1_000_000),
  free: async (cloud) => limitFiles(cloud, 'unlimited'),
}

/** Linux has prlimit; elsewhere nobody could give the process its room back. */
const DISKS = spawnSync('prlimit', ['--version']).status === 0 ? [PAGES, FILES] : [PAGES]

async function signal({ running }: Stackling, answer: string): Promise<void> {
  running.child.kill('SIGUSR2')
  await until(async () => running.said.err.includes(answer), answer)
}

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

describe.each(DISKS)('the disk is full: $name', (disk) => {
  test('changes get 503 and leave nothing, reads go on; with room again all is well', async () => {
    const database = await SQLITE.url('empty')
    disk.prepare()
    let cloud = await start(database)
    vi.unstubAllEnvs()
    const { volume } = (await cloud.ask('POST', volumesOf(cloud), { volume: { size: 1 } })).body
    const path = `${volumesOf(cloud)}/${volume.id}/metadata`
    const stored = async (): Promise<object> => (await cloud.ask('GET', path)).body.metadata
    await disk.fill(cloud)
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

    await disk.free(cloud)
    const small = { small: 'change' }
    expect((await cloud.ask('POST', path, { metadata: small })).status).toBe(200)
    expect(await stored()).toEqual({ ...kept, ...small })
    await cloud.kill('SIGKILL')
    cloud = await start(database, { session: cloud })
    expect(await stored()).toEqual({ ...kept, ...small })
  })
})
