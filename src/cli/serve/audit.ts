/** Where audit records go: to the log, and to the file that the operator has named. */
import type { Settings } from '../../config/settings.ts'
import { systemProcessClock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/context.ts'
import { systemIds } from '../../kernel/ids.ts'
import type { AnswerRecord } from '../../kernel/server-options.ts'
import { auditTrail } from '../../telemetry/audit.ts'
import { AuditFile } from '../../telemetry/audit-file.ts'
import { Failure } from '../failures.ts'

/** Undefined where none was named. @throws Failure */
export function openAudit(
  { auditFile: path }: Pick<Settings, 'auditFile'>,
  log: Log,
): AuditFile | undefined {
  if (path === undefined) return undefined
  try {
    return new AuditFile({ path, log, clock: systemProcessClock })
  } catch (error) {
    throw new Failure(`the audit file cannot be written: ${(error as Error).message}`)
  }
}

/** Undefined where nobody would read the records: no file is named, and the log leaves them out. */
export function recordKeeper(
  { logLevel }: Pick<Settings, 'logLevel'>,
  file: AuditFile | undefined,
): ((record: AnswerRecord) => string | undefined) | undefined {
  if (file === undefined && logLevel !== 'debug' && logLevel !== 'info') return undefined
  return auditTrail({
    ...{ clock: systemProcessClock, ids: systemIds },
    ...(file && { write: (line) => file.write(line) }),
  })
}
