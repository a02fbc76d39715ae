import { Type as T } from 'typebox'

/** One of these. That it is no text at all is said first, as where the real schema names both. */
export function words<const Word extends string>(...known: readonly Word[]) {
  return T.Unsafe<Word>({ type: 'string', enum: known })
}
