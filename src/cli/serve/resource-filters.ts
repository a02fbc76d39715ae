/** The operator's file of filters, read at the start. */
import { readFile } from 'node:fs/promises'
import type { AppConfig } from '../../app.ts'
import { Failure } from '../failures.ts'

/** Without a file it is for Block Storage to say. @throws Failure, ConfigError */
export async function readResourceFilters(
  file: string | undefined,
): Promise<AppConfig['resourceFilters']> {
  if (file === undefined) return undefined
  let written: string
  try {
    written = await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure(`the file of filters cannot be read: ${(error as Error).message}`)
  }
  const { parseResourceFilters } = await import('../../config/resource-filters.ts')
  return parseResourceFilters(written, file)
}
