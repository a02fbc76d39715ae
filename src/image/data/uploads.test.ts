/** What becomes of an image, and of its bytes in the store, where they do not all come. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { filesBelow } from '../../../test/support/files-below.ts'
import { byteApi } from '../../../test/support/image-bytes.ts'
import { imageCloud, type ImageCloud } from '../../../test/support/image-cloud.ts'
import { Peer } from '../../../test/support/peer.ts'

const RAW = { disk_format: 'raw', container_format: 'bare' }

interface Place extends ImageCloud {
  /** Names of all files of the stores, of half-written ones too. */
  files(): string[]
  status(id: string): Promise<string>
}

async function place(database: string): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'uploads-'))
  const my = await imageCloud({ database, imageDirectory: directory })
  onTestFinished(async () => {
    await my.cloud[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true })
  })
  return {
    ...my,
    files: () => filesBelow(directory),
    status: async (id) => (await my.demo('GET', `/images/${id}`)).body.status,
  }
}

/** Begins to send 1,000,000 bytes and sends half of them. */
async function half(my: ImageCloud, id: string, call = 'file'): Promise<Peer> {
  const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
  const head = [
    `PUT /v2/images/${id}/${call} HTTP/1.1`,
    ...['Host: x', `X-Auth-Token: ${my.persona.token}`, 'Accept: application/json'],
    ...['Content-Type: application/octet-stream', 'Content-Length: 1000000', '', ''],
  ]
  peer.write(head.join('\r\n'))
  peer.write(Buffer.alloc(500_000))
  return peer
}

const CALLS = [
  ['file', 'saving'],
  ['stage', 'uploading'],
] as const

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test.each(CALLS)('a client that goes away in PUT %s leaves nothing', async (call, during) => {
    const my = await place(await backend.url('cloud'))
    const id = await my.image(RAW)
    const peer = await half(my, id, call)
    await expect.poll(() => my.status(id)).toBe(during)
    await expect.poll(() => my.files().length).toBe(1)
    peer.socket.destroy()
    await expect.poll(() => my.status(id)).toBe('queued')
    await expect.poll(() => my.files()).toEqual([])
    expect((await byteApi(my).put(`/images/${id}/${call}`, 'again')).status).toBe(204)
    expect(my.files()).toHaveLength(1)
  })

  test.each(CALLS)('of two at once in PUT %s, one is refused', async (call, during) => {
    const my = await place(await backend.url('cloud'))
    const id = await my.image(RAW)
    const peer = await half(my, id, call)
    await expect.poll(() => my.status(id)).toBe(during)
    const second = await byteApi(my).put(`/images/${id}/${call}`, 'second')
    expect(second.status).toBe(409)
    peer.write(Buffer.alloc(500_000))
    await expect.poll(() => peer.text).toContain('HTTP/1.1 204')
    expect(my.files()).toHaveLength(1)
  })

  test.each([
    ['file', 'saving', 410],
    ['stage', 'uploading', 404],
  ])('an image that is deleted in PUT %s takes no bytes', async (call, during, status) => {
    const my = await place(await backend.url('cloud'))
    const id = await my.image(RAW)
    const peer = await half(my, id, call)
    await expect.poll(() => my.status(id)).toBe(during)
    expect((await my.demo('DELETE', `/images/${id}`)).status).toBe(204)
    peer.write(Buffer.alloc(500_000))
    await expect.poll(() => peer.text).toContain(`HTTP/1.1 ${status}`)
    await expect.poll(() => my.files()).toEqual([])
  })

  test('with an image go its bytes, those that wait for an import, too', async () => {
    const my = await place(await backend.url('cloud'))
    for (const call of ['file', 'stage']) {
      const id = await my.image(RAW)
      expect((await byteApi(my).put(`/images/${id}/${call}`, 'bytes')).status).toBe(204)
      expect(my.files()).toHaveLength(1)
      expect((await my.demo('DELETE', `/images/${id}`)).status).toBe(204)
      await expect.poll(() => my.files()).toEqual([])
    }
  })
})

test('a thousand uploads that stop half-way neither fill the memory nor hold up others', async () => {
  const my = await place('sqlite::memory:')
  const ids = await Promise.all(Array.from({ length: 1000 }, () => my.image(RAW)))
  const before = process.memoryUsage().rss
  const peers: Peer[] = []
  for (const id of ids) {
    const peer = await half(my, id)
    peers.push(peer)
  }
  await expect.poll(() => my.files().length, { timeout: 60_000 }).toBe(1000)
  const grown = process.memoryUsage().rss - before
  // Both ends of the connections are in this process; 500 MB have been sent.
  expect(grown).toBeLessThan(300 * 1024 * 1024)
  const id = await my.image(RAW)
  expect((await byteApi(my).put(`/images/${id}/file`, 'small')).status).toBe(204)
  expect((await my.demo('GET', `/images/${id}/file`)).text).toBe('small')
  for (const { socket } of peers) socket.destroy()
  await expect.poll(() => my.files().length, { timeout: 60_000 }).toBe(1)
})
