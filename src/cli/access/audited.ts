/** Commands leave a record as requests do, in the audit file, if there is one. */
import { hostname, userInfo } from 'node:os'
import type { Settings } from '../../config/settings.ts'
import { systemProcessClock } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import { commandRecord, type Deed } from '../../telemetry/command-record.ts'
import { createLog } from '../../telemetry/log.ts'
import { Failure } from '../failures.ts'
import { openAudit } from '../serve/audit.ts'

/**
 * Does it and writes it down, be it done or refused.
 * @param idOf of what it was done to
 * @throws what `work` throws; Failure where the file cannot be written, before anything is done
 */
export async function audited<T>(
  settings: Settings,
  deed: Deed,
  work: () => Promise<T>,
  idOf: (result: T) => string,
): Promise<T> {
  const file = openAudit(settings, createLog({ level: 'warn', format: 'pretty' }))
  if (file === undefined) return work()
  const { uid, username: name } = userInfo()
  const doer = { uid, name, machine: hostname() }
  const parts = { clock: systemProcessClock, ids: systemIds }
  try {
    const result = await work()
    file.write(commandRecord(deed, doer, { id: idOf(result) }, parts))
    return result
  } catch (error) {
    const refused = error instanceof Failure ? error.message : 'a mistake of the program'
    file.write(commandRecord(deed, doer, { refused }, parts))
    throw error
  } finally {
    await file.close()
  }
}
