/**
 * A file that holds a disk. What is there of it are zeros but for the first bytes, so that a large one
 * need not be kept anywhere to be read.
 */
export interface DiskFile {
  /** Its first bytes. */
  readonly head: Uint8Array
  /** In bytes; what comes after the head are zeros. */
  readonly size: number
}

const ZEROS = new Uint8Array(1024 * 1024)

/** All of the bytes. The chunks are not to be written to. */
export async function* bytesOf({ head, size }: DiskFile): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (let left = size - head.length; left > 0; left -= ZEROS.length) {
    yield left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS
  }
}
