/** Images in a store that speaks S3, through the whole service, beside one of files. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesBelow } from '../../../test/support/files-below.ts'
import { refusal } from '../../../test/support/image-api.ts'
import { byteApi } from '../../../test/support/image-bytes.ts'
import { imageCloud, type ImageCloud } from '../../../test/support/image-cloud.ts'
import { Peer } from '../../../test/support/peer.ts'
import { startS3Server, type S3Server } from '../../../test/support/s3-server.ts'

const RAW = { disk_format: 'raw', container_format: 'bare' }
const DIRECT = { method: { name: 'glance-direct' } }
const COPY = { method: { name: 'copy-image' } }
/** More than one part of an upload. */
const LARGE = Buffer.from('not zeros '.repeat(2_000_000))

let my: ImageCloud
let server: S3Server
let directory: string

beforeAll(async () => {
  server = await startS3Server()
  directory = mkdtempSync(join(tmpdir(), 's3-images-'))
  my = await imageCloud({
    imageDirectory: directory,
    imageStores: [
      { id: 'file', type: 'file' },
      { id: 'cheap', type: 'file' },
      { id: 's3', type: 's3', isDefault: true, prefix: 'glance/', ...server.options },
    ],
  })
})
afterAll(async () => {
  await my.cloud[Symbol.asyncDispose]()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

const md5 = (bytes: string | Buffer): string => createHash('md5').update(bytes).digest('hex')
const show = async (id: string): Promise<any> => (await my.demo('GET', `/images/${id}`)).body
const put = (id: string, bytes: string | Buffer, headers = {}, call = 'file') =>
  byteApi(my).put(`/images/${id}/${call}`, bytes, headers)
const read = (id: string, headers = {}) => my.demo('GET', `/images/${id}/file`, undefined, headers)

/** What lies in the bucket of an image, and how many of its uploads are half done. */
async function inBucket(id: string): Promise<[objects: number, uploads: number]> {
  const { whole, half } = await server.objects()
  const of = (names: string[]) => names.filter((name) => name.includes(id)).length
  return [of(whole), of(half)]
}

const inFiles = (id: string): number =>
  filesBelow(directory).filter((name) => name.startsWith(id)).length

async function active(bytes: string | Buffer = 'hello world', store = 's3'): Promise<string> {
  const id = await my.image(RAW)
  expect((await put(id, bytes, { 'X-Image-Meta-Store': store })).status).toBe(204)
  return id
}

async function imported(id: string, body: object): Promise<void> {
  const got = await my.admin('POST', `/images/${id}/import`, body)
  expect(got.status, got.text).toBe(202)
  await my.cloud.settled()
}

test('what was sent is read back, whole and in parts', async () => {
  const id = await active(LARGE)
  expect(await show(id)).toMatchObject({
    ...{ status: 'active', stores: 's3', size: LARGE.length, checksum: md5(LARGE) },
  })
  expect(await inBucket(id)).toEqual([1, 0])
  expect(md5((await read(id)).text)).toBe(md5(LARGE))
  const part = await read(id, { Range: `bytes=${LARGE.length - 6}-` })
  expect([part.status, part.text]).toEqual([206, 'zeros '])
  expect((await read(id, { Range: 'bytes=4-8' })).text).toBe('zeros')
})

test('data of another format leave nothing in the bucket', async () => {
  const id = await my.image({ ...RAW, disk_format: 'qcow2' })
  expect((await put(id, LARGE)).status).toBe(415)
  expect(await show(id)).toMatchObject({ status: 'queued', checksum: md5(LARGE) })
  await expect.poll(() => inBucket(id)).toEqual([0, 0])
})

test('a client that goes away leaves nothing in the bucket', async () => {
  const id = await my.image(RAW)
  const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
  const head = [
    `PUT /v2/images/${id}/file HTTP/1.1`,
    ...['Host: x', `X-Auth-Token: ${my.persona.token}`],
    ...['Content-Type: application/octet-stream', `Content-Length: ${2 * LARGE.length}`, '', ''],
  ]
  peer.write(head.join('\r\n'))
  peer.write(LARGE)
  await expect.poll(() => inBucket(id), { timeout: 10_000 }).toEqual([0, 1])
  peer.socket.destroy()
  await expect.poll(async () => (await show(id)).status).toBe('queued')
  await expect.poll(() => inBucket(id)).toEqual([0, 0])
})

describe('imports', () => {
  test('what is staged waits in the bucket, too, and is gone when it is imported', async () => {
    const id = await my.image(RAW)
    expect((await put(id, LARGE, {}, 'stage')).status).toBe(204)
    expect([await inBucket(id), inFiles(id)]).toEqual([[1, 0], 0])
    await imported(id, { ...DIRECT, stores: ['file', 's3'] })
    expect(await show(id)).toMatchObject({
      ...{ status: 'active', stores: 'file,s3', size: LARGE.length, checksum: md5(LARGE) },
    })
    await expect.poll(() => inBucket(id)).toEqual([1, 0])
    expect(inFiles(id)).toBe(1)
    expect(md5((await read(id)).text)).toBe(md5(LARGE))
  })

  test.each([
    ['s3', 'file'],
    ['file', 's3'],
  ])('copy-image brings an image from %s to %s', async (from, to) => {
    const id = await active(LARGE, from)
    await imported(id, { ...COPY, stores: [to] })
    expect(await show(id)).toMatchObject({
      ...{ status: 'active', stores: `${from},${to}`, os_glance_failed_import: '' },
    })
    expect([await inBucket(id), inFiles(id)]).toEqual([[1, 0], 1])
    expect((await my.admin('DELETE', `/stores/${from}/${id}`)).status).toBe(204)
    await expect
      .poll(async () => [await inBucket(id), inFiles(id)])
      .toEqual(to === 's3' ? [[1, 0], 0] : [[0, 0], 1])
    expect(md5((await read(id)).text)).toBe(md5(LARGE))
  })
})

test('with an image go its bytes, those that wait for an import, too', async () => {
  const stored = await active()
  const staged = await my.image(RAW)
  expect((await put(staged, 'hello', {}, 'stage')).status).toBe(204)
  for (const id of [stored, staged]) {
    expect(await inBucket(id)).toEqual([1, 0])
    expect((await my.demo('DELETE', `/images/${id}`)).status).toBe(204)
    await expect.poll(() => inBucket(id)).toEqual([0, 0])
  }
})

/** The last of the file: the store does not come back. */
describe('where the store is away', () => {
  let there: string
  let both: string
  beforeAll(async () => {
    there = await active('only in the bucket')
    both = await active('in two stores')
    await imported(both, { ...COPY, stores: ['file'] })
    await server.stop()
  })

  test.each(['file', 'stage'])(
    'PUT %s is 503, and the image waits for bytes as before',
    async (call) => {
      const id = await my.image(RAW)
      const got = await put(id, 'hello', {}, call)
      expect(refusal(got)).toBe('503 The image storage media is not available.')
      expect(await show(id)).toMatchObject({ status: 'queued', size: null, checksum: null })
    },
  )

  test('the bytes of an image are 503, unless another store has them', async () => {
    expect(refusal(await read(there))).toBe('503 The data of the image are not available.')
    expect((await read(both)).text).toBe('in two stores')
    expect(await show(there)).toMatchObject({ status: 'active', stores: 's3' })
  })

  test('other stores take images all the same', async () => {
    const id = await active('beside', 'file')
    expect((await read(id)).text).toBe('beside')
  })

  test('an image is copied from another store that has it', async () => {
    await imported(both, { ...COPY, stores: ['cheap'] })
    expect(await show(both)).toMatchObject({ stores: 's3,file,cheap', os_glance_failed_import: '' })
    expect(inFiles(both)).toBe(2)
  })

  test('other copies fail, and the image stays what it was', async () => {
    await imported(there, { ...COPY, stores: ['file'] })
    expect(await show(there)).toMatchObject({
      ...{ status: 'active', stores: 's3', os_glance_failed_import: 'file' },
    })
    expect(inFiles(there)).toBe(0)
  })

  test('an image can be deleted', async () => {
    expect((await my.demo('DELETE', `/images/${there}`)).status).toBe(204)
    expect((await my.demo('GET', `/images/${there}`)).status).toBe(404)
  })
})
