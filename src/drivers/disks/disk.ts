/**
 * Files that hold a disk, in the formats that clients may ask for. What is there of them are zeros but
 * for the first bytes, so that a large one need not be kept anywhere to be read.
 */
import { emptyParallels } from './parallels.ts'
import { qcow2 } from './qcow2.ts'
import { emptyVdi } from './vdi.ts'
import { emptyVhd } from './vhd.ts'
import { emptyVhdx } from './vhdx.ts'
import { emptyVmdk } from './vmdk.ts'

export interface DiskFile {
  /** Its first bytes. */
  readonly head: Uint8Array
  /** In bytes; what comes after the head are zeros. */
  readonly size: number
}

const EMPTY = {
  raw: (size: number): DiskFile => ({ head: new Uint8Array(), size }),
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

const ZEROS = new Uint8Array(1024 * 1024)

/** All of the bytes. The chunks are not to be written to. */
export async function* bytesOf({ head, size }: DiskFile): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (let left = size - head.length; left > 0; left -= ZEROS.length) {
    yield left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS
  }
}
