/** Bytes that two readers would take for different requests, and more bytes than anybody needs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'
import { Peer, readAnswer } from '../support/peer.ts'
import { until } from '../support/program.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

/** Everything that came back before the connection was closed. */
async function said(text: string): Promise<string> {
  const peer = await Peer.to(cloud.app.addresses.get('identity')!)
  peer.write(text)
  return peer.closed()
}

/** The first answer, whatever becomes of the connection. */
async function answerTo(...texts: readonly string[]): Promise<ReturnType<typeof readAnswer>> {
  const peer = await Peer.to(cloud.app.addresses.get('identity')!)
  for (const text of texts) peer.write(text)
  return readAnswer(await until(async () => /\r\n\r\n./.test(peer.text) && peer.text, 'an answer'))
}

/** How many answers there are in what came back. */
const answersIn = (text: string): number => text.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0

describe('a request within a request', () => {
  /** Deletes a project, if anybody takes it for a request of its own. */
  const hidden = (id: string) =>
    `DELETE /v3/projects/${id} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${keystone.admin.token}\r\n\r\n`
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

  test.each<[name: string, head: string[], body: (inner: string) => string]>([
    [
      'both lengths, chunks last',
      ['Content-Length: 4', 'Transfer-Encoding: chunked'],
      (inner) => `0\r\n\r\n${inner}`,
    ],
    [
      'both lengths, chunks first',
      ['Transfer-Encoding: chunked', 'Content-Length: 4'],
      (inner) => `0\r\n\r\n${inner}`,
    ],
    [
      'a length that is given twice, differently',
      ['Content-Length: 0', 'Content-Length: 300'],
      (inner) => inner,
    ],
    ['a list of lengths', ['Content-Length: 0, 300'], (inner) => inner],
    ['a length with a sign', ['Content-Length: +0'], (inner) => inner],
    ['a length in another base', ['Content-Length: 0x0'], (inner) => inner],
    ['a space before the colon', ['Transfer-Encoding : chunked'], (inner) => `0\r\n\r\n${inner}`],
    ['chunks by another name', ['Transfer-Encoding: xchunked'], (inner) => `0\r\n\r\n${inner}`],
    [
      'chunks twice',
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
      (inner) => `0\r\n\r\n${inner}`,
    ],
    [
      'chunks that are not the last coding',
      ['Transfer-Encoding: chunked, identity'],
      (inner) => `0\r\n\r\n${inner}`,
    ],
    [
      'a header on a folded line',
      ['X-A: b', ' Content-Length: 300', 'Content-Length: 0'],
      (inner) => inner,
    ],
    ['a line that ends in LF alone', ['X-A: b\nContent-Length: 300'], (inner) => inner],
    ['a bare CR in a value', ['X-A: b\rContent-Length: 300'], (inner) => inner],
    ['NUL in a value', ['X-A: b\0c'], (inner) => inner],
    [
      'a chunk whose size is none',
      ['Transfer-Encoding: chunked'],
      (inner) => `0x0\r\n\r\n${inner}`,
    ],
    [
      'a chunk whose end is missing',
      ['Transfer-Encoding: chunked'],
      (inner) => `1\r\nab\r\n0\r\n\r\n${inner}`,
    ],
    [
      'a size beyond all numbers',
      ['Transfer-Encoding: chunked'],
      (inner) => `${'f'.repeat(17)}\r\n${inner}`,
    ],
  ])('is not served: %s', async (_, head, body) => {
    const project = await keystone.make('project', { name: keystone.name('prey') })
    const outer = ['POST /v3/auth/tokens HTTP/1.1', 'Host: x', 'Content-Type: application/json']
    const text = await said([...outer, ...head, '', body(hidden(project.id))].join('\r\n'))
    expect(answersIn(text)).toBe(1)
    expect(readAnswer(text).status).toBe(400)
    expect((await keystone.get(`/projects/${project.id}`)).status).toBe(200)
  })

  test('in the body of another is a body', async () => {
    const project = await keystone.make('project', { name: keystone.name('prey') })
    const inner = hidden(project.id)
    const outer = (headers: string) =>
      `POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n`
    for (const text of [
      `${outer(`Content-Length: ${inner.length}`)}${inner}`,
      `${outer('Transfer-Encoding: chunked')}${chunk(inner)}0\r\n\r\n`,
    ]) {
      const got = await said(text)
      expect([answersIn(got), readAnswer(got).status]).toEqual([1, 400])
    }
    expect((await keystone.get(`/projects/${project.id}`)).status).toBe(200)
  })

  test('after a GET whose body is no JSON is its body', async () => {
    const project = await keystone.make('project', { name: keystone.name('prey') })
    const inner = hidden(project.id)
    const got = await said(
      `GET /v3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    )
    expect([answersIn(got), readAnswer(got).status]).toEqual([1, 400])
    expect((await keystone.get(`/projects/${project.id}`)).status).toBe(200)
  })

  test('after a refused one is not served', async () => {
    const project = await keystone.make('project', { name: keystone.name('prey') })
    const got = await said(`GET / HTTP/9.9\r\nHost: x\r\n\r\n${hidden(project.id)}`)
    expect(answersIn(got)).toBe(1)
    expect((await keystone.get(`/projects/${project.id}`)).status).toBe(200)
  })

  test('asked for by an upgrade is not another protocol', async () => {
    const got = await answerTo(
      'GET /v3 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
        'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n',
    )
    expect(got.status).toBe(200)
  })
})

describe('more than anybody needs', () => {
  const LARGE = 20_000

  test.each([
    ['a header', (): string => `X-A: ${'x'.repeat(LARGE)}`],
    ['headers', (): string => Array.from({ length: 3_000 }, (_, i) => `X-${i}: x`).join('\r\n')],
    ['a token', (): string => `X-Auth-Token: ${'x'.repeat(LARGE)}`],
    ['cookies', (): string => `Cookie: ${'a=b; '.repeat(LARGE / 5)}`],
  ])('%s', async (_, header) => {
    const got = await said(`GET /v3/users HTTP/1.1\r\nHost: x\r\n${header()}\r\n\r\n`)
    expect(readAnswer(got).status).toBe(431)
  })

  test('a path', async () => {
    const path = `/v3/users/${'x'.repeat(LARGE)}`
    const got = await said(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect([414, 431]).toContain(readAnswer(got).status)
  })

  test('a body, whether or not it says how large it is', async () => {
    const token = keystone.admin.token
    const head = `POST /v3/users HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\nContent-Type: application/json\r\n`
    const told = await answerTo(`${head}Content-Length: 99999999999\r\n\r\n{`)
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    const pieces = Array.from({ length: 10 }, () => piece)
    const untold = await answerTo(`${head}Transfer-Encoding: chunked\r\n\r\n`, ...pieces)
    expect([told.status, untold.status]).toEqual([413, 413])
  })

  test('a body that is packed is not unpacked', async () => {
    const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
      body: '{"auth": {}}',
      headers: { 'Content-Encoding': 'gzip' },
    })
    expect(got.status).toBeGreaterThanOrEqual(400)
    expect(got.status).toBeLessThan(500)
  })

  test('a password is not hashed without end, nor cut where others begin', async () => {
    const long = 'p'.repeat(4_096)
    const user = { name: keystone.name('long'), password: long }
    const made = await keystone.send('POST', '/users', { body: { user } })
    expect(made.status, made.text).toBe(201)
    const { id } = made.body.user
    expect((await keystone.signIn(id, long)).status).toBe(201)
    expect((await keystone.signIn(id, `${long}p`)).status).toBe(401)
    expect((await keystone.signIn(id, long.slice(0, 72))).status).toBe(401)
  })
})
