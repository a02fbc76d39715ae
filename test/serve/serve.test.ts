import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, dataDirectory, launch, until } from '../support/program.ts'
import { serve, signIn } from './program.ts'

beforeAll(buildProgram)

function mode(path: string): number {
  return statSync(path).mode & 0o777
}

describe('the first start', () => {
  test('says where the services are, how to log in and where the state lies', async () => {
    const dataDir = join(dataDirectory(), 'state')
    const { said, urls } = await serve(dataDir)
    expect(urls.identity).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3$/)
    expect(urls.compute).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2\.1$/)
    expect(urls['block-storage']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3$/)
    expect(said.out).toContain(`export OS_CLIENT_CONFIG_FILE=${dataDir}/clouds.yaml\n`)
    expect(said.out).toContain('export OS_CLOUD=stackling\n')
    expect(said.out).toContain(`State: ${dataDir}/stackling.db\n`)
  })

  test('keeps everything it writes to its owner', async () => {
    const dataDir = join(dataDirectory(), 'state')
    await serve(dataDir)
    expect(mode(dataDir)).toBe(0o700)
    expect(mode(join(dataDir, 'clouds.yaml'))).toBe(0o600)
    expect(mode(join(dataDir, 'stackling.db'))).toBe(0o600)
  })

  test.each(['stackling', 'stackling-demo', 'stackling-system'])(
    'the cloud %s of clouds.yaml lets its user in',
    async (name) => {
      const dataDir = dataDirectory()
      await serve(dataDir)
      expect(await signIn(dataDir, name)).toEqual(expect.any(String))
    },
  )

  test('on one port: every service under its path', async () => {
    const dataDir = dataDirectory()
    const { urls } = await serve(dataDir, '--single-port', '0')
    const { origin } = new URL(urls.identity)
    expect(urls).toEqual({
      identity: `${origin}/identity/v3`,
      compute: `${origin}/compute/v2.1`,
      'block-storage': `${origin}/volume/v3`,
    })
    expect(await signIn(dataDir, 'stackling')).toEqual(expect.any(String))
  })
})

describe('the next start', () => {
  test('finds the same cloud and the same passwords', async () => {
    const dataDir = dataDirectory()
    const { child, ended } = await serve(dataDir)
    const before = readFileSync(join(dataDir, 'clouds.yaml'), 'utf8')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    await serve(dataDir)
    const after = readFileSync(join(dataDir, 'clouds.yaml'), 'utf8')
    expect(after.match(/password: .*/g)).toEqual(before.match(/password: .*/g))
    expect(await signIn(dataDir, 'stackling')).toEqual(expect.any(String))
  })

  test('with another --admin-password says that it is for new clouds, and keeps the old', async () => {
    const dataDir = dataDirectory()
    const { child, ended } = await serve(dataDir, '--admin-password', 'first')
    child.kill('SIGTERM')
    await ended
    const { said } = await serve(dataDir, '--admin-password', 'second')
    expect(said.out).toContain('Note: --admin-password is for a new cloud')
    expect(readFileSync(join(dataDir, 'clouds.yaml'), 'utf8')).toContain('password: "first"')
    expect(await signIn(dataDir, 'stackling')).toEqual(expect.any(String))
  })

  test('of a cloud in memory is a new cloud with the password asked for', async () => {
    const dataDir = dataDirectory()
    const memory = ['--database', 'sqlite::memory:', '--admin-password']
    const { child, ended } = await serve(dataDir, ...memory, 'first')
    child.kill('SIGTERM')
    await ended
    await serve(dataDir, ...memory, 'second')
    expect(readFileSync(join(dataDir, 'clouds.yaml'), 'utf8')).toContain('password: "second"')
    expect(await signIn(dataDir, 'stackling')).toEqual(expect.any(String))
  })

  test('without the keys of the first is refused, in words that say where they are', async () => {
    const [first, second] = [dataDirectory(), dataDirectory()]
    const database = ['--database', `sqlite:${join(first, 'stackling.db')}`]
    const { child, ended } = await serve(first, ...database)
    child.kill('SIGTERM')
    await ended
    const words = ['serve', '--data-dir', second, '--single-port', '0', ...database]
    const other = launch(...words)
    expect([await other.ended, other.said.out]).toEqual([1, ''])
    expect(other.said.err).toMatch(/^stackling: the secrets in this database were encrypted with /)
    expect(other.said.err).toContain('--credential-key-file')
  })

  test('without the clouds.yaml of the first says that it has no passwords', async () => {
    const [first, second] = [dataDirectory(), dataDirectory()]
    const database = ['--database', `sqlite:${join(first, 'stackling.db')}`]
    const { child, ended } = await serve(first, ...database)
    child.kill('SIGTERM')
    await ended
    const keys = ['--credential-key-file', join(first, 'credential-keys')]
    const { said } = await serve(second, ...database, ...keys)
    expect(said.out).toContain('Note: this database was first used elsewhere')
    expect(readFileSync(join(second, 'clouds.yaml'), 'utf8')).not.toContain('password:')
  })
})

