import type { Check } from './check.ts'
import type { PolicyRule } from './rule.ts'

export interface PolicyFileOptions {
  /** How messages call the file. */
  readonly fileName: string
  /** The rules of each service that the file is for, by the service's type. */
  readonly services: ReadonlyMap<string, readonly PolicyRule[]>
  /** Rules that nothing here asks for, and that a file may yet be about. None unless told. */
  readonly foreign?: ReadonlySet<string>
  /** Names that nobody has, and names given twice, are refused rather than warned of. */
  readonly strict?: boolean
  /** `; did you mean "x"?`, or nothing. */
  readonly suggest?: (name: string, among: readonly string[]) => string
}

/** What the operator says of one rule. */
export interface Override {
  readonly name: string
  /** The check string; one that allows nobody where it cannot be read. */
  readonly text: string
  readonly check: Check
  /** `file:line:column` of the name. */
  readonly place: string
  /** The same of a part of the check. */
  placeOf(part: string): string
}
