/** Imports of what is packed, where the operator wants it unpacked. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  BYTES,
  DIRECT,
  FACTS,
  UNKNOWN,
  useImportCloud,
} from '../../../test/support/import-cloud.ts'

const used = useImportCloud({ image: { decompress: true } })
const asItIs = useImportCloud()

interface Packing {
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  readonly comment?: string
  readonly more?: number
}

/** A ZIP archive of one file, as `zip` writes it, or one that says what is not so. */
function zip(text: string, packing: Packing = {}): Buffer {
  const { method = 8, flags = 0, crc = crc32(text), comment = '', more = 0 } = packing
  const name = Buffer.from('disk.raw')
  const packed = method === 8 ? deflateRawSync(text) : Buffer.from(text)
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(flags, 2)
  facts.writeUInt16LE(method, 4)
  facts.writeUInt32LE(crc, 10)
  facts.writeUInt32LE(packed.length, 14)
  facts.writeUInt32LE(text.length, 18)
  facts.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, packed])
  const directory = Buffer.alloc(46 + name.length)
  directory.write('PK\x01\x02')
  facts.copy(directory, 6)
  directory.set(name, 46)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(1 + more, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([local, directory, end, Buffer.from(comment)])
}

const GOOD: readonly [string, Buffer][] = [
  ['packed by gzip', gzipSync(BYTES)],
  [
    'packed by gzip in two pieces',
    Buffer.concat([BYTES.slice(0, 5), BYTES.slice(5)].map((p) => gzipSync(p))),
  ],
  ['packed in an archive', zip(BYTES)],
  ['stored in an archive', zip(BYTES, { method: 0 })],
  ['packed in an archive with a comment', zip(BYTES, { comment: 'x'.repeat(60_000) })],
  ['not packed', Buffer.from(BYTES)],
]

test.each(GOOD)('what is %s is imported as what is in it', async (_, bytes) => {
  const id = await used.staged(bytes)
  expect((await used.imported(id, { ...DIRECT, stores: ['file', 'cheap'] })).status).toBe(202)
  expect(await used.shown(id)).toMatchObject({ ...FACTS, status: 'active', stores: 'file,cheap' })
  expect(await used.held('file', id)).toBe(BYTES)
  expect(await used.held('cheap', id)).toBe(BYTES)
})

test('an image that says that it is compressed stays so', async () => {
  const packed = gzipSync(BYTES)
  const id = await used.staged(packed, { container_format: 'compressed' })
  await used.imported(id, DIRECT)
  expect(await used.shown(id)).toMatchObject({ status: 'active', size: packed.length })
})

test('nothing is unpacked where the operator does not say so', async () => {
  const packed = gzipSync(BYTES)
  const id = await asItIs.staged(packed)
  await asItIs.imported(id, DIRECT)
  expect(await asItIs.shown(id)).toMatchObject({ status: 'active', size: packed.length })
})

describe('what cannot be unpacked is not imported', () => {
  const gzip = gzipSync(BYTES)
  const archive = zip(BYTES)
  const damaged = Buffer.from(gzip)
  damaged[gzip.length - 5]! ^= 1
  test.each([
    ['half of a gzip', gzip.subarray(0, gzip.length - 10)],
    ['a gzip with another checksum', damaged],
    ['the first bytes of a gzip', Buffer.from([0x1f, 0x8b, 8])],
    ['half of an archive', archive.subarray(0, archive.length - 30)],
    ['the first bytes of an archive', Buffer.from('PK\x03\x04')],
    ['an archive of two files', zip(BYTES, { more: 1 })],
    ['an archive that is encrypted', zip(BYTES, { flags: 1 })],
    ['an archive of another method', zip(BYTES, { method: 12 })],
    ['an archive with another checksum', zip(BYTES, { crc: 1 })],
    ['an archive of LHA', Buffer.from('xx-lh5-')],
  ])('%s', async (_, bytes) => {
    const id = await used.staged(bytes)
    expect((await used.imported(id, DIRECT)).status).toBe(202)
    expect(await used.shown(id)).toMatchObject({
      ...{ ...UNKNOWN, status: 'queued', os_glance_failed_import: 'file' },
    })
    expect(await used.tasksOf(id)).toMatchObject([{ status: 'failure' }])
    await expect.poll(() => used.held('file', id)).toBeUndefined()
    await expect.poll(() => used.held('os_glance_staging_store', id)).toBeUndefined()
  })
})
