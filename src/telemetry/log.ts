/** The log: pino's JSON lines on standard error, without secrets, written without waiting. */
import type { Writable } from 'node:stream'
import pino from 'pino'
import { systemProcessClock } from '../kernel/clock.ts'
import type { Log } from '../kernel/context.ts'
import { LineWriter } from './line-writer.ts'
import { prettyLine } from './pretty.ts'
import { redact } from './redact.ts'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly format: 'json' | 'pretty'
  /** Where lines go; standard error unless told. */
  readonly to?: Writable
}

export interface LogFile extends Log {
  /** Takes a whole line of JSON, with its end, whatever the level; secrets are gone from it. */
  line(text: string): void
  /** Writes what is still in memory, at the end of the process. */
  flush(): void
}

export function createLog({ level, format, to }: LogOptions): LogFile {
  const standardError =
    to === undefined ? new LineWriter(STANDARD_ERROR, systemProcessClock) : undefined
  const destination = standardError ?? to!
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
    destination,
  )
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    line: (text) => void destination.write(format === 'pretty' ? prettyLine(text) : text),
    flush: () => standardError?.flush(),
  }
}

const STANDARD_ERROR = 2
