/** Virtual PC's format, a disk that grows. Source: Microsoft, Virtual Hard Disk Image Format. */
import { randomBytes } from 'node:crypto'
import type { DiskFile } from './disk-file.ts'

const FOOTER = 512
const DYNAMIC = 1024
const BLOCK = 2 * 1024 * 1024
const SIZE_MAX = 2040 * 1024 ** 3

/** @throws RangeError above 2,040 GiB */
export function emptyVhd(size: number): DiskFile {
  if (size > SIZE_MAX) throw new RangeError('a disk in VHD is at most 2040 GiB')
  const blocks = Math.ceil(size / BLOCK)
  const table = FOOTER + DYNAMIC
  const end = table + Math.ceil((blocks * 4) / FOOTER) * FOOTER
  const file = Buffer.alloc(end + FOOTER, 0xff)
  const footer = footerOf(size)
  footer.copy(file, 0)
  dynamicHeader(table, blocks).copy(file, FOOTER)
  footer.copy(file, end)
  return { head: file, size: file.length }
}

function footerOf(size: number): Buffer {
  const footer = Buffer.alloc(FOOTER)
  footer.write('conectix', 'latin1')
  footer.writeUInt32BE(2, 8)
  footer.writeUInt32BE(0x0001_0000, 12)
  footer.writeBigUInt64BE(BigInt(FOOTER), 16)
  // That the disk is as large as it says, not as its geometry does.
  footer.write('qem2', 28, 'latin1')
  footer.writeUInt32BE(0x0005_0003, 32)
  footer.write('Wi2k', 36, 'latin1')
  footer.writeBigUInt64BE(BigInt(size), 40)
  footer.writeBigUInt64BE(BigInt(size), 48)
  footer.writeUInt16BE(65_535, 56)
  footer.writeUInt8(16, 58)
  footer.writeUInt8(255, 59)
  // It grows.
  footer.writeUInt32BE(3, 60)
  footer.set(randomBytes(16), 68)
  footer.writeUInt32BE(checksum(footer), 64)
  return footer
}

function dynamicHeader(table: number, blocks: number): Buffer {
  const header = Buffer.alloc(DYNAMIC)
  header.write('cxsparse', 'latin1')
  header.fill(0xff, 8, 16)
  header.writeBigUInt64BE(BigInt(table), 16)
  header.writeUInt32BE(0x0001_0000, 24)
  header.writeUInt32BE(blocks, 28)
  header.writeUInt32BE(BLOCK, 32)
  header.writeUInt32BE(checksum(header), 36)
  return header
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  return ~sum >>> 0
}
