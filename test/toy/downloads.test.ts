/** Answers that are streams of bytes, and the ranges of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Peer } from '../support/peer.ts'
import { startToy, type Toy } from './toy.ts'

const CONTENTS = '0123456789'

async function withContents(): Promise<Toy> {
  const toy = await startToy()
  writeFileSync(join(toy.env.directory, 'c'), CONTENTS)
  toy.env.crates.set('c', { id: 'c', project_id: 'p', label: 'mine', size: CONTENTS.length })
  toy.env.crates.set('e', { id: 'e', project_id: 'p', label: 'empty' })
  return toy
}

const HEADERS = { 'X-Auth-Token': 'member@p' }

async function get(toy: Toy, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(toy.url + path, { headers: { ...HEADERS, ...headers } })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

test('the whole, with its length and type, and what the handler adds', async () => {
  const toy = await withContents()
  const { status, headers, text } = await get(toy, '/crates/c/contents')
  expect([status, text]).toEqual([200, CONTENTS])
  const shown = ['content-length', 'content-type', 'x-crate', 'content-range']
  expect(shown.map((name) => headers.get(name))).toEqual([
    '10',
    'application/octet-stream',
    'c',
    null,
  ])
  expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
  await expect
    .poll(() => toy.answers.at(-1))
    .toMatchObject({ status: 200, operationId: 'crates.contents' })
})

test('a stream may have nothing to show: 204', async () => {
  const { status, text, headers } = await get(await withContents(), '/crates/e/contents')
  expect([status, text, headers.get('content-type')]).toEqual([204, '', null])
})

test.each([
  ['bytes=0-4', '01234', 'bytes 0-4/10'],
  ['bytes=3-3', '3', 'bytes 3-3/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=-2', '89', 'bytes 8-9/10'],
  ['bytes=-20', CONTENTS, 'bytes 0-9/10'],
  ['bytes=8-100', '89', 'bytes 8-9/10'],
  ['Bytes = 1 - 2', '12', 'bytes 1-2/10'],
])('Range: %s is %s', async (range, part, contentRange) => {
  const { status, text, headers } = await get(await withContents(), '/crates/c/contents', {
    Range: range,
  })
  expect([status, text, headers.get('content-range')]).toEqual([206, part, contentRange])
  expect(headers.get('content-length')).toBe(String(part.length))
})

test('the request header Content-Range asks for a part, too, as in Glance', async () => {
  const toy = await withContents()
  for (const asked of ['bytes 2-4/10', 'bytes 2-4/*']) {
    const got = await get(toy, '/crates/c/contents', { 'Content-Range': asked })
    expect([got.status, got.text, got.headers.get('content-range')]).toEqual([
      206,
      '234',
      'bytes 2-4/10',
    ])
  }
})

const START = 'Start position MUST be in the inclusive range [0, 9].'

test.each([
  ['Range', 'bytes=0-1,3-4', 400, 'One range at a time.'],
  ['Range', 'bytes=10-', 416, `Invalid start position in Range header. ${START}`],
  ['Range', 'bytes=10-12', 416, `Invalid start position in Range header. ${START}`],
  ['Range', 'bytes=5-4', 416, 'Invalid Range header.'],
  ['Range', 'bytes=-', 416, 'Invalid Range header.'],
  ['Range', 'lines=1-2', 416, 'Invalid Range header.'],
  ['Range', 'x', 416, 'Invalid Range header.'],
  ['Content-Range', 'bytes */10', 416, 'Invalid Content-Range header.'],
  ['Content-Range', 'bytes 4-3/10', 416, 'Invalid Content-Range header.'],
  ['Content-Range', 'bytes 5-12/10', 416, 'Invalid Content-Range header.'],
  ['Content-Range', 'bytes 5-12/*', 416, /^Invalid stop position in Content-Range header\./],
  [
    'Content-Range',
    'bytes 10-12/20',
    416,
    `Invalid start position in Content-Range header. ${START}`,
  ],
])('%s: %s is refused with %d', async (name, asked, status, message) => {
  const got = await get(await withContents(), '/crates/c/contents', { [name]: asked })
  const fault = Object.values(JSON.parse(got.text) as Record<string, { message: string }>)[0]!
  expect(got.status).toBe(status)
  expect(fault.message).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  )
})

test('what cannot be opened is a fault, not half an answer', async () => {
  const toy = await withContents()
  toy.env.crates.set('lost', { id: 'lost', project_id: 'p', label: 'x', size: 3 })
  const { status, text } = await get(toy, '/crates/lost/contents')
  expect([status, Object.keys(JSON.parse(text) as object)]).toEqual([500, ['computeFault']])
})

test('what breaks off ends the connection before its announced end', async () => {
  const toy = await withContents()
  await expect(get(toy, '/pattern?chunks=50&until=20')).rejects.toThrow('terminated')
  expect([toy.env.events, toy.errors]).toEqual([['closed'], ['an answer broke off']])
  // Nothing is wrong with the server.
  expect((await get(toy, '/pattern?chunks=2')).text).toHaveLength(131_072)
})

test('a client that goes away closes the source; one that does not read slows it down', async () => {
  const toy = await withContents()
  const peer = await Peer.to(toy.url)
  peer.socket.pause()
  peer.write(
    'GET /toy/v1/pattern?chunks=10000 HTTP/1.1\r\nHost: x\r\nX-Auth-Token: member@p\r\n\r\n',
  )
  await expect.poll(() => peer.socket.bytesRead).toBeGreaterThan(0)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(toy.env.events).toEqual([])
  peer.socket.destroy()
  await expect.poll(() => toy.env.events).toEqual(['closed'])
  expect(toy.errors).toEqual([])
})

test('a handler that waits gives up with its client, and nobody calls that a mistake', async () => {
  const toy = await withContents()
  const peer = await Peer.to(toy.url)
  peer.write('GET /toy/v1/wait HTTP/1.1\r\nHost: x\r\nX-Auth-Token: member@p\r\n\r\n')
  await expect.poll(() => toy.env.events).toEqual(['waiting'])
  peer.socket.destroy()
  await expect.poll(() => toy.env.events).toEqual(['waiting', 'gave up'])
  await expect.poll(() => toy.answers.length).toBe(1)
  expect(toy.errors).toEqual([])
})
