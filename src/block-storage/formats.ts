/**
 * Cinder's formats. Its `name` differs from nova's and is called `name_not_blank` here, because
 * schemas of all services share one table. Sources: cinder/api/validation/validators.py; of the
 * texts on length, oslo_utils.strutils.check_string_length.
 */
import { defineFormat, ofStrings, type FormatCheck } from '../kernel/formats.ts'
import { repr } from '../kernel/python.ts'
import { pythonPattern } from '../kernel/pattern.ts'

const NAME_LENGTH_MAX = 255

function cinderName(reason: string): string {
  return `An invalid 'name' value was provided. The 'name' ${reason}`
}

function lengthProblem(text: string, name: string, min: number): string | undefined {
  const length = [...text].length
  const problem = `Invalid input received: ${name} has ${length} characters`
  if (length < min) return `${problem}, less than ${min}.`
  return length > NAME_LENGTH_MAX ? `${problem}, more than ${NAME_LENGTH_MAX}.` : undefined
}

/** At most 255 characters once the spaces around them are gone; null and '' are fine. */
function trimmedLength(name: string): FormatCheck {
  return (value) => typeof value !== 'string' || (lengthProblem(strip(value), name, 0) ?? true)
}

const OUTER_SPACE = pythonPattern('^\\s+|\\s+\\Z')

/** Python's `str.strip()`. */
function strip(text: string): string {
  return text.replace(OUTER_SPACE, '').replace(OUTER_SPACE, '')
}

export const MYSQL_TEXT = defineFormat(
  'mysql_text',
  ofStrings((text) => Buffer.byteLength(text) <= 65_535),
)
export const NAME_NOT_BLANK = defineFormat('name_not_blank', (value) => {
  if (typeof value !== 'string' || value === '') return cinderName('can not be None.')
  return strip(value) !== '' || cinderName('can not be empty.')
})
export const NAME_SKIP_LEADING_TRAILING_SPACES = defineFormat(
  'name_skip_leading_trailing_spaces',
  (value) => {
    if (typeof value !== 'string' || value === '') return cinderName('can not be None.')
    const name = strip(value)
    if (name === '') return cinderName('can not be empty.')
    return (
      [...name].length <= NAME_LENGTH_MAX ||
      cinderName(`can not be greater than ${NAME_LENGTH_MAX} characters.`)
    )
  },
)
export const NAME_NON_MANDATORY_REMOVE_WHITE_SPACES = defineFormat(
  'name_non_mandatory_remove_white_spaces',
  trimmedLength('name'),
)
export const DESCRIPTION_NON_MANDATORY_REMOVE_WHITE_SPACES = defineFormat(
  'description_non_mandatory_remove_white_spaces',
  trimmedLength('description'),
)
export const AVAILABILITY_ZONE = defineFormat('availability_zone', (value) => {
  if (value === null) return true
  if (typeof value !== 'string' || value === '') return "The 'availability_zone' can not be None."
  return lengthProblem(strip(value), 'availability_zone', 1) ?? true
})
export const DISABLED_REASON = defineFormat(
  'disabled_reason',
  ofStrings(
    (text) => text === '' || lengthProblem(strip(text), 'disabled_reason', 1) === undefined,
  ),
)
export const GROUP_TYPE = defineFormat(
  'group_type',
  ofStrings((text) => text !== '' && lengthProblem(strip(text), 'group_type', 1) === undefined),
)
export const KEY_SIZE = defineFormat(
  'key_size',
  ofStrings(
    (text) =>
      /^(0|-?[1-9]\d{0,8})$/.test(text) || 'Invalid input received: key_size must be an integer.',
  ),
)

/** Words as Python shows a tuple of them. */
export function tuple(words: readonly string[]): string {
  return `(${words.map((word) => repr(word)).join(', ')})`
}
