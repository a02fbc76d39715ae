/**
 * Images by which somebody would read, write or reach what is not his. What single parts are tried with
 * stands beside them: formats in `src/image/formats/`, addresses in `src/drivers/download/`, names of objects
 * in `src/drivers/image/`.
 */
import { createServer } from 'node:http'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { filesBelow } from '../support/files-below.ts'
import { refusal } from '../support/image-api.ts'
import { byteApi, OCTETS } from '../support/image-bytes.ts'
import { RAW, useImportCloud } from '../support/import-cloud.ts'
import { Peer } from '../support/peer.ts'

/** What names lead to, from one question to the next; the last answer stays. */
const names = new Map<string, string[][]>()

async function resolve(host: string): Promise<readonly string[]> {
  const answers = names.get(host) ?? [[]]
  return answers.length > 1 ? answers.shift()! : answers[0]!
}

const my = useImportCloud({
  imports: { filter: { allowedPorts: [], allowedNetworks: ['127.0.0.1'] }, resolve },
})

const STAGING = 'os_glance_staging_store'

/** Whether an image has its bytes, or waits for them and has none. */
const isAtRest =
  (done: string) =>
  ({ status, size }: { status: string; size: number | null }): boolean =>
    (status === done && size === 4) || (status === 'queued' && size === null)

const filesOf = (id: string): string[] =>
  filesBelow(my.directory).filter((name) => name.startsWith(id))

describe('a path instead of an id', () => {
  const PATHS = [
    ...['..%2f..%2fsecret', '%2e%2e%2f%2e%2e%2fsecret', '..%5c..%5csecret', '%2fetc%2fpasswd'],
    ...['file%3a%2f%2f%2fetc%2fpasswd', '..%252f..%252fsecret', '%c0%ae%c0%ae%c0%afsecret'],
    ...['.unfinished%2fsecret', 'secret', 'secret%00', '..%00', '%f0%28%8c%28'],
  ]

  test.each(PATHS)('%s reads, writes and removes nothing', async (path) => {
    const secret = join(my.directory, 'secret')
    writeFileSync(secret, 'a secret')
    const before = filesBelow(my.directory).length
    const bytes = byteApi(my)
    const answers = await Promise.all([
      my.admin('GET', `/images/${path}`),
      my.admin('GET', `/images/${path}/file`),
      my.admin('DELETE', `/images/${path}`),
      my.admin('DELETE', `/stores/file/${path}`),
      my.admin('POST', `/images/${path}/import`, { method: { name: 'glance-direct' } }),
      bytes.put(`/images/${path}/file`, 'x'),
      bytes.put(`/images/${path}/stage`, 'x'),
      bytes.put(`/images/${path}/tags/t`, ''),
    ])
    for (const got of answers) {
      expect([400, 404]).toContain(got.status)
      expect(got.text).not.toContain('a secret')
    }
    expect(readFileSync(secret, 'utf8')).toBe('a secret')
    expect(filesBelow(my.directory)).toHaveLength(before)
  })
})

describe('a path where a client names something', () => {
  const TARGET = join(tmpdir(), 'stackling-was-here')
  const PATH = `../../../..${TARGET}`

  test('as an id it is refused', async () => {
    for (const id of [PATH, '..', `${'a'.repeat(36)}/..`]) {
      expect((await my.demo('POST', '/images', { ...RAW, id })).status).toBe(400)
    }
  })

  test('as a name, a tag or a property it is a text, and names no file', async () => {
    const id = await my.image({ ...RAW, name: PATH, tags: [PATH], [PATH]: PATH })
    expect((await byteApi(my).put(`/images/${id}/file`, 'bytes')).status).toBe(204)
    expect(filesOf(id)).toHaveLength(1)
    expect(existsSync(TARGET)).toBe(false)
    const got = await my.demo('GET', `/images/${id}/file`)
    expect([got.text, got.headers.get('content-disposition')]).toEqual(['bytes', null])
    expect((await my.demo('DELETE', `/images/${id}`)).status).toBe(204)
    await expect.poll(() => filesOf(id)).toEqual([])
  })

  test('as a store it is none', async () => {
    const id = await my.image(RAW)
    for (const store of ['../file', 'file/..', '/', 'os_glance_staging_store']) {
      const headers = { 'X-Image-Meta-Store': store }
      const got = await byteApi(my).put(`/images/${id}/file`, 'bytes', headers)
      expect(refusal(got)).toBe(`400 Store for identifier ${store} not found`)
      const body = { method: { name: 'web-download', uri: 'http://93.184.215.14/' } }
      const imported = await my.imported(id, { ...body, stores: [store] })
      expect(imported.status).toBe(409)
    }
    expect(filesOf(id)).toEqual([])
  })
})

