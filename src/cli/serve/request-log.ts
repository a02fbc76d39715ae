/** A line in the log for each answer that is worth one. */
import type { Settings } from '../../config/settings.ts'
import { isoTime, type ProcessClock } from '../../kernel/clock.ts'
import type { AnswerRecord } from '../../kernel/server-options.ts'
import { jsonMember, jsonText } from '../../telemetry/json-text.ts'
import type { LogFile } from '../../telemetry/log.ts'

export interface RequestLogParts {
  readonly log: Pick<LogFile, 'line'>
  readonly level: Settings['logLevel']
  readonly clock: Pick<ProcessClock, 'now'>
}

/**
 * At `debug` every request; at `info` those that changed something or failed. Reads are most of the
 * traffic and say little afterwards, and `/metrics` counts them. Undefined where none is logged.
 * The line of a request that left an audit record holds that record, which is given as JSON.
 */
export function logRequests({
  log,
  level,
  clock,
}: RequestLogParts): ((record: AnswerRecord, event?: string) => void) | undefined {
  if (level !== 'debug' && level !== 'info') return undefined
  return (record, event) => {
    const { method, status } = record
    const read = method === 'GET' || method === 'HEAD'
    const quiet = status < 400 && read && event === undefined
    if (quiet && level === 'info') return
    log.line(lineOf(record, quiet ? 'debug' : 'info', isoTime(clock.now()), event))
  }
}

/** As pino would write it, put together here: every change has one, and it is most of its record. */
function lineOf(
  record: AnswerRecord,
  level: 'debug' | 'info',
  time: string,
  event: string | undefined,
): string {
  const { method, url, status, service } = record
  const milliseconds = Math.round(record.milliseconds * 10) / 10
  return (
    `{"level":"${level}","time":"${time}","request_id":"${record.requestId}"` +
    jsonMember('service', service.project) +
    jsonMember('operation', record.operationId) +
    jsonMember('user_id', record.userId) +
    jsonMember('project_id', record.projectId) +
    `,"ms":${milliseconds}` +
    (event === undefined ? '' : `,"audit":true,"event":${event}`) +
    `,"msg":${jsonText(`${method} ${url} ${status}`)}}\n`
  )
}
