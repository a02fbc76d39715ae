import { isUuidLike } from '../../kernel/formats.ts'
import { version, type Version } from '../../kernel/microversion.ts'
import { refusal } from '../faults.ts'

/** Aggregates that a request names: one of each set is needed, and none of the forbidden ones. */
export interface AggregatesAsked {
  readonly required: readonly ReadonlySet<string>[]
  readonly forbidden: ReadonlySet<string>
}

const SEVERAL = version('1.24')
const FORBIDDEN = version('1.32')

/**
 * What the values of `member_of` with a suffix ask for.
 * Source: placement/util.py (normalize_member_of_qs_params).
 * @throws 400
 */
export function aggregatesAsked(
  values: readonly string[],
  suffix: string,
  asOf: Version,
): AggregatesAsked {
  if (values.length > 1 && asOf < SEVERAL) {
    throw refusal(400, `Multiple member_of${suffix} parameters are not supported`)
  }
  const required: ReadonlySet<string>[] = []
  const forbidden = new Set<string>()
  for (const value of values) {
    const { isForbidden, uuids } = aggregatesIn(value)
    if (!isForbidden) {
      required.push(new Set(uuids))
      continue
    }
    if (asOf < FORBIDDEN) {
      throw refusal(
        400,
        `Forbidden member_of${suffix} parameters are not supported in the specified microversion`,
      )
    }
    for (const uuid of uuids) forbidden.add(uuid)
  }
  return { required, forbidden }
}

function aggregatesIn(value: string): { isForbidden: boolean; uuids: readonly string[] } {
  const [, not, among, rest] = /^(!?)(in:)?(.*)$/s.exec(value)!
  if (value.includes(',') && among === undefined) {
    throw refusal(
      400,
      "Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the " +
        `valid microversion. Got: ${value}`,
    )
  }
  const uuids = among === undefined ? [rest!] : rest!.split(',')
  const odd = uuids.find((uuid) => !isUuidLike(uuid))
  if (odd !== undefined) {
    throw refusal(
      400,
      "Invalid query string parameters: Expected 'member_of' parameter to contain valid UUID(s). " +
        `Got: ${odd}`,
    )
  }
  return { isForbidden: not === '!', uuids }
}
