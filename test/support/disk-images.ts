/** Small disk images of each format, made by hand, sound unless told otherwise. */

function at(bytes: Buffer, ...texts: readonly (readonly [offset: number, text: string])[]): Buffer {
  for (const [offset, text] of texts) bytes.write(text, offset, 'latin1')
  return bytes
}

export interface Qcow2Options {
  readonly version?: number
  readonly backingFile?: bigint
  readonly features?: bigint
}

/** A header, and as much as fills a cluster. */
export function qcow2Image(virtualSize: bigint | number, options: Qcow2Options = {}): Buffer {
  const image = at(Buffer.alloc(65_536), [0, 'QFI\xfb'])
  image.writeUInt32BE(options.version ?? 3, 4)
  image.writeBigUInt64BE(options.backingFile ?? 0n, 8)
  image.writeUInt32BE(16, 20)
  image.writeBigUInt64BE(BigInt(virtualSize), 24)
  image.writeBigUInt64BE(options.features ?? 0n, 72)
  image.writeUInt32BE(104, 100)
  return image
}

export const DESCRIPTOR = [
  '# Disk DescriptorFile',
  'version=1',
  'CID=7ed0b2a7',
  'parentCID=ffffffff',
  'createType="monolithicSparse"',
  '',
  'RW 2048 SPARSE "disk.vmdk"',
  '',
  'ddb.adapterType = "ide"',
  '',
].join('\n')

export interface VmdkOptions {
  readonly descriptor?: string
  readonly version?: number
  /** In sectors. */
  readonly descriptorAt?: bigint
  readonly descriptorSectors?: bigint
  /** Its grain directory is at the end. */
  readonly footer?: 'sound' | 'other' | 'none'
}

/** @param sectors of 512 bytes */
export function vmdkImage(sectors: bigint | number, options: VmdkOptions = {}): Buffer {
  const header = at(Buffer.alloc(512), [0, 'KDMV'])
  header.writeUInt32LE(options.version ?? 1, 4)
  header.writeBigUInt64LE(BigInt(sectors), 12)
  header.writeBigUInt64LE(128n, 20)
  header.writeBigUInt64LE(options.descriptorAt ?? 1n, 28)
  header.writeBigUInt64LE(options.descriptorSectors ?? 20n, 36)
  header.writeBigUInt64LE(options.footer === undefined ? 21n : 0xffff_ffff_ffff_ffffn, 56)
  const text = at(Buffer.alloc(20 * 512), [0, options.descriptor ?? DESCRIPTOR])
  const parts = [header, text, Buffer.alloc(64 * 1024)]
  if (options.footer === undefined || options.footer === 'none') return Buffer.concat(parts)
  const again = Buffer.from(header)
  again.writeBigUInt64LE(21n, 56)
  if (options.footer === 'other') again.writeBigUInt64LE(7n, 28)
  const marker = Buffer.alloc(512)
  marker.writeUInt32LE(3, 12)
  return Buffer.concat([...parts, marker, again, Buffer.alloc(512)])
}

export function vhdImage(virtualSize: bigint | number): Buffer {
  const image = at(Buffer.alloc(4096), [0, 'conectix'])
  image.writeBigUInt64BE(BigInt(virtualSize), 40)
  return image
}

const METADATA_REGION = '06a27c8b90479a4bb8fe575f050f886e'
const VIRTUAL_DISK_SIZE = '2442a52f1bcd7648b2115dbed83bf4b8'
const MIB = 1024 * 1024

export interface VhdxOptions {
  readonly metadataAt?: bigint
  readonly regions?: number
  readonly items?: number
}

export function vhdxImage(virtualSize: bigint | number, options: VhdxOptions = {}): Buffer {
  const image = at(Buffer.alloc(2 * MIB), [0, 'vhdxfile'], [192 * 1024, 'regi'], [MIB, 'metadata'])
  image.writeUInt32LE(options.regions ?? 2, 192 * 1024 + 8)
  const region = 192 * 1024 + 16 + 32
  image.write(METADATA_REGION, region, 'hex')
  image.writeBigUInt64LE(options.metadataAt ?? BigInt(MIB), region + 16)
  image.writeUInt16LE(options.items ?? 3, MIB + 10)
  const item = MIB + 32 + 2 * 32
  image.write(VIRTUAL_DISK_SIZE, item, 'hex')
  image.writeUInt32LE(65_536, item + 16)
  image.writeUInt32LE(8, item + 20)
  image.writeBigUInt64LE(BigInt(virtualSize), MIB + 65_536)
  return image
}

export function vdiImage(virtualSize: bigint | number): Buffer {
  const image = Buffer.alloc(4096)
  image.writeUInt32LE(0xbeda107f, 0x40)
  image.writeBigUInt64LE(BigInt(virtualSize), 0x170)
  return image
}

/** @param blocks of 2,048 bytes */
export function isoImage(blocks: number): Buffer {
  const image = at(Buffer.alloc(17 * 2048), [16 * 2048, '\x01CD001\x01'])
  image.writeUInt32LE(blocks, 16 * 2048 + 80)
  image.writeUInt16LE(2048, 16 * 2048 + 128)
  return image
}

/** A disk with a protective MBR, as a GPT has it, unless bytes of its first sector are changed. */
export function gptImage(change: (sector: Buffer) => void = () => {}): Buffer {
  const image = Buffer.alloc(4096)
  image.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff, 1, 0, 0, 0, 7, 0, 0, 0], 446)
  image.writeUInt16LE(0xaa55, 510)
  change(image)
  return image
}

export function luksImage(version = 1): Buffer {
  const image = at(Buffer.alloc(4096), [0, 'LUKS\xba\xbe'])
  image.writeUInt16BE(version, 6)
  return image
}
