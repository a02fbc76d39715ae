/**
 * A file that holds a disk. What is there of it are zeros but for the first bytes, so that a large one
 * need not be kept anywhere to be read.
 */
import { setImmediate } from 'node:timers/promises'

/** In hexadecimal digits. */
export interface FileDigests {
  readonly md5: string
  readonly sha512: string
}

export interface DiskFile {
  /** Its first bytes. */
  readonly head: Uint8Array
  /** In bytes; what comes after the head are zeros. */
  readonly size: number
  /** Of all of it, where they are known without reading it. */
  readonly digests?: FileDigests | undefined
}

const ZEROS = new Uint8Array(1024 * 1024)

/** Whoever takes them without waiting for anything lets others have their turn after so many. */
const TURN = 64

/** All of the bytes. The chunks are not to be written to. */
export async function* bytesOf({ head, size }: DiskFile): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  const last = size - head.length
  for (let left = last, count = 1; left > 0; left -= ZEROS.length, count += 1) {
    if (count % TURN === 0) await setImmediate()
    yield left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS
  }
}
