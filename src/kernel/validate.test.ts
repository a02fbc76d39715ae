import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineFormat, formats } from './formats.ts'
import { isPythonPattern, pythonPattern } from './pattern.ts'
import { cinderMessage, keystoneMessage, novaMessage, validator } from './validate.ts'

// The messages here were recorded from the real services (Zed).

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
    expect(novaMessage(setMetadata, body, 'body')).toBe(message)
  })

  test('under /v2 an odd key has other words', () => {
    const body = { set_metadata: { metadata: { 'x!': 'y', 'k@': 'v' } } }
    expect(novaMessage(setMetadata, body, 'body', true)).toBe(
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
    expect(novaMessage(setMetadata, null, 'body')).toBe("None is not of type 'object'")
  })

  test('a query names the parameter, not the position of its value', () => {
    const query = T.Object({ limit: T.Array(T.String({ pattern: '^[0-9]*$' }), { maxItems: 1 }) })
    expect(novaMessage(query, { limit: ['x'] }, 'query')).toBe(
      "Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]*$'",
    )
  })

  test('a format with words of its own says only those', () => {
    const body = T.Object({ name: T.String({ minLength: 1, maxLength: 255, format: 'name' }) })
    expect(novaMessage(body, { name: ' n' }, 'body')).toBe(
      "An invalid 'name' value was provided. The name must be: printable characters. " +
        'Can not start or end with whitespace.',
    )
    expect(novaMessage(body, { name: '' }, 'body')).toBe(
      "Invalid input for field/attribute name. Value: . '' is too short",
    )
  })
})

