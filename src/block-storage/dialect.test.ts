import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { fieldMessage } from '../kernel/dialect.ts'
import { validator } from '../kernel/validate.ts'
import { NAME_NON_MANDATORY_REMOVE_WHITE_SPACES as NAME } from './formats.ts'

// The messages here were recorded from the real service (Zed).

function metadata(pattern: string, value: object) {
  return T.Unsafe<Record<string, string | null>>({
    type: 'object',
    patternProperties: { [pattern]: value },
    additionalProperties: false,
  })
}

describe('cinder words what is wrong with a volume', () => {
  const size = T.Unsafe<number>({ type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: 1 })
  const create = T.Object({
    volume: T.Object({
      size: T.Optional(size),
      name: T.Optional(T.String({ format: NAME })),
      metadata: T.Optional(
        metadata('^[a-zA-Z0-9-_:. /]{1,255}$', { type: 'string', maxLength: 255 }),
      ),
    }),
  })
  test.each<[object, string]>([
    [
      { size: '0' },
      'Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1',
    ],
    [
      { size: 'abc' },
      "Invalid input for field/attribute size. Value: abc. 'abc' does not match '^[0-9]+$'",
    ],
    [
      { metadata: { a: null } },
      "Invalid input for field/attribute a. Value: None. None is not of type 'string'",
    ],
    [{ name: 'n'.repeat(256) }, 'Invalid input received: name has 256 characters, more than 255.'],
  ])('%j', (volume, message) => {
    expect(validator(create)({ volume })).toBe(false)
    expect(fieldMessage(create, { volume }, 'body')).toBe(message)
  })
})

describe('formats accept what cinder accepts', () => {
  const cases: Record<string, { good: unknown[]; bad: unknown[] }> = {
    mysql_text: { good: ['é'.repeat(32_767)], bad: ['é'.repeat(32_768)] },
    name_not_blank: { good: ['a'], bad: [null, '', ' \n'] },
    name_skip_leading_trailing_spaces: {
      good: [` ${'a'.repeat(255)} `],
      bad: [null, '', ' ', 'a'.repeat(256)],
    },
    description_non_mandatory_remove_white_spaces: {
      good: [null, '', ` ${'a'.repeat(255)} `],
      bad: ['a'.repeat(256)],
    },
    availability_zone: { good: [null, 'nova'], bad: ['', ' ', 'a'.repeat(256)] },
    disabled_reason: { good: ['', 'why'], bad: [' ', 'a'.repeat(256)] },
    group_type: { good: ['g'], bad: ['', ' '] },
  }

  test.each(Object.entries(cases))('%s', (name, { good, bad }) => {
    const accepts = validator(T.Unsafe({ format: name }))
    for (const value of good) expect([value, accepts(value)]).toEqual([value, true])
    for (const value of bad) expect([value, accepts(value)]).toEqual([value, false])
  })
})
