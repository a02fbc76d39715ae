/** QEMU's own format, version 3. Source: qemu docs/interop/qcow2.txt. */
import type { DiskFile } from './disk-file.ts'

const CLUSTER_BITS = 16
const CLUSTER = 1 << CLUSTER_BITS
/** Entries of 8 bytes that fit a cluster. */
const ENTRIES = CLUSTER / 8
const HEADER_LENGTH = 104
/** Of a cluster that only one entry refers to. */
const COPIED = 1n << 63n

/** Clusters in front of the table of tables: the header, the table of counts, and counts. */
const FIXED = 3

/**
 * @param size of the disk in bytes
 * @param content what it begins with, at most 64 KiB; zeros where left out
 * @throws RangeError where there are more clusters than one of counts has room for
 */
export function qcow2(size: number, content?: Uint8Array): DiskFile {
  const tables = Math.ceil(size / (CLUSTER * ENTRIES))
  const tableClusters = Math.max(1, Math.ceil(tables / ENTRIES))
  const clusters = FIXED + tableClusters + (content === undefined ? 0 : 2)
  if (clusters > CLUSTER / 2) throw new RangeError('a disk in qcow2 is at most 127 PiB here')
  const file = Buffer.alloc(clusters * CLUSTER)
  file.write('QFI\xfb', 'latin1')
  file.writeUInt32BE(3, 4)
  file.writeUInt32BE(CLUSTER_BITS, 20)
  file.writeBigUInt64BE(BigInt(size), 24)
  file.writeUInt32BE(tables, 36)
  file.writeBigUInt64BE(BigInt(FIXED * CLUSTER), 40)
  file.writeBigUInt64BE(BigInt(CLUSTER), 48)
  file.writeUInt32BE(1, 56)
  // Counts of 16 bits.
  file.writeUInt32BE(4, 96)
  file.writeUInt32BE(HEADER_LENGTH, 100)
  file.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER)
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    file.writeUInt16BE(1, 2 * CLUSTER + 2 * cluster)
  }
  if (content !== undefined) {
    const table = (FIXED + tableClusters) * CLUSTER
    file.writeBigUInt64BE(BigInt(table) | COPIED, FIXED * CLUSTER)
    file.writeBigUInt64BE(BigInt(table + CLUSTER) | COPIED, table)
    file.set(content.subarray(0, CLUSTER), table + CLUSTER)
  }
  return { head: file, size: file.length }
}
