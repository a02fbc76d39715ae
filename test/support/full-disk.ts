import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

export interface FullDisk {
  /** There is room again. */
  free(): void
}

/**
 * From now on until the test ends files of this process take `room` bytes more between them, and then none,
 * as on a disk that is full. SQLite does not write by them.
 * @param room undefined where the disk takes what is written, and says when it is synced that it does not fit
 */
export async function fullDisk(room: number | undefined): Promise<FullDisk> {
  const prototype = await fileHandles()
  let left = room ?? 0
  const { writev } = prototype
  const spy =
    room === undefined
      ? vi.spyOn(prototype, 'sync').mockImplementation(async function sync(this: FileHandle) {
          if ((await this.stat()).isFile()) throw noSpace('fsync')
        })
      : vi.spyOn(prototype, 'writev').mockImplementation(async function write(
          this: FileHandle,
          buffers,
          position,
        ) {
          const all = Buffer.concat(buffers as Uint8Array[])
          if (left === 0) throw noSpace('write')
          const fitting = all.subarray(0, left)
          left -= fitting.length
          return writev.call(this, [fitting], position)
        })
  onTestFinished(() => spy.mockRestore())
  return { free: () => spy.mockRestore() }
}

type FileHandle = Awaited<ReturnType<typeof open>>

/** What all open files have in common; Node exports no class of them. */
async function fileHandles(): Promise<FileHandle> {
  const path = join(tmpdir(), `full-disk-${process.pid}`)
  const file = await open(path, 'w')
  await file.close()
  await rm(path)
  return Object.getPrototypeOf(file) as FileHandle
}

function noSpace(syscall: string): Error {
  const facts = { errno: -28, code: 'ENOSPC', syscall }
  return Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), facts)
}
