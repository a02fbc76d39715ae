/** The format of ploop, version 2. Source: qemu docs/interop/parallels.txt. */
import type { DiskFile } from './disk-file.ts'

const HEADER = 64
const SECTOR = 512
/** Of one entry of the table, in sectors: 1 MiB. */
const CLUSTER = 2048

/** @throws RangeError where the table would be too large */
export function emptyParallels(size: number): DiskFile {
  const sectors = size / SECTOR
  const entries = Math.ceil(sectors / CLUSTER)
  if (entries > 0x1fff_ffff) throw new RangeError('a disk of ploop is at most 512 TiB')
  const data = Math.ceil((HEADER + entries * 4) / (CLUSTER * SECTOR)) * CLUSTER
  const head = Buffer.alloc(HEADER)
  head.write('WithouFreSpacExt', 'latin1')
  head.writeUInt32LE(2, 16)
  head.writeUInt32LE(16, 20)
  head.writeUInt32LE(Math.floor(sectors / (16 * 32)), 24)
  head.writeUInt32LE(CLUSTER, 28)
  head.writeUInt32LE(entries, 32)
  head.writeBigUInt64LE(BigInt(sectors), 36)
  head.writeUInt32LE(data, 48)
  return { head, size: data * SECTOR }
}
