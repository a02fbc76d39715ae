import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compactSorted, dumps, literalEval, pformat, repr, str } from './python.ts'

// Right-hand sides were printed by Python 3.11.
describe('repr shows values as Python does', () => {
  test.each<[unknown, string]>([
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [1, '1'],
    [-7, '-7'],
    [1.5, '1.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.25e-7, '1.25e-07'],
    [2 ** 63, '9223372036854775808'],
    [1.5e300, '1.5e+300'],
    ['text', "'text'"],
    ["it's", '"it\'s"'],
    ['say "hi"', '\'say "hi"\''],
    ['both \' and "', "'both \\' and \"'"],
    ['a\\b', "'a\\\\b'"],
    ['a\nb\tc\rd', "'a\\nb\\tc\\rd'"],
    ['\x00\x1f\x7f\x80\xa0\xad', "'\\x00\\x1f\\x7f\\x80\\xa0\\xad'"],
    ['\u200b\u2028\u3000', "'\\u200b\\u2028\\u3000'"],
    ['\u{e0001}', "'\\U000e0001'"],
    ['é漢😀', "'é漢😀'"],
    [[], '[]'],
    [['az1', 2, null], "['az1', 2, None]"],
    [{}, '{}'],
    [{ a: 1, 'b c': { d: [] } }, "{'a': 1, 'b c': {'d': []}}"],
    [{ a: undefined, b: 1 }, "{'b': 1}"],
  ])('%j', (value, expected) => {
    expect(repr(value)).toBe(expected)
  })

  test('str shows a string on its own as it is', () => {
    expect(str("it's")).toBe("it's")
    expect(str(["it's"])).toBe('["it\'s"]')
    expect(str(null)).toBe('None')
  })

  test('a body nested too deeply is cut short instead of exhausting the stack', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
    expect(repr(deep)).toContain('[...]')
    expect(pformat(deep, 72).length).toBeLessThan(1000)
  })
})

describe('dumps writes what json.dumps writes', () => {
  test.each<[unknown, string]>([
    [{ metadata: { k: 'v', l: 'w' } }, '{"metadata": {"k": "v", "l": "w"}}'],
    [[1, 'a', null, true, false, [], {}], '[1, "a", null, true, false, [], {}]'],
    ['é😀', '"\\u00e9\\ud83d\\ude00"'],
    ['\ud800', '"\\ud800"'],
    ['\u0000\b\f\n\r\t\u001f', '"\\u0000\\b\\f\\n\\r\\t\\u001f"'],
    ['\u007f', '"\\u007f"'],
    ['\u007f/"\\', '"\\u007f/\\"\\\\"'],
    [{ 'kéy"': 'x' }, '{"k\\u00e9y\\"": "x"}'],
    [{ a: undefined, b: 1, c: undefined }, '{"b": 1}'],
    [{ a: undefined }, '{}'],
    [[undefined], '[null]'],
    [1e-7, '1e-07'],
    [Number.NaN, 'null'],
    [new Map(), '{}'],
  ])('%j', (value, expected) => {
    expect(dumps(value)).toBe(expected)
  })

  test('what is read back is what was written, own __proto__ keys included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(JSON.parse(dumps(plain))).toEqual(plain)
        expect(JSON.parse(compactSorted(plain))).toEqual(plain)
      }),
    )
    const text = '{"__proto__": {"a": "b"}, "constructor": 1}'
    expect(dumps(JSON.parse(text))).toBe(text)
  })

  test('only separators differ from JSON.stringify for plain ASCII', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_]{0,8}$/)
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(word, tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, (plain) => {
        expect(dumps(plain).replaceAll(' ', '')).toBe(JSON.stringify(plain))
      }),
    )
  })

  test('more keys than are kept ready, and long ones, are still written right', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `key-${index}`)
    const record = Object.fromEntries([...keys, 'k'.repeat(300)].map((key) => [key, key]))
    expect(JSON.parse(dumps(record))).toEqual(record)
    expect(JSON.parse(dumps(record))).toEqual(record)
  })

  test('compactSorted sorts keys by code point, drops spaces and ends the line', () => {
    const fault = { error: { title: 'é', code: 400, message: 'm' }, '\u{1f600}': 1, '\uffee': 2 }
    expect(compactSorted(fault)).toBe(
      '{"error":{"code":400,"message":"m","title":"\\u00e9"},"\\uffee":2,"\\ud83d\\ude00":1}\n',
    )
  })
})

