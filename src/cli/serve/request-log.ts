/** A line in the log for each answer that is worth one. */
import type { AnswerRecord } from '../../kernel/server.ts'
import type { Log } from '../../kernel/context.ts'
import type { Settings } from '../../config/settings.ts'

/**
 * At `debug` every request; at `info` those that changed something or failed. Reads are most of the
 * traffic and say little afterwards, and `/metrics` counts them. Undefined where none is logged.
 */
export function logRequests(
  log: Log,
  level: Settings['logLevel'],
): ((record: AnswerRecord) => void) | undefined {
  if (level !== 'debug' && level !== 'info') return undefined
  return (record) => {
    const { method, url, status } = record
    const quiet = status < 400 && (method === 'GET' || method === 'HEAD')
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
      },
      `${method} ${url} ${status}`,
    )
  }
}