describe.each(['file', 'stage'])('PUT %s with a length that lies', (call) => {
  async function sent(lines: readonly string[], body: string): Promise<{ id: string; peer: Peer }> {
    const id = await my.image(RAW)
    const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
    const head = [
      `PUT /v2/images/${id}/${call} HTTP/1.1`,
      ...[
        'Host: x',
        `X-Auth-Token: ${my.persona.token}`,
        `Content-Type: ${OCTETS['Content-Type']}`,
      ],
    ]
    peer.write([...head, ...lines, '', body].join('\r\n'))
    return { id, peer }
  }

  const statusOf = async (id: string): Promise<string> => (await my.shown(id)).status

  test('more is sent than announced: the rest is no part of the image', async () => {
    const { id, peer } = await sent(['Content-Length: 4'], 'fourRUBBISH')
    await peer.closed()
    expect(peer.text).toContain('HTTP/1.1 400')
    const [done, store] = call === 'file' ? ['active', 'file'] : ['uploading', STAGING]
    await expect.poll(() => my.shown(id)).toSatisfy(isAtRest(done))
    expect(['four', undefined]).toContain(await my.held(store, id))
  })

  test('what follows is a request of its own', async () => {
    const { id, peer } = await sent(
      ['Content-Length: 4'],
      'fourGET /v2/images HTTP/1.1\r\nHost: x\r\n\r\n',
    )
    await expect.poll(() => peer.text).toMatch(/HTTP\/1\.1 204[^]*HTTP\/1\.1 401/)
    expect((await my.shown(id)).size).toBe(4)
  })

  test('less is sent than announced: nothing is left', async () => {
    const { id, peer } = await sent(['Content-Length: 1000'], 'some')
    await expect.poll(() => filesOf(id)).toHaveLength(1)
    peer.socket.end()
    await expect.poll(() => statusOf(id)).toBe('queued')
    await expect.poll(() => filesOf(id)).toEqual([])
  })

  test.each([
    ['two lengths', ['Content-Length: 4', 'Content-Length: 5']],
    ['a length and pieces', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['a length below nothing', ['Content-Length: -4']],
    ['a length that is no number', ['Content-Length: 4x']],
    ['a length beyond all numbers', ['Content-Length: 99999999999999999999999999']],
  ])('%s: refused, and the image waits', async (_, lines) => {
    const { id, peer } = await sent(lines, 'four')
    await peer.closed()
    expect(peer.text).toMatch(/^HTTP\/1\.1 4(00|13) /)
    expect(await statusOf(id)).toBe('queued')
    expect(filesOf(id)).toEqual([])
  })

  test('a piece whose length lies: refused, and nothing is left', async () => {
    const { id, peer } = await sent(['Transfer-Encoding: chunked'], 'ffffff\r\nshort\r\n0\r\n\r\n')
    await expect.poll(() => filesOf(id)).toHaveLength(1)
    peer.socket.end()
    await expect.poll(() => statusOf(id)).toBe('queued')
    await expect.poll(() => filesOf(id)).toEqual([])
  })

  test('a size in a header that is not that of the bytes: refused, and nothing is left', async () => {
    const id = await my.image(RAW)
    for (const size of ['3', '5', '-4', '99999']) {
      const headers = { 'X-OpenStack-Image-Size': size }
      const got = await byteApi(my).put(`/images/${id}/${call}`, 'four', headers)
      expect(got.status, size).toBe(400)
      expect(await statusOf(id)).toBe('queued')
    }
    await expect.poll(() => filesOf(id)).toEqual([])
  })
})

describe('web-download', () => {
  const web = (uri: string) => ({ method: { name: 'web-download', uri } })

  /** A server inside, which must never be asked. */
  async function inside(): Promise<{ port: number; asked: () => number }> {
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.end('what only operators see')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
    onTestFinished(() => void server.close())
    return { port: (server.address() as AddressInfo).port, asked: () => asked }
  }

  test.each([
    ...['127.0.0.2', '[::ffff:127.0.0.2]', '[::ffff:7f00:2]', '[64:ff9b::7f00:2]', '[::7f00:2]'],
    ...['2130706434', '0x7f000002', '127.2', '0177.0.0.2', 'inside.example', 'mapped.example'],
  ])('of %s is refused before anything is asked', async (host) => {
    names.set('inside.example', [['127.0.0.2']]).set('mapped.example', [['::ffff:127.0.0.2']])
    const server = await inside()
    const id = await my.image(RAW)
    const uri = `http://${host}:${server.port}/`
    expect(refusal(await my.imported(id, web(uri)))).toBe(
      `400 URI for web-download does not pass filtering: ${uri}`,
    )
    expect([(await my.shown(id)).status, server.asked()]).toEqual(['queued', 0])
  })

  test.each([
    ...['http://127.0.0.2:PORT/', 'http://[::ffff:127.0.0.2]:PORT/', 'http://inside.example:PORT/'],
    ...['//127.0.0.2:PORT/', 'http://127.2:PORT/', 'file:///etc/passwd', 'data:text/plain,x'],
  ])('that is led to %s fails, and the image has nothing of it', async (to) => {
    names.set('inside.example', [['127.0.0.2']])
    const server = await inside()
    const location = to.replace('PORT', String(server.port))
    const uri = my.serve(`/led-to-${encodeURIComponent(to)}`, (_request, response) =>
      response.writeHead(302, { location }).end('moved'),
    )
    const id = await my.image(RAW)
    expect((await my.imported(id, web(uri))).status).toBe(202)
    expect(await my.shown(id)).toMatchObject({
      ...{ status: 'queued', size: null, os_glance_failed_import: 'file' },
    })
    expect(server.asked()).toBe(0)
    await expect.poll(() => filesOf(id)).toEqual([])
  })

  test('of a name that leads inside once it has been judged fails', async () => {
    const server = await inside()
    names.set('changing.example', [['127.0.0.1'], ['127.0.0.2']])
    const id = await my.image(RAW)
    const uri = `http://changing.example:${server.port}/`
    expect((await my.imported(id, web(uri))).status).toBe(202)
    expect(names.get('changing.example')).toEqual([['127.0.0.2']])
    expect(await my.shown(id)).toMatchObject({ status: 'queued', os_glance_failed_import: 'file' })
    expect(server.asked()).toBe(0)
    await expect.poll(() => filesOf(id)).toEqual([])
  })

  test.each([
    ['fewer', 100],
    ['more', 2],
  ])('of %s bytes than were sent: the image has none, or those told of', async (_, told) => {
    const uri = my.serve(`/told-${told}`, (_request, response) => {
      response.socket!.end(`HTTP/1.1 200 OK\r\nContent-Length: ${told}\r\n\r\nfour`)
    })
    const id = await my.image(RAW)
    expect((await my.imported(id, web(uri))).status).toBe(202)
    const { status, size } = await my.shown(id)
    expect([status, size]).toEqual(told === 2 ? ['active', 2] : ['queued', null])
    await expect.poll(() => filesOf(id)).toHaveLength(told === 2 ? 1 : 0)
  })
})
