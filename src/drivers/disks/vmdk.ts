/** VMware's format, one file that grows. Source: VMware, Virtual Disk Format 1.1. */
import type { DiskFile } from './disk-file.ts'

const SECTOR = 512
const GRAIN = 128
/** Grains that one table is of. */
const GRAINS_PER_TABLE = 512
const SECTORS_PER_TABLE = GRAIN * GRAINS_PER_TABLE
const DESCRIPTOR_AT = 1
const DESCRIPTOR_SECTORS = 20
const TABLE_SECTORS = (GRAINS_PER_TABLE * 4) / SECTOR
const CYLINDERS_MAX = 16_383

/** @throws RangeError where the tables would be beyond what their directory can say */
export function emptyVmdk(size: number): DiskFile {
  const capacity = size / SECTOR
  const tables = Math.ceil(capacity / SECTORS_PER_TABLE)
  const directory = DESCRIPTOR_AT + DESCRIPTOR_SECTORS
  const firstTable = directory + Math.ceil((tables * 4) / SECTOR)
  const end = firstTable + tables * TABLE_SECTORS
  if (end > 0xffff_ffff) throw new RangeError('a disk in VMDK is at most 32 PiB here')
  const overhead = Math.ceil(end / GRAIN) * GRAIN
  const head = Buffer.alloc(firstTable * SECTOR)
  head.write('KDMV', 'latin1')
  head.writeUInt32LE(1, 4)
  // Line ends can be checked.
  head.writeUInt32LE(1, 8)
  head.writeBigUInt64LE(BigInt(capacity), 12)
  head.writeBigUInt64LE(BigInt(GRAIN), 20)
  head.writeBigUInt64LE(BigInt(DESCRIPTOR_AT), 28)
  head.writeBigUInt64LE(BigInt(DESCRIPTOR_SECTORS), 36)
  head.writeUInt32LE(GRAINS_PER_TABLE, 44)
  head.writeBigUInt64LE(BigInt(directory), 56)
  head.writeBigUInt64LE(BigInt(overhead), 64)
  head.write('\n \r\n', 73, 'latin1')
  head.write(descriptor(capacity), DESCRIPTOR_AT * SECTOR, 'latin1')
  for (let table = 0; table < tables; table += 1) {
    head.writeUInt32LE(firstTable + table * TABLE_SECTORS, directory * SECTOR + table * 4)
  }
  return { head, size: overhead * SECTOR }
}

function descriptor(capacity: number): string {
  const cylinders = Math.min(CYLINDERS_MAX, Math.floor(capacity / (16 * 63)))
  return [
    '# Disk DescriptorFile',
    'version=1',
    'CID=fffffffe',
    'parentCID=ffffffff',
    'createType="monolithicSparse"',
    '',
    '# Extent description',
    `RW ${capacity} SPARSE "disk.vmdk"`,
    '',
    '# The Disk Data Base',
    '#DDB',
    '',
    'ddb.virtualHWVersion = "4"',
    `ddb.geometry.cylinders = "${cylinders}"`,
    'ddb.geometry.heads = "16"',
    'ddb.geometry.sectors = "63"',
    'ddb.adapterType = "ide"',
    '',
  ].join('\n')
}
