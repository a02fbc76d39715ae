/** Hyper-V's format, a disk that grows. Source: Microsoft, [MS-VHDX]. */
import { randomBytes } from 'node:crypto'
import { crc32c } from './crc32c.ts'
import type { DiskFile } from './disk-file.ts'

const KIB = 1024
const MIB = KIB * KIB
const LOG = MIB
const METADATA = 2 * MIB
const TABLE = 3 * MIB
const BLOCK = 32 * MIB
const SECTOR = 512
/** Blocks that have a bitmap of sectors between them in the table. */
const CHUNK = (2 ** 23 * SECTOR) / BLOCK
const SIZE_MAX = 64 * 1024 ** 4

/** @throws RangeError above 64 TiB */
export function emptyVhdx(size: number): DiskFile {
  if (size > SIZE_MAX) throw new RangeError('a disk in VHDX is at most 64 TiB')
  const blocks = Math.ceil(size / BLOCK)
  const entries = blocks + Math.floor((blocks - 1) / CHUNK)
  const tableSize = Math.ceil((entries * 8) / MIB) * MIB
  const head = Buffer.alloc(METADATA + 65 * KIB)
  head.write('vhdxfile', 'latin1')
  head.write('Stackling', 8, 'utf16le')
  for (const [index, at] of [64 * KIB, 128 * KIB].entries()) header(index + 1).copy(head, at)
  for (const at of [192 * KIB, 256 * KIB]) regions(tableSize).copy(head, at)
  metadata(size).copy(head, METADATA)
  return { head, size: TABLE + tableSize }
}

function header(sequence: number): Buffer {
  const bytes = Buffer.alloc(4 * KIB)
  bytes.write('head', 'latin1')
  bytes.writeBigUInt64LE(BigInt(sequence), 8)
  bytes.set(randomBytes(16), 16)
  bytes.set(randomBytes(16), 32)
  bytes.writeUInt16LE(1, 66)
  bytes.writeUInt32LE(MIB, 68)
  bytes.writeBigUInt64LE(BigInt(LOG), 72)
  bytes.writeUInt32LE(crc32c(bytes), 4)
  return bytes
}

function regions(tableSize: number): Buffer {
  const bytes = Buffer.alloc(64 * KIB)
  bytes.write('regi', 'latin1')
  const all = [
    ['2dc27766-f623-4200-9d64-115e9bfd4a08', TABLE, tableSize],
    ['8b7ca206-4790-4b9a-b8fe-575f050f886e', METADATA, MIB],
  ] as const
  bytes.writeUInt32LE(all.length, 8)
  for (const [index, [id, at, length]] of all.entries()) {
    const entry = 16 + index * 32
    bytes.set(guid(id), entry)
    bytes.writeBigUInt64LE(BigInt(at), entry + 16)
    bytes.writeUInt32LE(length, entry + 24)
    // Who does not know it may not read the file.
    bytes.writeUInt32LE(1, entry + 28)
  }
  bytes.writeUInt32LE(crc32c(bytes), 4)
  return bytes
}

/** What is said of the disk: of its user it is only how large, of the file everything. */
function metadata(size: number): Buffer {
  const bytes = Buffer.alloc(65 * KIB)
  bytes.write('metadata', 'latin1')
  const [file, disk] = [4, 6]
  const items = [
    ['caa16737-fa36-4d43-b3b6-33f0aa44e76b', 8, file],
    ['2fa54224-cd1b-4876-b211-5dbed83bf4b8', 8, disk],
    ['beca12ab-b2e6-4523-93ef-c309e000c746', 16, disk],
    ['8141bf1d-a96f-4709-ba47-f233a8faab5f', 4, disk],
    ['cda348c7-445d-4471-9cc9-e9885251c556', 4, disk],
  ] as const
  bytes.writeUInt16LE(items.length, 10)
  let at = 64 * KIB
  for (const [index, [id, length, flags]] of items.entries()) {
    const entry = 32 + index * 32
    bytes.set(guid(id), entry)
    bytes.writeUInt32LE(at, entry + 16)
    bytes.writeUInt32LE(length, entry + 20)
    bytes.writeUInt32LE(flags, entry + 24)
    at += length
  }
  const values = 64 * KIB
  bytes.writeUInt32LE(BLOCK, values)
  bytes.writeBigUInt64LE(BigInt(size), values + 8)
  bytes.set(randomBytes(16), values + 16)
  bytes.writeUInt32LE(SECTOR, values + 32)
  bytes.writeUInt32LE(SECTOR, values + 36)
  return bytes
}

/** As Microsoft stores it: the first three groups are numbers. */
function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  for (const [start, end] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ] as const) {
    bytes.subarray(start, end).reverse()
  }
  return bytes
}
