import { createHash } from 'node:crypto'
import { preconditionFailed } from './faults.ts'

/** The entity tag of a body, as cinder makes it: MD5 over the exact bytes, unquoted. */
export function etagOf(body: string): string {
  return createHash('md5').update(body).digest('hex')
}

/**
 * Holds a change to what the client last saw. `*` and a missing header pass; quotes and a list are
 * understood (RFC 9110 §13.1.1).
 * @throws 412
 */
export function requireMatch(ifMatch: string | undefined, current: () => string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const wanted = ifMatch.split(',').map((tag) => tag.trim().replaceAll(/^(W\/)?"|"$/g, ''))
  if (!wanted.includes(current())) throw preconditionFailed('')
}
