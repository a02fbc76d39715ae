/**
 * What is packed is imported as what is in it, where the operator wants that.
 * Source: openstack/glance glance/async_/flows/plugins/image_decompression.py.
 */
import { pipeline, Readable, type Transform } from 'node:stream'
import { crc32, createGunzip, createInflateRaw } from 'node:zlib'
import type { StoredRange } from '../../drivers/image/interface.ts'

export interface PackedFile {
  /** In bytes. */
  readonly size: number
  read(range?: StoredRange): AsyncIterable<Uint8Array>
}

/** What comes out may be so many bytes, however little goes in: the most that an image may have. */
const MOST = 2 ** 40

/** The longest end of an archive: its record, and a comment. */
const END_MAX = 22 + 65_535

interface Entry {
  readonly isEncrypted: boolean
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  /** Where its own header begins. */
  readonly offset: number
}

/**
 * The file as it is, or what is packed in it: by gzip, or as the only file of a ZIP archive.
 * @throws Error, while it is read, where it cannot be unpacked
 */
export async function* unpacked(file: PackedFile): AsyncGenerator<Uint8Array, void, undefined> {
  const head = await part(file, 0, 5)
  if (head.readUIntBE(0, 3) === 0x1f8b08) yield* limited(through(file.read(), createGunzip()))
  else if (head.readUInt32BE(0) === 0x504b0304) yield* limited(onlyEntry(file))
  else if (head.toString('latin1', 2, 5) === '-lh') throw new Error('No lhafile available.')
  else yield* file.read()
}

/** What goes wrong on either side ends both. */
function through(bytes: AsyncIterable<Uint8Array>, transform: Transform): Readable {
  return pipeline(Readable.from(bytes), transform, () => {})
}

async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > MOST) throw new Error('what is packed is larger than an image may be')
    yield chunk
  }
}

async function* onlyEntry(file: PackedFile): AsyncGenerator<Uint8Array> {
  const { isEncrypted, method, crc, packedSize, offset } = await entryOf(file)
  if (isEncrypted) throw new Error('File is encrypted, password required for extraction')
  const header = await part(file, offset, 30)
  if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('Bad magic number for file header')
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const bytes = file.read({ start, end: Math.min(start + packedSize, file.size) })
  let sum = 0
  for await (const chunk of inflated(bytes, method)) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== crc) throw new Error('Bad CRC-32 for file')
}

function inflated(bytes: AsyncIterable<Uint8Array>, method: number): AsyncIterable<Uint8Array> {
  if (method === 0) return bytes
  if (method === 8) return through(bytes, createInflateRaw())
  throw new Error('That compression method is not supported')
}

/** From the directory at the end. Archives of the kind ZIP64 (beyond 4 GiB) are not read. */
async function entryOf(file: PackedFile): Promise<Entry> {
  const end = await part(file, Math.max(0, file.size - END_MAX), Math.min(END_MAX, file.size))
  const at = end.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (at < 0 || at + 22 > end.length) throw new Error('File is not a zip file')
  if (end.readUInt16LE(at + 10) !== 1) throw new Error('Archive contains more than one file.')
  const entry = await part(file, end.readUInt32LE(at + 16), 46)
  if (entry.readUInt32LE(0) !== 0x02014b50)
    throw new Error('Bad magic number for central directory')
  return {
    isEncrypted: (entry.readUInt16LE(8) & 1) === 1,
    method: entry.readUInt16LE(10),
    crc: entry.readUInt32LE(16),
    packedSize: entry.readUInt32LE(20),
    offset: entry.readUInt32LE(42),
  }
}

/** As many bytes as are there; zeros for the others. */
async function part(file: PackedFile, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const end = Math.min(start + length, file.size)
  if (start >= end) return bytes
  let at = 0
  for await (const chunk of file.read({ start, end })) {
    bytes.set(chunk.subarray(0, length - at), at)
    at += chunk.length
  }
  return bytes
}
