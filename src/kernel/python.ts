/**
 * The real services are written in Python, and clients see it: in messages, in the bytes of
 * bodies, in filters. This is the one door to how Python writes and reads values.
 */
export { b64decode } from './python/base64.ts'
export { COMPACT, compactSorted, dumps, SPACED, styled } from './python/dumps.ts'
export type { JsonStyle } from './python/dumps.ts'
export {
  ExactNumber,
  holdsExactNumbers,
  keepsExactNumbers,
  parseExactly,
  pythonFloat,
} from './python/exact-number.ts'
export { literalEval } from './python/literal.ts'
export type { Literal } from './python/literal.ts'
export { pformat } from './python/pformat.ts'
export { repr, str } from './python/repr.ts'
export { Written } from './python/written.ts'
