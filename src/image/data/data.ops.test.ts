/** The bytes of images are sent, put aside and read. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Peer } from '../../../test/support/peer.ts'
import { qcow2Image, vmdkImage } from '../../../test/support/disk-images.ts'
import { refusal } from '../../../test/support/image-api.ts'
import { byteApi, OCTETS } from '../../../test/support/image-bytes.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud({
  imageStores: [
    { id: 'file', type: 'file' },
    { id: 'cheap', type: 'file' },
  ],
})
const NONE = '00000000-0000-4000-8000-000000000000'
const RAW = { disk_format: 'raw', container_format: 'bare' }
const START =
  'Invalid start position in Range header. Start position MUST be in the inclusive range [0, 10].'
const CALLS = ['file', 'stage'] as const

const md5 = (bytes: string | Buffer): string => createHash('md5').update(bytes).digest('hex')
const show = async (id: string): Promise<any> => (await my.demo('GET', `/images/${id}`)).body
const send = (id: string, bytes: string | Buffer, headers = {}, call = 'file') =>
  byteApi(my).put(`/images/${id}/${call}`, bytes, headers)
const read = (id: string, headers = {}, query = '') =>
  my.demo('GET', `/images/${id}/file${query}`, undefined, headers)

async function active(bytes = 'hello world', more: object = RAW): Promise<string> {
  const id = await my.image(more)
  expect((await send(id, bytes)).status).toBe(204)
  return id
}

describe('upload', () => {
  test('what was sent is read back, and the image says what it is', async () => {
    const id = await my.image(RAW)
    const put = await send(id, 'hello')
    expect([put.status, put.text]).toEqual([204, ''])
    const sha512 = createHash('sha512').update('hello').digest('hex')
    expect(await show(id)).toMatchObject({
      ...{ status: 'active', size: 5, virtual_size: 5, stores: 'file' },
      ...{ checksum: md5('hello'), os_hash_algo: 'sha512', os_hash_value: sha512 },
    })
    const got = await read(id)
    expect([got.status, got.text]).toEqual([200, 'hello'])
    expect(got.headers.get('content-md5')).toBe(md5('hello'))
    expect(got.headers.get('content-type')).toBe('application/octet-stream')
  })

  test('no bytes are an image of size 0', async () => {
    const id = await active('')
    expect(await show(id)).toMatchObject({ status: 'active', size: 0, virtual_size: null })
    expect(await read(id)).toMatchObject({ status: 200, text: '' })
  })

  test('the store can be chosen, among those that there are', async () => {
    const id = await my.image(RAW)
    expect(refusal(await send(id, 'x', { 'X-Image-Meta-Store': 'nope' }))).toBe(
      '400 Store for identifier nope not found',
    )
    expect(await show(id)).toMatchObject({ status: 'queued' })
    expect((await send(id, 'x', { 'X-Image-Meta-Store': 'cheap' })).status).toBe(204)
    expect(await show(id)).toMatchObject({ stores: 'cheap' })
    expect((await read(id)).text).toBe('x')
  })

  test('a second upload is refused, and changes nothing', async () => {
    const id = await active()
    expect(refusal(await send(id, 'other'))).toBe(
      '409 Image status transition from active to saving is not allowed',
    )
    expect((await read(id)).text).toBe('hello world')
  })

  test.each([
    [{}, 'Properties disk_format, container_format'],
    [{ disk_format: 'raw' }, 'Property container_format'],
  ])('an image with the formats %j has none to take', async (formats, what) => {
    const id = await my.image(formats)
    expect(refusal(await send(id, 'x'))).toBe(`400 ${what} must be set prior to saving data.`)
    expect(await show(id)).toMatchObject({ status: 'queued' })
  })

  test('the size that a header tells is held against what comes', async () => {
    const id = await my.image(RAW)
    const sized = (size: string) => send(id, 'hello', { 'X-OpenStack-Image-Size': size })
    const bad = '400 Invalid or missing image size in request headers.'
    expect(refusal(await sized('abc'))).toBe(bad)
    expect(refusal(await sized('3'))).toBe('400 Size exceeds: expected 3 bytes, got 5 bytes')
    expect(refusal(await sized('9'))).toBe('400 Size mismatch: expected 9 bytes, got 5 bytes')
    expect(refusal(await sized('-1'))).toBe('400 Size exceeds: expected -1 bytes, got 5 bytes')
    expect(await show(id)).toMatchObject({ status: 'queued', size: null, checksum: null })
    expect((await sized('5')).status).toBe(204)
  })
})

describe.each(CALLS)('PUT %s of more than the real service takes', (call) => {
  async function announce(id: string, token: string): Promise<Peer> {
    const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
    const head = [
      `PUT /v2/images/${id}/${call} HTTP/1.1`,
      ...['Host: x', `X-Auth-Token: ${token}`],
      ...['Content-Type: application/octet-stream', 'Content-Length: 2000000000000', '', ''],
    ]
    peer.write(head.join('\r\n'))
    return peer
  }

  test('is refused before it comes', async () => {
    const id = await my.image(RAW)
    const peer = await announce(id, my.persona.token)
    await expect.poll(() => peer.text).toContain('HTTP/1.1 413')
    expect(await show(id)).toMatchObject({ status: 'queued', size: null })
  })

  test('is missed where there is no image, and for others than its owner', async () => {
    const id = await my.image(RAW)
    for (const [image, token, status] of [
      [NONE, my.persona.token, 404],
      [id, my.strangerPersona.token, 404],
      [id, 'nobody', 401],
    ] as const) {
      const peer = await announce(image, token)
      await expect.poll(() => peer.text).toContain(`HTTP/1.1 ${status}`)
    }
  })
})

describe('what the data are', () => {
  const refused = (format: string, found: string): string =>
    `415 The request media type application/octet-stream is not supported by this server. | Image ` +
    `disk_format ${format} does not match stream data ${found}`

  test('data of another format are refused; the image shows what they were, and may be sent anew', async () => {
    const id = await my.image({ ...RAW, disk_format: 'qcow2' })
    expect(refusal(await send(id, 'garbage'))).toBe(refused('qcow2', 'raw'))
    expect(await show(id)).toMatchObject({
      ...{ status: 'queued', size: null, virtual_size: null, checksum: md5('garbage') },
    })
    expect((await read(id)).status).toBe(204)
    const image = qcow2Image(2 ** 30)
    expect((await send(id, image)).status).toBe(204)
    expect(await show(id)).toMatchObject({
      ...{ status: 'active', size: image.length, virtual_size: 2 ** 30, checksum: md5(image) },
    })
  })

  test('data that lead elsewhere are refused', async () => {
    const id = await my.image({ ...RAW, disk_format: 'vmdk' })
    const detail = 'Image failed safety checks'
    expect(refusal(await send(id, vmdkImage(1, { version: 9 })))).toContain(detail)
    const raw = await my.image(RAW)
    expect(refusal(await send(raw, qcow2Image(1, { backingFile: 1n })))).toContain(detail)
  })

  test('data in a container are not looked into', async () => {
    const id = await active('garbage', { disk_format: 'qcow2', container_format: 'ovf' })
    expect(await show(id)).toMatchObject({ status: 'active', virtual_size: null })
  })
})

describe('stage', () => {
  test('puts bytes aside without looking into them', async () => {
    const id = await my.image()
    expect((await send(id, 'hello', {}, 'stage')).status).toBe(204)
    expect(await show(id)).toMatchObject({ status: 'uploading', size: 5, checksum: null })
    expect((await read(id)).status).toBe(204)
    const refused = (to: string): string =>
      `409 Image status transition from uploading to ${to} is not allowed`
    expect(refusal(await send(id, 'x', {}, 'stage'))).toBe(refused('uploading'))
    expect(refusal(await send(id, 'x'))).toBe(refused('saving'))
  })

  test('holds the size that a header tells against what comes', async () => {
    const id = await my.image()
    const sized = (size: string) => send(id, 'hello', { 'X-OpenStack-Image-Size': size }, 'stage')
    expect(refusal(await sized('9'))).toContain('400 Size mismatch')
    expect(await show(id)).toMatchObject({ status: 'queued', size: null })
    expect((await sized('5')).status).toBe(204)
  })
})

test.each(CALLS)('PUT %s: who may not, of what is not there, and of another type', async (call) => {
  const id = await my.image({ ...RAW, visibility: 'community' })
  const put = (api: typeof my.demo, image: string, headers: Record<string, string> = OCTETS) =>
    api('PUT', `/images/${image}/${call}`, 'x', headers)
  expect((await put(my.reader, id)).status).toBe(403)
  expect((await put(my.stranger, id)).status).toBe(403)
  expect(refusal(await put(my.demo, NONE))).toBe(`404 No image found with ID ${NONE}`)
  const unsized = { ...OCTETS, 'X-OpenStack-Image-Size': 'x' }
  expect((await put(my.demo, NONE, unsized)).status).toBe(400)
  const other = await put(my.demo, id, { 'Content-Type': 'application/json' })
  expect(refusal(other)).toContain('| Invalid content type application/json')
  expect(other.status).toBe(415)
  expect(await show(id)).toMatchObject({ status: 'queued' })
})

describe('download', () => {
  test('who reads later than the bytes come reads the same bytes', async () => {
    const numbers = Array.from({ length: 2_000_000 }, (_, i) => i).join(' ')
    const id = await active(numbers)
    const peer = await Peer.to(my.cloud.app.addresses.get('image')!)
    peer.socket.pause()
    const head = [`GET /v2/images/${id}/file HTTP/1.1`, 'Host: x', 'Connection: close']
    peer.write([...head, `X-Auth-Token: ${my.persona.token}`, '', ''].join('\r\n'))
    // Meanwhile the answer begins, and waits for its reader.
    for (let i = 0; i < 20; i += 1) await show(id)
    peer.socket.resume()
    const [, body = ''] = (await peer.closed()).split('\r\n\r\n')
    expect([body.length, md5(body)]).toEqual([numbers.length, md5(numbers)])
  })

  test('an image without bytes has none to read', async () => {
    const got = await read(await my.image())
    expect([got.status, got.text]).toEqual([204, ''])
  })

  test('a range is read, with the checksum of the whole', async () => {
    const id = await active()
    const got = await read(id, { Range: 'bytes=2-4' })
    expect([got.status, got.text]).toEqual([206, 'llo'])
    expect(got.headers.get('content-range')).toBe('bytes 2-4/11')
    expect(got.headers.get('content-md5')).toBe(md5('hello world'))
    expect((await read(id, { Range: 'bytes=-5' })).text).toBe('world')
    expect((await read(id, { Range: 'bytes=6-99' })).text).toBe('world')
    const old = await read(id, { 'Content-Range': 'bytes 0-4/11' })
    expect([old.status, old.text]).toEqual([206, 'hello'])
    expect((await read(id, { Range: 'bytes=0-1,3-4' })).status).toBe(400)
    for (const range of ['bytes=11-', 'bytes=4-2', 'lines=1-2', 'x']) {
      const words = range === 'bytes=11-' ? START : 'Invalid Range header.'
      expect(refusal(await read(id, { Range: range })), range).toBe(
        `416 The Range requested is not available. | ${words}`,
      )
    }
  })

  test('a deactivated image is read by administrators alone', async () => {
    const id = await active()
    expect((await my.admin('POST', `/images/${id}/actions/deactivate`)).status).toBe(204)
    expect(refusal(await read(id))).toBe(
      '403 The requested image has been deactivated. Image data download is forbidden.',
    )
    expect((await my.admin('GET', `/images/${id}/file`)).text).toBe('hello world')
  })

  test('readers see an image and not its bytes; who may not see it finds nothing', async () => {
    const id = await active()
    expect((await my.reader('GET', `/images/${id}/file`)).status).toBe(403)
    expect((await my.stranger('GET', `/images/${id}/file`)).status).toBe(404)
    const open = await active('shared by all', { ...RAW, visibility: 'community' })
    expect((await my.stranger('GET', `/images/${open}/file`)).text).toBe('shared by all')
  })

  test('a store can be preferred, among those that there are', async () => {
    const id = await active()
    expect((await read(id, {}, '?prefer=cheap,%20file')).text).toBe('hello world')
    expect(refusal(await read(id, {}, '?prefer=nope'))).toBe("400 Store 'nope' is not configured.")
  })

  test('after it was deleted, nothing is there', async () => {
    const id = await active()
    expect((await my.demo('DELETE', `/images/${id}`)).status).toBe(204)
    expect((await read(id)).status).toBe(404)
  })
})
