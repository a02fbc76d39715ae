import { version, type Version } from '../../kernel/microversion.ts'
import { refusal } from '../faults.ts'

/** Traits that a request names: one of each set must be there, and none of the forbidden ones. */
export interface TraitsAsked {
  readonly required: readonly ReadonlySet<string>[]
  readonly forbidden: ReadonlySet<string>
}

const FORBIDDEN = version('1.22')
const ANY_OF = version('1.39')

const bad = (reason: string) => refusal(400, `Invalid query string parameters: ${reason}`)

/**
 * What the values of `required`, or of `required` with a suffix, ask for. Before 1.39 the last counts.
 * Source: placement/util.py (normalize_traits_qs_params).
 * @throws 400
 */
export function traitsAsked(values: readonly string[], asOf: Version): TraitsAsked {
  const counted = asOf >= ANY_OF ? values : values.slice(-1)
  const parts = counted.map((value) => traitsIn(value, asOf))
  return {
    required: parts.flatMap(({ required }) => required),
    forbidden: new Set(parts.flatMap(({ forbidden }) => [...forbidden])),
  }
}

/** What `root_required` asks for, which knows no `in:`. @throws 400 */
export function rootTraitsAsked(value: string): TraitsAsked {
  return value.startsWith('in:') ? refuseAnyOf(value) : listed(value, true)
}

function traitsIn(value: string, asOf: Version): TraitsAsked {
  if (!value.startsWith('in:')) return listed(value, asOf >= FORBIDDEN)
  if (asOf < ANY_OF) refuseAnyOf(value)
  const names = value.slice('in:'.length).split(',').map(trimmed)
  if (names.includes('')) {
    throw bad(
      "Expected 'required' parameter value of the form: in:HW_CPU_X86_VMX,CUSTOM_MAGIC. Got an empty " +
        `trait in: ${value}`,
    )
  }
  if (names.some((name) => name.startsWith('!'))) {
    throw bad(
      "The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' does not support forbidden traits. Got: " +
        value,
    )
  }
  return { required: [new Set(names)], forbidden: new Set() }
}

function refuseAnyOf(value: string): never {
  throw bad(
    "The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39. Got: " +
      value,
  )
}

function listed(value: string, mayForbid: boolean): TraitsAsked {
  const names = value.split(',').map(trimmed)
  const forbidden = names
    .filter((name) => name.startsWith('!'))
    .map((name) => name.replace(/^!+/, ''))
  const form = mayForbid ? 'HW_CPU_X86_VMX,!CUSTOM_MAGIC' : 'HW_CPU_X86_VMX,CUSTOM_MAGIC'
  const expected = `Expected 'required' parameter value of the form: ${form}. Got`
  if (names.includes('') || forbidden.includes(''))
    throw bad(`${expected} an empty trait in: ${value}`)
  if (forbidden.length > 0 && !mayForbid) throw bad(`${expected}: ${value}`)
  const required = names.filter((name) => !name.startsWith('!')).map((name) => new Set([name]))
  return { required, forbidden: new Set(forbidden) }
}

const trimmed = (text: string): string => text.trim()
