/**
 * Before the run: a file for what the tests drive. After it: away with it. A file that the
 * environment names is kept and added to, so that one can run a long suite in parts.
 */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DRIVEN_FILE } from './driven-file.ts'
import { suiteFiles } from './test-files.ts'

export default function setup(): (() => void) | undefined {
  const kept = process.env[DRIVEN_FILE]
  if (kept !== undefined) {
    appendFileSync(kept, started())
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'stackling-driven-'))
  const file = join(folder, 'driven.tsv')
  writeFileSync(file, started())
  process.env[DRIVEN_FILE] = file
  return () => rmSync(folder, { recursive: true, force: true })
}

/** The files there are when the run starts: those written meanwhile are not waited for. */
function started(): string {
  return suiteFiles()
    .map((path) => `suite\t${path}\n`)
    .join('')
}
