/**
 * Takes secrets out of a line of the log, wherever in it they stand. Strangers choose much of what
 * is logged, so no pattern may take longer than the line is long: whatever repeats and is sought
 * from every place has an end.
 */

const MASK = '[redacted]'

/** Members of JSON whose value nobody may read, also inside JSON that was logged as text. */
const NAMES =
  'x-auth-token|x-subject-token|x-service-token|authorization|cookie|set-cookie|password|adminPass' +
  '|original_password|admin_pass|secret|client_secret|private_key|token|auth_key'
const MEMBER = new RegExp(String.raw`("(?:${NAMES})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[\d.]+)`, 'gi')
/** The same with its quotes escaped, up to four times over. */
const INNER_MEMBER = new RegExp(
  String.raw`((\\{1,15})"(?:${NAMES})\2"\s*:\s*)(?:\2".*?(?<!\\)\2"|[\d.]+)`,
  'gi',
)
/** Signed tokens: three parts, the first of which is `{"…` in base64. */
const SIGNED = /eyJ[\w-]{8,512}\.[\w-]+\.[\w-]+/g
/** `scheme://user:password@`. */
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi
/** What browsers bring back from an identity provider. */
const IN_QUERY = /([?&](?:code|state)=)[^&\s"]+/g

/**
 * Each pattern beside what no match of it lacks. Lines are many and secrets in them few: looking
 * for a few letters costs a small part of what the patterns do.
 */
const RULES: readonly (readonly [RegExp, needle: string, masked: string])[] = [
  [MEMBER, '"', `$1"${MASK}"`],
  [INNER_MEMBER, '\\"', `$1$2"${MASK}$2"`],
  [SIGNED, 'eyJ', MASK],
  [IN_ADDRESS, '@', `$1${MASK}@`],
  [IN_QUERY, '=', `$1${MASK}`],
]

export function redact(line: string): string {
  let text = line
  for (const [pattern, needle, masked] of RULES) {
    if (text.includes(needle)) text = text.replaceAll(pattern, masked)
  }
  return text
}
