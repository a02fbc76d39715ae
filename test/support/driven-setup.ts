/** Before the run: a file for what the tests drive. After it: away with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DRIVEN_FILE } from './driven-file.ts'

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'stackling-driven-'))
  const file = join(folder, 'driven.tsv')
  writeFileSync(file, '')
  process.env[DRIVEN_FILE] = file
  return () => rmSync(folder, { recursive: true, force: true })
}
