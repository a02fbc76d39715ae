/** Nova's formats. Source: nova/api/validation/validators.py and parameter_types.py. */
import { defineFormat, type FormatCheck } from '../kernel/formats.ts'

// The character ranges end at U+FFFF, so that emoji are refused.
const BEYOND = '\\u{10000}-\\u{10ffff}'
const PRINTABLE = `[^\\p{C}\\p{Zl}\\p{Zp}${BEYOND}]`
const PRINTABLE_BUT_COLON = `[^\\p{C}\\p{Zl}\\p{Zp}${BEYOND}:]`
const VISIBLE = new RegExp(`[^\\p{C}\\p{Z}${BEYOND}]`, 'u')
const VISIBLE_BUT_COLON = new RegExp(`[^\\p{C}\\p{Z}${BEYOND}:]`, 'u')
const EDGE = '[\\p{C}\\p{Z}]'

/** Source: nova's InvalidName. */
function novaName(reason: string, fits: (text: string) => boolean): FormatCheck {
  const message = `An invalid 'name' value was provided. The name must be: ${reason}`
  return (value) => (typeof value === 'string' && fits(value)) || message
}

/** Characters of `set` only, none at either end that is space or unprintable. */
function trimmed(set: string): (text: string) => boolean {
  const pattern = new RegExp(`^(?!${EDGE})${set}*(?<!${EDGE})(?=\\n?$)`, 'u')
  return (text) => pattern.test(text)
}

/** Characters of `set` only, at least one of them visible. */
function visible(set: string, some: RegExp): (text: string) => boolean {
  const pattern = new RegExp(`^${set}+(?=\\n?$)`, 'u')
  return (text) => pattern.test(text) && some.test(text)
}

export const NAME = defineFormat(
  'name',
  novaName('printable characters. Can not start or end with whitespace.', trimmed(PRINTABLE)),
)
export const NAME_WITH_LEADING_TRAILING_SPACES = defineFormat(
  'name_with_leading_trailing_spaces',
  novaName(
    'printable characters with at least one non space character',
    visible(PRINTABLE, VISIBLE),
  ),
)
export const AZ_NAME = defineFormat(
  'az_name',
  novaName(
    'printable characters except :.Can not start or end with whitespace.',
    trimmed(PRINTABLE_BUT_COLON),
  ),
)
export const AZ_NAME_WITH_LEADING_TRAILING_SPACES = defineFormat(
  'az_name_with_leading_trailing_spaces',
  novaName(
    'printable characters except :, with at least one non space character',
    visible(PRINTABLE_BUT_COLON, VISIBLE_BUT_COLON),
  ),
)