describe('cinder words what is wrong with a volume', () => {
  const size = T.Unsafe<number>({ type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: 1 })
  const create = T.Object({
    volume: T.Object({
      size: T.Optional(size),
      name: T.Optional(T.String({ format: 'name_non_mandatory_remove_white_spaces' })),
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
    expect(cinderMessage(create, { volume })).toBe(message)
  })
})

describe('keystone shows the schema and the value', () => {
  const name = T.String({ minLength: 1, maxLength: 255, pattern: '[\\S]+' })
  const domainId = T.String({ minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9-]+$' })
  const project = T.Object({ domain_id: domainId, name }, { additionalProperties: true })

  test('with the place of an error below the top', () => {
    const body = { domain_id: ' a', name: 'p' }
    expect(validator(project)(body)).toBe(false)
    expect(keystoneMessage(project, body)).toBe(
      `Invalid input for field 'domain_id': ' a' does not match '^[a-zA-Z0-9-]+$'

Failed validating 'pattern' in schema['properties']['domain_id']:
    {'maxLength': 64,
     'minLength': 1,
     'pattern': '^[a-zA-Z0-9-]+$',
     'type': 'string'}

On instance['domain_id']:
    ' a'`,
    )
  })

  test('and without one at the top', () => {
    const auth = T.Object({ identity: T.Object({ methods: T.Array(T.String()) }) })
    expect(keystoneMessage(auth, {})).toBe(
      `'identity' is a required property

Failed validating 'required' in schema:
    {'properties': {'identity': {'properties': {'methods': {'items': {'type': 'string'},
                                                            'type': 'array'}},
                                 'required': ['methods'],
                                 'type': 'object'}},
     'required': ['identity'],
     'type': 'object'}

On instance:
    {}`,
    )
  })

  test('a name of spaces is refused, whatever Unicode calls a space', () => {
    const accepts = validator(project)
    expect(accepts({ domain_id: 'd', name: ' \u3000\x1f' })).toBe(false)
    expect(accepts({ domain_id: 'd', name: '\ufeff' })).toBe(true)
  })
})

describe('formats accept what the real services accept', () => {
  const cases: Record<string, { good: unknown[]; bad: unknown[] }> = {
    uuid: {
      good: [
        '5a3b1daa-392c-418f-b203-6d1d8a6ba054',
        '5A3B1DAA392C418FB2036D1D8A6BA054',
        '{5a3b1daa-392c-418f-b203-6d1d8a6ba054}',
        null,
      ],
      bad: ['', '5a3b1daa-392c-418f-b203-6d1d8a6ba05', 'g'.repeat(32)],
    },
    'date-time': {
      good: [
        '2026-01-02T03:04:05Z',
        '2026-01-02 03:04',
        '2026',
        '2024-2-29',
        '20260102',
        '2026-01-02T03:04:05,5+0130',
      ],
      bad: ['', '202601', '2026-02-30', '2026-01-02T24:00:00', 'yesterday', '2026-01-02T03:04:60Z'],
    },
    base64: { good: ['', 'YQ==', 'YWI=', 'YW Jj\n'], bad: ['YQ=', 'YWJ', 'é'] },
    cidr: {
      good: ['10.0.0.0/8', '10/8', '10.0.0.0/255.0.0.0', '::/0', 'fe80::/64'],
      bad: ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/255.0.1.0', '10.0.0.0/8 ', 'x/8', '::/129'],
    },
    uri: { good: ['http://h/p?q#f', 'https://[::1]:80'], bad: ['h/p', 'http:///p', 'http://h/ p'] },
    ipv4: { good: ['0.0.0.0'], bad: ['1.2.3', '01.2.3.4'] },
    ipv6: { good: ['::1'], bad: ['::1%eth0', '1.2.3.4'] },
    email: { good: ['a@b'], bad: ['a'] },
    regex: { good: ['^a(?P<x>b)$'], bad: ['', '(', '*'] },
    mysql_text: { good: ['é'.repeat(32_767)], bad: ['é'.repeat(32_768)] },
    name: { good: ['a b', 'a\n', ''], bad: [' a', 'a ', 'a\tb', '😀', 'a\n\n', 1] },
    name_with_leading_trailing_spaces: { good: [' a b '], bad: [' ', '', '\t', '😀'] },
    az_name: { good: ['az 1'], bad: ['a:b', ' a'] },
    az_name_with_leading_trailing_spaces: { good: [' az '], bad: ['a:b', ' '] },
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

  test('one that no one defined is a mistake, and so is one defined twice', () => {
    expect(() => validator(T.String({ format: 'uid' }))).toThrow("The format 'uid' is not defined")
    expect(() => defineFormat('uuid', () => true)).toThrow('defined twice')
    defineFormat('test_even', (value) => Number(value) % 2 === 0)
    expect(validator(T.Unsafe({ format: 'test_even' }))(3)).toBe(false)
    formats.delete('test_even')
  })
})

describe('patterns mean in JavaScript what they mean in Python', () => {
  test.each<[string, string, boolean]>([
    ['^a$', 'a\n', true],
    ['^a$', 'a\n\n', false],
    ['^a\\Z', 'a\n', false],
    ['\\Aa', 'ba', false],
    ['^[a$]+$', '$a', true],
    ['^.$', '😀', true],
    ['^.$', '\u2028', true],
    ['^.{2}$', 'a{2}', false],
    ['^a{$', 'a{', true],
    ['^{}]$', '{}]', true],
    ['^a{,2}$', '', true],
    ['^[]a]+$', ']a', true],
    ['^[a-zA-Z0-9-._#@:/+\\[\\]]*$', 'h-1.x_#@:/+[]', true],
    ['^\\d+$', '٣', true],
    ['^\\w+$', 'naïve_1', true],
    ['^\\D\\W\\S$', 'a-b', true],
    ['^[^\\s]+$', 'a\u3000', false],
    ['[\\S]+', '\x1c\x1f ', false],
    ['^[\\D]+$', '5', false],
    ['^\\@\\-\\"$', '@-"', true],
    ['^(?P<x>a)(?P=x)$', 'aa', true],
    ['^(?! )[a-z ]+(?<! )$', 'a b ', false],
    ['^\\x41\\u00e9\\a$', 'Aé\x07', true],
  ])('%s on %j', (source, text, expected) => {
    expect(pythonPattern(source).test(text)).toBe(expected)
  })

  test.each(['(', '[a', 'a\\', '*', '\\y', '[\\W]'])('%s is refused', (source) => {
    expect(isPythonPattern(source)).toBe(false)
    expect(() => pythonPattern(source)).toThrow(SyntaxError)
  })
})
