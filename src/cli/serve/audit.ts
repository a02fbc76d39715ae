/** The file of audit records that the operator has named. */
import type { Settings } from '../../config/settings.ts'
import { systemClock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/context.ts'
import { AuditFile } from '../../telemetry/audit-file.ts'
import { Failure } from '../failures.ts'

/** Undefined where none was named. @throws Failure */
export function openAudit(
  { auditFile: path }: Pick<Settings, 'auditFile'>,
  log: Log,
): AuditFile | undefined {
  if (path === undefined) return undefined
  try {
    return new AuditFile({ path, log, clock: systemClock })
  } catch (error) {
    throw new Failure(`the audit file cannot be written: ${(error as Error).message}`)
  }
}
