/** The operator's file of identity providers, read at the start. */
import { readFile } from 'node:fs/promises'
import type { FederationSettings } from '../../app/administration.ts'
import type { Log } from '../../kernel/context.ts'
import { Failure } from '../failures.ts'

/** No identity providers without a file. @throws Failure, ConfigError */
export async function readFederation(
  file: string | undefined,
  log: Log,
): Promise<Partial<FederationSettings>> {
  if (file === undefined) return {}
  let written: string
  try {
    written = await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure(`the federation file cannot be read: ${(error as Error).message}`)
  }
  const { parseFederation } = await import('../../config/federation.ts')
  const { settings, warnings } = parseFederation(written, file)
  for (const warning of warnings) log.warn({}, warning)
  return settings
}
