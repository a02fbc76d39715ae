/** Clients that dawdle, talk nonsense or never listen cost themselves a connection, and no others. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServiceType } from '../../src/services.ts'
import { BACKENDS } from '../support/databases.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { buildProgram } from '../support/program.ts'
import { Peer, readAnswer } from '../support/peer.ts'
import { start } from './stackling.ts'

beforeAll(buildProgram)

/** So that nobody has to wait for long here; shorter, and a busy machine would be too slow too. */
const SHORT = {
  header: 1_500,
  request: 2_500,
  socketIdle: 3_000,
  keepAlive: 1_500,
  checkInterval: 50,
  drain: 0,
}

function urlOf(cloud: Cloud, service: ServiceType = 'compute'): string {
  return cloud.app.addresses.get(service)!
}

function expectRefusal(text: string, status: number): void {
  const { headers, body, ...answer } = readAnswer(text)
  expect([answer.status, body]).toEqual([
    status,
    {
      [status === 400 ? 'badRequest' : 'computeFault']: {
        code: status,
        message: expect.any(String),
      },
    },
  ])
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  expect(headers.get('connection')).toBe('close')
  expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
  expect(headers.get('x-compute-request-id')).toBe(headers.get('x-openstack-request-id'))
}

/** Asks for small things until `over`: nobody is made to wait. */
async function expectServed(cloud: Cloud, over: Promise<unknown>): Promise<void> {
  const state = { over: false }
  const end = over.then(
    () => (state.over = true),
    () => (state.over = true),
  )
  while (!state.over) {
    const asked = performance.now()
    const { status } = await cloud.request('compute', 'GET', '/v2.1/')
    expect([status, performance.now() - asked < SHORT.header]).toEqual([200, true])
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 20))])
  }
}

