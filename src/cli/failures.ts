/** Turns what went wrong into words for whoever started the program. */
import { ConfigError } from '../config/errors.ts'
import { PolicyError } from '../kernel/policy.ts'
import { CannotOpenDatabase } from '../storage/open.ts'
import { NewerSchema } from '../storage/migrate.ts'
import { UsageError } from './command.ts'

/** A reason to stop that the user can do something about: shown as it is, without a stack. */
export class Failure extends Error {
  override name = 'Failure'
}

const FOR_THE_USER = [
  UsageError,
  ConfigError,
  Failure,
  CannotOpenDatabase,
  NewerSchema,
  PolicyError,
]

/** One line for what the user can mend; the whole stack for what only a developer can. */
export function explain(error: unknown): string {
  if (FOR_THE_USER.some((kind) => error instanceof kind)) return (error as Error).message
  const { stack } = error as Error
  return `this should not have happened; please report it.\n${stack ?? String(error)}`
}
