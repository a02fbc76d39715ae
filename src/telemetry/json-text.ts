/** Text for lines that are put together as JSON, without an object to serialise. */
import { redact } from './redact.ts'

/** Printable ASCII that JSON writes as it is, and in which no pattern of `redact` but one begins. */
const PLAIN = /^[ !#-<>?A-[\]-~]*$/
/** The one: a signed token. */
const SIGNED = 'eyJ'

/** `text` as a JSON string, without secrets. */
export function jsonText(text: string): string {
  return PLAIN.test(text) && !text.includes(SIGNED) ? `"${text}"` : redact(JSON.stringify(text))
}

/** `,"name":"text"`, or nothing. @param name needs no escaping and is no secret's */
export function jsonMember(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${jsonText(text)}`
}
