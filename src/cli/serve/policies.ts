/** The operator's policy file, read at the start and again on SIGHUP. */
import { readFile } from 'node:fs/promises'
import { SERVICES } from '../../app.ts'
import type { Log } from '../../kernel/context.ts'
import { rulesOf } from '../../kernel/registry.ts'
import { Failure } from '../failures.ts'

/** Check strings by rule name; none without a file. @throws Failure, PolicyError */
export async function readPolicies(
  file: string | undefined,
  log: Log,
): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map()
  let written: string
  try {
    written = await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure(`the policy file cannot be read: ${(error as Error).message}`)
  }
  const { parsePolicyFile } = await import('../../kernel/policy/file.ts')
  const known = SERVICES.flatMap((service) => rulesOf(service)).map((rule) => rule.name)
  const { overrides, warnings } = parsePolicyFile(written, file, new Set(known))
  for (const warning of warnings) log.warn({}, warning)
  return overrides
}
