/** An orderly end: what was begun is finished, and nothing keeps the process waiting. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { buildProgram, dataDirectory, until } from '../support/program.ts'
import { serve, signIn, type Serving } from './program.ts'

beforeAll(buildProgram)

/** A request whose head has arrived and whose body has not. */
async function requestInFlight({ urls }: Serving, token: string, body: string): Promise<Socket> {
  const { hostname, port } = new URL(urls.compute)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.setEncoding('utf8')
  socket.write(
    'POST /v2.1/os-aggregates HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
      `X-Auth-Token: ${token}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  // With `100 Continue` the server says that it has taken the request up.
  await once(socket, 'data')
  return socket
}

const BODY = JSON.stringify({ aggregate: { name: 'a' } })

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: a request in flight gets its answer, then the process ends with 0',
  async (signal) => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const token = (await signIn(dataDir, 'stackling')) as string
    const socket = await requestInFlight(cloud, token, BODY)
    let answer = ''
    socket.on('data', (text: string) => (answer += text))
    cloud.child.kill(signal)
    await until(async () => cloud.said.err.includes('stopping'), 'it has heard the signal')
    await until(() => refused(cloud), 'it takes no new connection')
    socket.write(BODY)
    await until(async () => answer.includes('"name": "a"'), 'the answer is there')
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(await cloud.ended).toBe(0)
    expect(cloud.said.err).not.toContain('not over in time')
  },
)

async function refused({ urls }: Serving): Promise<boolean> {
  return fetch(new URL('/healthz', urls.compute), { headers: { Connection: 'close' } }).then(
    () => false,
    () => true,
  )
}

test('idle connections do not hold the end up', async () => {
  const cloud = await serve(dataDirectory())
  const { hostname, port } = new URL(cloud.urls.compute)
  const socket = connect(Number(port), hostname)
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  const started = performance.now()
  cloud.child.kill('SIGTERM')
  expect(await cloud.ended).toBe(0)
  expect(performance.now() - started).toBeLessThan(5000)
})

test('a second signal ends the process at once, but not the echo of the first', async () => {
  const dataDir = dataDirectory()
  const cloud = await serve(dataDir)
  const token = (await signIn(dataDir, 'stackling')) as string
  await requestInFlight(cloud, token, BODY)
  const started = performance.now()
  await until(async () => {
    cloud.child.kill('SIGINT')
    return cloud.child.exitCode !== null
  }, 'it has ended')
  expect(performance.now() - started).toBeGreaterThan(500)
  expect(await cloud.ended).toBe(1)
  expect(cloud.said.err).toContain('stopped at once')
})

test('the database is closed: nothing of its journal is left beside it', async () => {
  const { existsSync } = await import('node:fs')
  const dataDir = dataDirectory()
  const cloud = await serve(dataDir)
  cloud.child.kill('SIGTERM')
  expect(await cloud.ended).toBe(0)
  expect(existsSync(`${dataDir}/stackling.db`)).toBe(true)
  for (const rest of ['-wal', '-shm', '.pid'])
    expect(existsSync(`${dataDir}/stackling.db${rest}`)).toBe(false)
})
