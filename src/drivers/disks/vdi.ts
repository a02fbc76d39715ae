/** VirtualBox's format, a disk that grows. Source: qemu block/vdi.c. */
import { randomBytes } from 'node:crypto'
import type { DiskFile } from './disk-file.ts'

const MIB = 1024 * 1024
const HEADER = 512
const TEXT = '<<< Oracle VM VirtualBox Disk Image >>>\n'
const UNALLOCATED = 0xff

/** @throws RangeError where the map of blocks would be too large */
export function emptyVdi(size: number): DiskFile {
  const blocks = Math.ceil(size / MIB)
  if (blocks > 0x1fff_ffff) throw new RangeError('a disk in VDI is at most 512 TiB')
  const data = HEADER + Math.ceil((blocks * 4) / HEADER) * HEADER
  const file = Buffer.alloc(data)
  file.write(TEXT, 'latin1')
  file.writeUInt32LE(0xbeda_107f, 0x40)
  file.writeUInt32LE(0x0001_0001, 0x44)
  file.writeUInt32LE(0x190, 0x48)
  // It grows.
  file.writeUInt32LE(1, 0x4c)
  file.writeUInt32LE(HEADER, 0x154)
  file.writeUInt32LE(data, 0x158)
  file.writeUInt32LE(512, 0x168)
  file.writeBigUInt64LE(BigInt(size), 0x170)
  file.writeUInt32LE(MIB, 0x178)
  file.writeUInt32LE(blocks, 0x180)
  file.set(randomBytes(16), 0x188)
  file.set(randomBytes(16), 0x198)
  file.fill(UNALLOCATED, HEADER, HEADER + blocks * 4)
  return { head: file, size: data }
}
