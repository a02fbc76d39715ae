/** Loaded when a pattern first needs it. */
import { RE2JS } from 're2js'

/**
 * Whether values match, in time that grows with their length alone, whatever a client has sent. A
 * pattern that is none in this syntax matches nothing.
 */
export function matcher(source: string): (value: string) => boolean {
  try {
    const pattern = RE2JS.compile(source.replaceAll('|', String.raw`\|`), RE2JS.CASE_INSENSITIVE)
    return (value) => pattern.matcher(value).find()
  } catch {
    return () => false
  }
}