/** What each does, and what it was told when it was let go. */
const DAWDLERS: Record<string, (url: string, token: string) => Promise<string>> = {
  async 'sends its head byte by byte'(url) {
    const peer = await Peer.to(url)
    const head = `GET /v2.1 HTTP/1.1\r\nHost: x\r\nX-Slow: ${'x'.repeat(4_000)}`
    let sent = 0
    await peer.writeOn(() => head[sent++]!)
    return peer.closed()
  },
  async 'sends half a body and then nothing'(url, token) {
    const peer = await Peer.to(url)
    peer.write(
      `POST /v2.1/os-aggregates HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 34\r\n\r\n{"aggregate": ',
    )
    return peer.closed()
  },
  async 'says nothing'(url) {
    return (await Peer.to(url)).closed()
  },
  async 'says half a line'(url) {
    const peer = await Peer.to(url)
    peer.write('GET /v2.1 HT')
    return peer.closed()
  },
  async 'is idle after its first request'(url) {
    const peer = await Peer.to(url)
    peer.write('GET /v2.1/ HTTP/1.1\r\nHost: x\r\n\r\n')
    return peer.closed()
  },
  async 'never reads its answers'(url, token) {
    const peer = await Peer.to(url)
    peer.socket.pause()
    const ask = `GET /v2.1/flood HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\n\r\n`
    peer.write(ask.repeat(100))
    // Once it is gone, writing fails.
    await peer.writeOn(() => ask)
    return peer.closed()
  },
}

test('clients that dawdle are let go in time, and nobody waits for them', async () => {
  const flood = 'x'.repeat(1_000_000)
  const programRoutes = () => [
    { method: 'GET' as const, path: '/v2.1/flood', handle: () => ({ body: flood }) },
  ]
  await using cloud = await startCloud({ clientTimeouts: SHORT, programRoutes })
  const { token } = await cloud.admin()
  const told = Promise.all(
    Object.entries(DAWDLERS).map(async ([what, dawdle]) => {
      const text = await dawdle(urlOf(cloud), token)
      if (text.startsWith('HTTP/1.1 408')) expectRefusal(text, 408)
      return [what, text.match(/HTTP\/1\.1 \d+/g) ?? []] as const
    }),
  )
  await expectServed(cloud, told)
  expect(Object.fromEntries(await told)).toEqual({
    'sends its head byte by byte': ['HTTP/1.1 408'],
    'sends half a body and then nothing': ['HTTP/1.1 408'],
    'says nothing': ['HTTP/1.1 408'],
    'says half a line': ['HTTP/1.1 408'],
    'is idle after its first request': ['HTTP/1.1 200'],
    'never reads its answers': [],
  })
  const { body } = await cloud.request('compute', 'GET', '/v2.1/os-aggregates', { token })
  expect(body.aggregates, 'half a request does nothing').toEqual([])
})

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.app.stop())

test.each([20_000, 1_000_000])('a head of %d bytes: 431, and nobody else notices', async (size) => {
  const peer = await Peer.to(urlOf(cloud))
  peer.write(`GET /v2.1 HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(size)}\r\n\r\n`)
  const text = await peer.closed()
  expectRefusal(text, 431)
  expect((await cloud.request('compute', 'GET', '/v2.1/')).status).toBe(200)
})

test.each([
  ['words', 'hello, is anybody there?\r\n\r\n'],
  ['TLS', Buffer.from('160301020001000001fc0303', 'hex')],
  ['an unknown method', 'FROBNICATE /v2.1 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no host', 'GET /v2.1/ HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['an impossible header', 'GET /v2.1/ HTTP/1.1\r\nHost: x\r\nA\0B: c\r\n\r\n'],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['a negative length', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
  ['a bad chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('%s instead of a request: 400, and nobody else notices', async (_, nonsense) => {
  const peer = await Peer.to(urlOf(cloud))
  peer.write(nonsense)
  expectRefusal(await peer.closed(), 400)
  expect((await cloud.request('compute', 'GET', '/v2.1/')).status).toBe(200)
})

const TOO_LARGE = '{"a": "'.padEnd(300_000, 'x')

test.each(['identity', 'compute', 'block-storage'] as const)(
  '%s: a body that is too large gets 413, and the connection stays usable',
  async (service) => {
    const peer = await Peer.to(urlOf(cloud, service))
    for (const [head, body] of [
      [`Content-Length: ${TOO_LARGE.length}`, TOO_LARGE],
      ['Transfer-Encoding: chunked', `493e0\r\n${TOO_LARGE}\r\n0\r\n\r\n`],
    ] as const) {
      peer.text = ''
      const line = 'POST /v3/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
      peer.write(`${line}${head}\r\n\r\n${body}`)
      peer.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await expect.poll(() => peer.text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(2)
      const { status, body: fault } = readAnswer(peer.text)
      expect([status, fault]).toMatchObject(
        service === 'identity'
          ? [413, { error: { code: 413 } }]
          : [413, { overLimit: { code: 413 } }],
      )
      expect(peer.text.match(/HTTP\/1\.1 \d+/g)![1]).toMatch(/ [23]00$/)
    }
  },
)

test('1,000 idle connections do no harm', async () => {
  const running = await start(await BACKENDS[0]!.url('empty'))
  const ask = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
  const peers = await Promise.all(Array.from({ length: 1_000 }, () => Peer.to(running.url)))
  for (const peer of peers) peer.write(ask)
  await expect.poll(() => peers.every(({ text }) => text.includes('"ok"'))).toBe(true)
  const asked = performance.now()
  const list = () => running.ask('GET', '/compute/v2.1/os-aggregates')
  for (let turn = 0; turn < 20; turn++) expect((await list()).status).toBe(200)
  expect(performance.now() - asked).toBeLessThan(5_000)
  for (const peer of peers) peer.text = ''
  for (const peer of peers) peer.write(ask)
  await expect.poll(() => peers.every(({ text }) => text.includes('"ok"'))).toBe(true)
  const stopped = performance.now()
  expect(await running.kill('SIGTERM')).toBe(0)
  expect(performance.now() - stopped).toBeLessThan(4_000)
})
