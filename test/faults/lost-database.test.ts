/**
 * The database goes away under load: every request that needs it gets 503 with `Retry-After`, soon,
 * the process lives, and when the database is back all is well by itself.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { buildProgram, dataDirectory, launch, until } from '../support/program.ts'
import { Wire } from '../support/wire.ts'
import { Load } from './load.ts'
import { expectAtRest, expectKept, prepare, volumesOf, type Promised } from './promises.ts'
import { passwordAuth, start, type Answer, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

const POSTGRES = BACKENDS.find(({ dialect }) => dialect === 'postgres')!
const UNAVAILABLE = 'The server is currently unavailable. Please try again at a later time.'

/** One request of each kind, and the body in which its service says that it cannot now. */
function requests(cloud: Stackling, promised: Promised): [string, string, object?][] {
  const [volume] = promised.counters.keys()
  return [
    ['POST', '/identity/v3/auth/tokens', passwordAuth()],
    ['GET', '/identity/v3/projects'],
    ['POST', '/identity/v3/projects', { project: { name: 'p', domain_id: 'default' } }],
    ['GET', '/compute/v2.1/os-aggregates'],
    ['POST', '/compute/v2.1/os-aggregates', { aggregate: { name: 'a' } }],
    ['GET', `${volumesOf(cloud)}/detail`],
    ['POST', volumesOf(cloud), { volume: { size: 1 } }],
    ['POST', `${volumesOf(cloud)}/${volume}/metadata`, { metadata: { some: 'thing' } }],
  ]
}

function unavailable(path: string): object {
  const error = { code: 503, message: UNAVAILABLE }
  return path.startsWith('/identity')
    ? { error: { ...error, title: 'Service Unavailable' } }
    : { serviceUnavailable: error }
}

async function expectUnavailable(cloud: Stackling, promised: Promised): Promise<void> {
  const answers = requests(cloud, promised).map(async ([method, path, body]) => {
    const { status, headers, body: told } = await cloud.ask(method, path, body)
    expect([method, path, status, told]).toEqual([method, path, 503, unavailable(path)])
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
  })
  await Promise.all(answers)
  expect(await cloud.ask('GET', '/healthz')).toMatchObject({ status: 200 })
  const missing = { status: 'not ready', missing: ['database'] }
  expect(await cloud.ask('GET', '/readyz')).toMatchObject({ status: 503, body: missing })
}

function is503(answer: Answer): boolean {
  return answer.status === 503 && answer.headers.has('retry-after')
}

describe.each([
  // A client waits for no longer than this many milliseconds.
  { how: 'stopped', loses: (wire: Wire) => wire.cut(), patience: 3_000 },
  { how: 'silent', loses: async (wire: Wire) => wire.silence(), patience: 8_000 },
])('PostgreSQL is $how', ({ loses, patience }) => {
  test('503 in time while it is, then everything goes on, and nothing acknowledged is lost', async () => {
    const wire = await Wire.to(await POSTGRES.url('empty'))
    const cloud = await start(`${wire.url}?query_timeout=2000&connect_timeout=2`)
    const promised = await prepare(cloud)
    const load = new Load(cloud, promised, { tolerated: is503 })
    await until(async () => load.changes > 50, 'there is load')
    await loses(wire)
    await until(async () => load.refusals > 0, 'the load is told')
    const asked = performance.now()
    await expectUnavailable(cloud, promised)
    expect(performance.now() - asked, 'nobody waits for long').toBeLessThan(patience)

    const mended = performance.now()
    await wire.mend()
    const before = load.changes
    await until(async () => load.changes > before, 'the load goes on')
    expect(performance.now() - mended, 'it is back at once').toBeLessThan(patience)
    await until(async () => (await cloud.ask('GET', '/readyz')).status === 200, 'it is ready')
    await load.end()
    await expectKept(cloud, promised)
    await expectAtRest(cloud, promised)
    expect(await cloud.kill('SIGTERM')).toBe(0)
  })

  test('at the start: one line that says so, and status 1', async () => {
    const wire = await Wire.to(await POSTGRES.url('empty'))
    await loses(wire)
    const where = ['--data-dir', dataDirectory(), '--single-port', '0']
    const { said, ended } = launch('serve', ...where, '--database', `${wire.url}?connect_timeout=1`)
    expect([await ended, said.out]).toEqual([1, ''])
    expect(said.err).toMatch(/^stackling: Cannot use PostgreSQL at 127\.0\.0\.1:\d+: [^\n]+\n$/)
    expect(said.err).not.toContain('password')
  })
})
