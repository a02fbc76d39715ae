/** `stackling coverage`: which calls of the real services are answered here. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { coveragePage, type CoverageRow } from '../../kernel/coverage.ts'
import type { Run } from '../command.ts'
import { Failure } from '../failures.ts'
import { servicesNamed } from '../services.ts'

export const coverage: Run = async ({ options, io }) => {
  const types = new Set(servicesNamed(options.get('service')).map((service) => service.type))
  const rows = await readRows(join(packageRoot(), 'docs/coverage.json'))
  io.out(coveragePage(rows.filter((row) => types.has(row.service))).trimEnd())
  return 0
}

/** What the tests found out when they last ran as a whole. */
async function readRows(file: string): Promise<CoverageRow[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as CoverageRow[]
  } catch (error) {
    throw new Failure(`what the tests have covered cannot be read: ${(error as Error).message}`)
  }
}

/** The program lies in dist/ of its package, or in src/ of a clone. */
function packageRoot(): string {
  let directory = import.meta.dirname
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory)
  return directory
}
