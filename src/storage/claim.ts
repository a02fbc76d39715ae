/** One process at a time: what an SQLite file needs, since its writer queues inside a process. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { DatabaseUnavailable, translate } from './errors.ts'

export interface Claim {
  release(): void
}

/** Another process works with the file. */
export class InUse extends Error {
  override name = 'InUse'
  /** Its process id, where it could still be read. */
  readonly pid: number | undefined

  constructor(file: string, pid: number | undefined) {
    super(`${file} is in use${pid === undefined ? '' : ` by process ${pid}`}`)
    this.pid = pid
  }
}

/**
 * Keeps every other process from claiming `file` until this one releases it or ends, however it
 * ends. The claim is a lock that SQLite holds on `<file>.lock`, so the system takes it back with the
 * process; a file with a process id in it would outlive a crash.
 * @throws InUse
 */
export function claimFile(file: string): Claim {
  const pidFile = `${file}.pid`
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    const reason = translate(error)
    throw reason instanceof DatabaseUnavailable ? new InUse(file, readPid(pidFile)) : reason
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return {
    release() {
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

function readPid(pidFile: string): number | undefined {
  try {
    return Number(readFileSync(pidFile, 'utf8')) || undefined
  } catch {
    return undefined
  }
}
