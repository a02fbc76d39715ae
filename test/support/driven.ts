/**
 * What the tests have driven over HTTP, and with what status: the coverage page. Each run has a
 * file of its own (`driven-setup.ts`), to which every test process appends lines.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { AnswerRecord } from '../../src/kernel/server-options.ts'
import { DRIVEN_FILE } from './driven-file.ts'

/** Suites that call everything on principle: what they reach is not tested for what it does. */
const SWEEPING = /\/test\/(registry|parity)\//

const seen = new Set<string>()

/** Appends a line that this process has not written yet. */
export function note(...words: readonly (string | number)[]): void {
  const file = process.env[DRIVEN_FILE]
  const line = `${words.join('\t')}\n`
  if (file === undefined || seen.has(line)) return
  seen.add(line)
  appendFileSync(file, line)
}

export function recordAnswer({ service, operationId, method, url, status }: AnswerRecord): void {
  if (operationId === undefined) return
  const path = url.startsWith(`${service.sharedPath}/`) ? url.slice(service.sharedPath.length) : url
  const mount = service.mounts.find(({ prefix }) => new RegExp(`^${prefix}(?![^/?])`).test(path))
  const kind = SWEEPING.test(expect.getState().testPath ?? '') ? 'swept' : 'driven'
  note(kind, service.type, operationId, mount?.id ?? '', method, status)
}

export interface DrivenRecord {
  readonly service: string
  readonly operation: string
  readonly mount: string
  readonly method: string
  readonly status: number
  /** By a suite that calls everything. */
  readonly swept: boolean
}

/** What has been recorded so far in this run, and the test files that it has not come to. */
export function readRecords(): { answers: DrivenRecord[]; notRun: string[] } {
  const file = process.env[DRIVEN_FILE]
  const lines = file === undefined ? [] : readFileSync(file, 'utf8').trimEnd().split('\n')
  const rows = lines.map((line) => line.split('\t') as [string, ...string[]])
  const paths = (wanted: string) =>
    rows.filter(([kind]) => kind === wanted).map(([, path]) => path!)
  const begun = new Set(paths('file'))
  return {
    notRun: paths('suite').filter((path) => !begun.has(path) && existsSync(path)),
    answers: rows
      .filter(([kind]) => kind === 'driven' || kind === 'swept')
      .map(([kind, service, operation, mount, method, status]) => ({
        service: service!,
        operation: operation!,
        mount: mount!,
        method: method!,
        status: Number(status),
        swept: kind === 'swept',
      })),
  }
}
