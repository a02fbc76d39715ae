/** Bodies that are streams of bytes, from the head of a request to what is left of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Peer, readAnswer } from '../support/peer.ts'
import { startToy, type Toy } from './toy.ts'

async function withCrate(options?: Parameters<typeof startToy>[0]): Promise<Toy> {
  const toy = await startToy(options)
  toy.env.crates.set('c', { id: 'c', project_id: 'p', label: 'mine' })
  return toy
}

const OCTETS = 'Content-Type: application/octet-stream'

function head(method: string, path: string, ...headers: string[]): string {
  return [`${method} /toy/v1${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n')
}

const statusesIn = (text: string): string[] => text.match(/HTTP\/1\.1 \d+/g) ?? []
const filesOf = ({ env }: Toy): string[] => readdirSync(env.directory)

async function put(toy: Toy, body: string | Buffer, token = 'member@p'): Promise<Response> {
  return fetch(`${toy.url}/crates/c/contents`, {
    method: 'PUT',
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/octet-stream' },
    body,
  })
}

test('bytes reach the handler as they are, with and without a length', async () => {
  const toy = await withCrate()
  const body = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
  expect((await put(toy, body)).status).toBe(204)
  expect(readFileSync(join(toy.env.directory, 'c')).equals(body)).toBe(true)
  const peer = await Peer.to(toy.url)
  const chunked = [
    'Transfer-Encoding: chunked',
    'Content-Type: image/png',
    'X-Auth-Token: member@p',
  ]
  peer.write(`${head('PUT', '/crates/c/stamp', ...chunked)}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`)
  await expect.poll(() => peer.text).toContain('{"length": 5}')
})

test('an empty body is a stream of no bytes', async () => {
  const toy = await withCrate()
  expect((await put(toy, '')).status).toBe(204)
  expect([filesOf(toy), toy.env.crates.get('c')?.size]).toEqual([['c'], 0])
})

const REFUSALS: readonly [what: string, status: number, path: string, ...headers: string[]][] = [
  ['without a token', 401, '/crates/c/contents', OCTETS],
  ['of a media type it does not take', 415, '/crates/c/contents', 'X-Auth-Token: member@p'],
  ['for what does not exist', 404, '/crates/none/contents', OCTETS, 'X-Auth-Token: member@p'],
  ['against the policy', 403, '/crates/c/contents', OCTETS, 'X-Auth-Token: reader@p'],
  ['by another project', 403, '/crates/c/contents', OCTETS, 'X-Auth-Token: member@q'],
  ['of more than it takes', 413, '/crates/c/contents', OCTETS, 'X-Auth-Token: member@p'],
]

test.each(REFUSALS)('%s: %d before a byte is read', async (_, status, path, ...headers) => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const length = status === 413 ? 400_000_000 : 200_000_000
  // Nothing of it is ever sent.
  peer.write(head('PUT', path, `Content-Length: ${length}`, ...headers))
  await expect.poll(() => statusesIn(peer.text)).toEqual([`HTTP/1.1 ${status}`])
  expect(readAnswer(peer.text).headers.get('connection')).toBe('close')
  await peer.closed()
  expect([toy.env.events, filesOf(toy)]).toEqual([[], []])
})

test.each(REFUSALS)('who asks first is told %s: %d, and not to go on', async (...row) => {
  const [, status, path, ...headers] = row
  const length = status === 413 ? 400_000_000 : 5
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  peer.write(head('PUT', path, `Content-Length: ${length}`, 'Expect: 100-continue', ...headers))
  await peer.closed()
  expect(statusesIn(peer.text)).toEqual([`HTTP/1.1 ${status}`])
})

test('who asks first is told to go on when all is checked', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const token = 'X-Auth-Token: member@p'
  const expecting = ['Content-Length: 5', 'Expect: 100-continue', OCTETS, token]
  peer.write(head('PUT', '/crates/c/contents', ...expecting))
  await expect.poll(() => peer.text).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  expect(filesOf(toy)).toEqual(['c.part'])
  peer.write('hello')
  await expect.poll(() => statusesIn(peer.text)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 204'])
  // A refusal of the handler itself, before it reads.
  peer.write(head('PUT', '/crates/c/contents', ...expecting))
  expect(statusesIn(await peer.closed()).slice(2)).toEqual(['HTTP/1.1 409'])
})

test('a JSON body, too, is asked for only when its sender is known', async () => {
  const toy = await withCrate()
  const body = '{"id": "d", "label": "x"}'
  const expecting = [`Content-Length: ${body.length}`, 'Expect: 100-continue']
  const stranger = await Peer.to(toy.url)
  stranger.write(head('POST', '/crates', ...expecting))
  expect(statusesIn(await stranger.closed())).toEqual(['HTTP/1.1 401'])
  const member = await Peer.to(toy.url)
  const json = 'Content-Type: application/json'
  member.write(head('POST', '/crates', ...expecting, json, 'X-Auth-Token: member@p'))
  await expect.poll(() => member.text).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  member.write(body)
  await expect.poll(() => statusesIn(member.text)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 201'])
})

test('after a refusal the connection serves the next request, when little was left', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const body = Buffer.alloc(500_000, 'x')
  peer.write(head('PUT', '/crates/c/contents', `Content-Length: ${body.length}`, OCTETS))
  peer.write(body)
  peer.write(head('GET', '/crates/c/contents', 'X-Auth-Token: member@p'))
  await expect.poll(() => statusesIn(peer.text)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 204'])
  expect(filesOf(toy)).toEqual([])
})

test('after a refusal the connection ends, when too much is left', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const chunk = `${(0x10000).toString(16)}\r\n${'x'.repeat(0x10000)}\r\n`
  peer.write(head('PUT', '/crates/c/contents', 'Transfer-Encoding: chunked', OCTETS))
  await peer.writeOn(() => chunk.repeat(8))
  expect(statusesIn(await peer.closed())).toEqual(['HTTP/1.1 401'])
})

test('more than the limit in chunks is refused when it is exceeded', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const headers = [
    'Transfer-Encoding: chunked',
    'Content-Type: image/png',
    'X-Auth-Token: member@p',
  ]
  const chunk = `190\r\n${'x'.repeat(400)}\r\n`
  peer.write(head('PUT', '/crates/c/stamp', ...headers) + chunk.repeat(2))
  expect(peer.text).toBe('')
  peer.write(`${chunk}0\r\n\r\n${head('GET', '/crates/c/contents', 'X-Auth-Token: member@p')}`)
  await expect.poll(() => statusesIn(peer.text)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 204'])
})

test('a client that goes away aborts the handler, which leaves nothing', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const token = 'X-Auth-Token: member@p'
  peer.write(head('PUT', '/crates/c/contents', 'Content-Length: 1000000', OCTETS, token))
  peer.write('the first of many')
  await expect.poll(() => filesOf(toy)).toEqual(['c.part'])
  peer.socket.destroy()
  await expect.poll(() => toy.env.events).toEqual(['opened', 'aborted'])
  expect([filesOf(toy), toy.env.crates.get('c')?.size, toy.errors]).toEqual([[], undefined, []])
  expect((await put(toy, 'whole')).status).toBe(204)
})

const SHORT = { request: 600, header: 600, checkInterval: 50 }

test('a deadline of its own replaces the timeout of the server', async () => {
  const toy = await withCrate({ clientTimeouts: SHORT })
  const peer = await Peer.to(toy.url)
  const token = 'X-Auth-Token: member@p'
  peer.write(head('PUT', '/crates/c/contents', 'Content-Length: 20', OCTETS, token))
  for (let i = 0; i < 20; i++) {
    peer.write('x')
    await new Promise((resolve) => setTimeout(resolve, 75))
  }
  await expect.poll(() => statusesIn(peer.text)).toEqual(['HTTP/1.1 204'])
  // The next request on the connection has the server's timeout again.
  peer.write(head('PUT', '/crates/c/stamp', 'Content-Length: 9', 'Content-Type: image/png', token))
  expect(statusesIn(await peer.closed()).slice(1)).toEqual(['HTTP/1.1 408'])
})

test('a body that misses its deadline: 408 in the words of the service', async () => {
  const toy = await withCrate()
  const peer = await Peer.to(toy.url)
  const json = ['Content-Type: application/json', 'X-Auth-Token: member@p']
  peer.write(`${head('POST', '/crates', 'Content-Length: 26', ...json)}{"id"`)
  const { status, body, headers } = readAnswer(await peer.closed())
  expect([status, headers.get('connection')]).toEqual([408, 'close'])
  expect(body).toMatchObject({ computeFault: { code: 408 } })
  expect(toy.env.crates.has('d')).toBe(false)
})

test('JSON has the limit of its operation, or that of its service', async () => {
  const toy = await withCrate()
  const send = (method: string, path: string, body: string, type = 'application/json') =>
    fetch(toy.url + path, {
      method,
      body,
      headers: { 'X-Auth-Token': 'member@p', 'Content-Type': type },
    })
  const long = JSON.stringify({ id: 'd', label: 'x'.repeat(1_000) })
  expect((await send('POST', '/crates', long)).status).toBe(413)
  const type = 'application/openstack-images-v2.1-json-patch'
  const ofValue = (length: number) =>
    JSON.stringify([{ op: 'add', path: '/a', value: 'x'.repeat(length) }])
  expect((await send('PATCH', '/crates/c', ofValue(90_000), type)).status).toBe(200)
  expect((await send('PATCH', '/crates/c', ofValue(101_000), type)).status).toBe(413)
})
