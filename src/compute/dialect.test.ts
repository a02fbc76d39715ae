import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { fieldMessage } from '../kernel/dialect.ts'
import { validator } from '../kernel/validate.ts'
import { NAME } from './formats.ts'

// The messages here were recorded from the real service (Zed).

function metadata(pattern: string, value: object) {
  return T.Unsafe<Record<string, string | null>>({
    type: 'object',
    patternProperties: { [pattern]: value },
    additionalProperties: false,
  })
}

const CLOSED = { additionalProperties: false }
const setMetadata = T.Object(
  {
    set_metadata: T.Object(
      {
        metadata: metadata('^[a-zA-Z0-9-_:. ]{1,255}$', {
          type: ['string', 'null'],
          maxLength: 255,
        }),
      },
      CLOSED,
    ),
  },
  CLOSED,
)

describe('nova words what is wrong with set_metadata', () => {
  const long = 'v'.repeat(256)
  const regexes = "the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'"
  const field = 'Invalid input for field/attribute'
  test.each<[unknown, string]>([
    [{}, `${field} set_metadata. Value: {}. 'metadata' is a required property`],
    [null, `${field} set_metadata. Value: None. None is not of type 'object'`],
    [{ metadata: null }, `${field} metadata. Value: None. None is not of type 'object'`],
    [{ metadata: [] }, `${field} metadata. Value: []. [] is not of type 'object'`],
    [
      { metadata: { k: 'v' }, extra: 1 },
      `${field} set_metadata. Value: {'metadata': {'k': 'v'}, 'extra': 1}. ` +
        "Additional properties are not allowed ('extra' was unexpected)",
    ],
    [
      { metadata: { '': 'v' } },
      `${field} metadata. Value: {'': 'v'}. '' does not match any of ${regexes}`,
    ],
    [
      { metadata: { 'x!': 'y', 'k@': 'v' } },
      `${field} metadata. Value: {'x!': 'y', 'k@': 'v'}. ` +
        `'k@', 'x!' do not match any of ${regexes}`,
    ],
    [{ metadata: { k: 1 } }, `${field} k. Value: 1. 1 is not of type 'string', 'null'`],
    [{ metadata: { k: true } }, `${field} k. Value: True. True is not of type 'string', 'null'`],
    [{ metadata: { k: long } }, `${field} k. Value: ${long}. '${long}' is too long`],
  ])('%j', (action, message) => {
    const body = { set_metadata: action }
    expect(validator(setMetadata)(body)).toBe(false)
    expect(fieldMessage(setMetadata, body, 'body')).toBe(message)
  })

  test('under /v2 an odd key has other words', () => {
    const body = { set_metadata: { metadata: { 'x!': 'y', 'k@': 'v' } } }
    expect(fieldMessage(setMetadata, body, 'body', true)).toBe(
      "Invalid input for field/attribute metadata. Value: {'x!': 'y', 'k@': 'v'}. " +
        "Additional properties are not allowed ('x!', 'k@' were unexpected)",
    )
  })

  test('a key may end in the newline that Python lets through, lengths count code points', () => {
    const accepts = validator(setMetadata)
    expect(accepts({ set_metadata: { metadata: { 'k\n': '😀'.repeat(255), z: null } } })).toBe(true)
    expect(accepts({ set_metadata: { metadata: { 'k\n\n': 'v' } } })).toBe(false)
  })

  test('an error at the top is said without a place', () => {
    expect(fieldMessage(setMetadata, null, 'body')).toBe("None is not of type 'object'")
  })

  test('a query names the parameter, not the position of its value', () => {
    const query = T.Object({ limit: T.Array(T.String({ pattern: '^[0-9]*$' }), { maxItems: 1 }) })
    expect(fieldMessage(query, { limit: ['x'] }, 'query')).toBe(
      "Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]*$'",
    )
  })

  test('a format with words of its own says only those', () => {
    const body = T.Object({ name: T.String({ minLength: 1, maxLength: 255, format: NAME }) })
    expect(fieldMessage(body, { name: ' n' }, 'body')).toBe(
      "An invalid 'name' value was provided. The name must be: printable characters. " +
        'Can not start or end with whitespace.',
    )
    expect(fieldMessage(body, { name: '' }, 'body')).toBe(
      "Invalid input for field/attribute name. Value: . '' should be non-empty",
    )
  })
})

describe('formats accept what nova accepts', () => {
  const cases: Record<string, { good: unknown[]; bad: unknown[] }> = {
    [NAME]: { good: ['a b', 'a\n', ''], bad: [' a', 'a ', 'a\tb', '😀', 'a\n\n', 1] },
    name_with_leading_trailing_spaces: { good: [' a b '], bad: [' ', '', '\t', '😀'] },
    az_name: { good: ['az 1'], bad: ['a:b', ' a'] },
    az_name_with_leading_trailing_spaces: { good: [' az '], bad: ['a:b', ' '] },
  }

  test.each(Object.entries(cases))('%s', (name, { good, bad }) => {
    const accepts = validator(T.Unsafe({ format: name }))
    for (const value of good) expect([value, accepts(value)]).toEqual([value, true])
    for (const value of bad) expect([value, accepts(value)]).toEqual([value, false])
  })
})
