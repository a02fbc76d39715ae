/** The log: pino's JSON lines on standard error, without secrets, written without waiting. */
import type { Writable } from 'node:stream'
import pino from 'pino'
import type { Log } from '../kernel/context.ts'
import { prettyLine } from './pretty.ts'
import { redact } from './redact.ts'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly format: 'json' | 'pretty'
  /** Where lines go; standard error unless told. */
  readonly to?: Writable
}

export interface LogFile extends Log {
  /** Writes what is still in memory, at the end of the process. */
  flush(): void
}

export function createLog({ level, format, to }: LogOptions): LogFile {
  const destination = to === undefined ? pino.destination({ dest: 2, sync: false }) : undefined
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        // The whole line, so that no field, however deep, and no message slips through.
        streamWrite: (line) => (format === 'pretty' ? prettyLine(redact(line)) : redact(line)),
      },
    },
    destination ?? to!,
  )
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    flush: () => {
      try {
        destination?.flushSync()
      } catch {
        // Nothing is left to tell it to.
      }
    },
  }
}
