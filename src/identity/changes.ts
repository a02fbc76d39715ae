/** What changes of most resources have in common, whatever else they may change. */
import { badRequest } from '../kernel/faults.ts'
import { parseExactly } from '../kernel/python.ts'
import { extraOf } from './collections.ts'

/** The id may stand in a change, as it is. @throws 400 */
export function refuseOtherId(asked: object, id: string, message = 'Cannot change ID'): void {
  const { id: wanted } = asked as { id?: unknown }
  if ((wanted ?? id) !== id) throw badRequest(message)
}

/**
 * What clients put in beside the attributes that we know, after a change.
 * @param before as it is stored: JSON
 */
export function changedExtra(
  before: string,
  asked: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): string {
  return JSON.stringify({ ...(parseExactly(before) as object), ...extraOf(asked, known) })
}
