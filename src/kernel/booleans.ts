const TRUE_WORDS: readonly string[] = ['1', 't', 'true', 'on', 'y', 'yes']
const FALSE_WORDS: readonly string[] = ['0', 'f', 'false', 'off', 'n', 'no']

/** oslo_utils.strutils.bool_from_string, strict: undefined where the text is no boolean. */
export function booleanFrom(value: boolean | string): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = value.trim().toLowerCase()
  if (TRUE_WORDS.includes(word)) return true
  return FALSE_WORDS.includes(word) ? false : undefined
}