describe('for those who run it, without a token, on every port', () => {
  test('/healthz, /readyz and /metrics', async () => {
    const { urls } = await serve(dataDirectory())
    for (const url of Object.values(urls)) {
      const { origin } = new URL(url)
      const get = async (path: string) => {
        const response = await fetch(origin + path)
        return [response.status, await response.text()] as const
      }
      expect(await get('/healthz')).toEqual([200, '{"status":"ok"}'])
      expect(await get('/readyz')).toEqual([200, '{"status":"ready","missing":[]}'])
      const [status, text] = await get('/metrics')
      expect(status).toBe(200)
      expect(text).toMatch(/^stackling_database_units_total [1-9]/m)
      expect(text).toContain('nodejs_eventloop_lag_seconds')
    }
  })

  test('an answered request is counted under the name of its operation', async () => {
    const dataDir = dataDirectory()
    const { urls } = await serve(dataDir)
    await signIn(dataDir, 'stackling')
    const metrics = await fetch(new URL('/metrics', urls.identity))
    expect(await metrics.text()).toMatch(
      /^stackling_requests_total\{service="identity",operation="[a-z.]+",status="201"\} 1$/m,
    )
  })
})

describe('the log', () => {
  test('has a line with the request id for each change, and no secret', async () => {
    const dataDir = dataDirectory()
    const { said, urls, child, ended } = await serve(dataDir, '--log-level', 'debug')
    const token = (await signIn(dataDir, 'stackling')) as string
    const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ aggregate: { name: 'a' } })
    const response = await fetch(`${urls.compute}/os-aggregates`, { method: 'POST', headers, body })
    await fetch(`${urls.compute}/os-aggregates/${token}`, { headers })
    child.kill('SIGTERM')
    await ended
    const lines = said.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'info',
        service: 'nova',
        request_id: response.headers.get('x-openstack-request-id'),
        msg: 'POST /v2.1/os-aggregates 200',
      }),
    )
    const password = /password: "(.*)"/.exec(
      readFileSync(join(dataDir, 'clouds.yaml'), 'utf8'),
    )![1]!
    for (const secret of [token.split('.')[1]!, password]) expect(said.err).not.toContain(secret)
  })

  test('SIGHUP reads the policy file again; a faulty one changes nothing', async () => {
    const { writeFileSync } = await import('node:fs')
    const dataDir = dataDirectory()
    const policyFile = join(dataDir, 'policy.yaml')
    writeFileSync(policyFile, '"os_compute_api:os-aggregates:index": "!"\n')
    const { said, urls, child } = await serve(dataDir, '--policy-file', policyFile)
    const headers = { 'X-Auth-Token': (await signIn(dataDir, 'stackling')) as string }
    const list = async () => (await fetch(`${urls.compute}/os-aggregates`, { headers })).status
    expect(await list()).toBe(403)
    writeFileSync(policyFile, '"os_compute_api:os-aggregates:index": "@"\n')
    child.kill('SIGHUP')
    await until(async () => said.err.includes('policies read again'), 'it has read the policies')
    expect(await list()).toBe(200)
    writeFileSync(policyFile, '"os_compute_api:os-aggregates:index": "and and"\n')
    child.kill('SIGHUP')
    await until(async () => said.err.includes('the policies stay as they were'), 'it has refused')
    expect(said.err).toContain('policy.yaml:1')
    expect(await list()).toBe(200)
  })
})
