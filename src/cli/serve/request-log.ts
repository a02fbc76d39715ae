/** A line in the log for each answer that is worth one. */
import type { AnswerRecord } from '../../kernel/server-options.ts'
import type { Log } from '../../kernel/context.ts'
import type { Settings } from '../../config/settings.ts'

/**
 * At `debug` every request; at `info` those that changed something or failed. Reads are most of the
 * traffic and say little afterwards, and `/metrics` counts them. Undefined where none is logged.
 * The line of a request that left an audit record holds that record.
 */
export function logRequests(
  log: Log,
  level: Settings['logLevel'],
): ((record: AnswerRecord, event?: object) => void) | undefined {
  if (level !== 'debug' && level !== 'info') return undefined
  return (record, event) => {
    const { method, url, status } = record
    const read = method === 'GET' || method === 'HEAD'
    const quiet = status < 400 && read && event === undefined
    if (quiet && level === 'info') return
    const write = quiet ? log.debug : log.info
    write(
      {
        request_id: record.requestId,
        service: record.service.project,
        operation: record.operationId,
        user_id: record.userId,
        project_id: record.projectId,
        ms: Math.round(record.milliseconds * 10) / 10,
        ...(event && { audit: true, event }),
      },
      `${method} ${url} ${status}`,
    )
  }
}
