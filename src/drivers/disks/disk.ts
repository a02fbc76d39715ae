/** Disks of zeros, in the formats that clients may ask for. */
import type { DiskFile } from './disk-file.ts'
import { emptyParallels } from './parallels.ts'
import { digestsOfZeros } from './zeros.ts'
import { qcow2 } from './qcow2.ts'
import { emptyVdi } from './vdi.ts'
import { emptyVhd } from './vhd.ts'
import { emptyVhdx } from './vhdx.ts'
import { emptyVmdk } from './vmdk.ts'

const EMPTY = {
  raw: (size: number): DiskFile => ({
    ...{ head: new Uint8Array(), size },
    digests: digestsOfZeros(size),
  }),
  qcow2: (size: number): DiskFile => qcow2(size),
  vmdk: emptyVmdk,
  vdi: emptyVdi,
  vhd: emptyVhd,
  vhdx: emptyVhdx,
  ploop: emptyParallels,
} as const

/** As the Image API names them. */
export type DiskFormat = keyof typeof EMPTY

/**
 * A disk of zeros.
 * @param size of the disk in bytes, a multiple of 1 MiB
 * @throws RangeError where the format has no disks so large
 */
export function emptyDisk(format: DiskFormat, size: number): DiskFile {
  return EMPTY[format](size)
}
