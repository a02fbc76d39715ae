import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineFormat, formats } from './formats.ts'
import { isPythonPattern, pythonPattern } from './pattern.ts'
import { validator } from './validate.ts'

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
