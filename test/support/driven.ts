/** Which operations the tests have driven over HTTP, and with what status: the coverage page. */
import { appendFileSync } from 'node:fs'
import type { AnswerRecord } from '../../src/kernel/server.ts'

/** Where the records of a run go; the runner sets it, a single test file runs without. */
const file = process.env['STACKLING_DRIVEN_FILE']
const seen = new Set<string>()

export function recordAnswer({ service, operationId, status }: AnswerRecord): void {
  if (file === undefined || operationId === undefined) return
  const line = `${service.type}\t${operationId}\t${status}\n`
  if (seen.has(line)) return
  seen.add(line)
  appendFileSync(file, line)
}