describe('pformat breaks lines where pprint does', () => {
  test('dicts are broken when they do not fit', () => {
    const schema = {
      type: 'object',
      required: ['identity'],
      properties: {
        system: { type: 'object', properties: { all: { enum: [true, false, null] } } },
      },
    }
    expect(pformat(schema, 72)).toBe(
      `{'type': 'object',
 'required': ['identity'],
 'properties': {'system': {'type': 'object',
                           'properties': {'all': {'enum': [True,
                                                           False,
                                                           None]}}}}}`,
    )
  })

  test('the brackets that close behind the last literal need room too', () => {
    expect(
      pformat([['aaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb']], 72),
    ).toBe(
      `[['aaaaaaaaaa '
  'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb']]`,
    )
  })

  test('long strings become adjacent literals, in parentheses at the top', () => {
    const text = 'lorem ipsum dolor sit amet '.repeat(4)
    expect(pformat(text, 72)).toBe(
      `('lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum '
 'dolor sit amet lorem ipsum dolor sit amet ')`,
    )
    expect(pformat([text, 'a\nb'.repeat(3) + 'c'.repeat(60)], 72)).toBe(
      `['lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum '
 'dolor sit amet lorem ipsum dolor sit amet ',
 'a\\n'
 'ba\\n'
 'ba\\n'
 'bcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc']`,
    )
  })
})

describe('literalEval reads the literals that clients send', () => {
  test.each<[string, unknown]>([
    ["{'key': 'value'}", { key: 'value' }],
    ["{u'key1': u'val1', 'key2': \"it's\"}", { key1: 'val1', key2: "it's" }],
    ['{}', {}],
    ["{'a': {'b': [1, 2.5, -3]}, }", { a: { b: [1, 2.5, -3] } }],
    ['{1: None}', { 1: null }],
    ['()', []],
    ["('a',)", ['a']],
    ["('a', 'b')", ['a', 'b']],
    ['(1)', 1],
    ['1, 2', [1, 2]],
    ["['a' , ]", ['a']],
    ['True', true],
    ['False', false],
    ['None', null],
    ['0x1F', 31],
    ['.5', 0.5],
    ['00', 0],
    ['-0', 0],
    [String.raw`'\x41\u00e9\U0001F600\101\n\'\q'`, "Aé😀A\n'\\q"],
    ['  "padded"\n', 'padded'],
  ])('%s', (text, value) => {
    expect(literalEval(text)).toEqual({ ok: true, value })
  })

  test.each([
    ['1.', '1.0'],
    ['1e3', '1000.0'],
    ['-0.0', '-0.0'],
    ['12345678901234567890', '12345678901234567890'],
    ['-0xFFFFFFFFFFFFFFFFFFFF', '-1208925819614629174706175'],
    ['1e400', 'inf'],
    ['{1.0: [9007199254740993]}', "{'1.0': [9007199254740993]}"],
  ])('%s with every digit', (text, shown) => {
    const literal = literalEval(text)
    expect(literal.ok && str(literal.value)).toBe(shown)
  })

  test.each([
    '',
    'available',
    'Truely',
    'my-volume',
    '010',
    '12abc',
    '1.2.3',
    "'open",
    "'a\nb'",
    "{'a'}",
    "{'a': }",
    '{[]: 1}',
    '[1 2]',
    '[1',
    ']',
    "'a' 'b' c",
    '__import__("os")',
    String.raw`'\xZZ'`,
    String.raw`'\U00110000'`,
  ])('%j is no literal', (text) => {
    expect(literalEval(text)).toEqual({ ok: false })
  })

  test('it reads back what repr wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        const literal = literalEval(repr(plain))
        expect(literal.ok && repr(literal.value)).toBe(repr(plain))
      }),
    )
  })

  test('text that is too long or too deep is refused, not tried', () => {
    expect(literalEval(`'${'a'.repeat(70_000)}'`)).toEqual({ ok: false })
    expect(literalEval('['.repeat(30_000) + ']'.repeat(30_000))).toEqual({ ok: false })
  })

  test('a __proto__ key is a key', () => {
    const found = literalEval("{'__proto__': {'polluted': True}}")
    expect(found.ok && Object.keys(found.value as object)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
