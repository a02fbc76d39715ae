import { describe, expect, test } from 'vitest'
import { type PolicyError, policyRule, type PolicyRule } from '../policy.ts'
import { parsePolicyFile } from './file.ts'

const rule = (name: string, check = '!', more: Partial<PolicyRule> = {}) =>
  policyRule({ name, check, ...more })

const ONE = [
  rule('admin_required', 'role:admin'),
  rule('one:get', 'rule:admin_required'),
  rule('one:list', 'rule:admin_required', { deprecated: { name: 'one:old', check: '' } }),
]
const OTHER = [rule('admin_required', 'role:boss'), rule('other:get'), rule('base')]

const read = (text: string, strict = false) =>
  parsePolicyFile(text, {
    fileName: 'policy.yaml',
    services: new Map([
      ['one', ONE],
      ['other', OTHER],
    ]),
    foreign: new Set(['elsewhere:get', 'one:get']),
    strict,
    suggest: (name, among) => {
      const meant = among.find((each) => each.startsWith(name.slice(0, -1)))
      return meant === undefined ? '' : `; did you mean ${meant}?`
    },
  })

function problemsOf(text: string, strict = false): readonly string[] {
  try {
    read(text, strict)
  } catch (error) {
    return (error as PolicyError).problems
  }
  return []
}

test('gives check strings by name, be they text or the older lists', () => {
  const { overrides, warnings } = read(
    '# comment\n"one:get": "role:x"\nother:get:\n  - [role:y, role:z]\n  - role:w\n',
  )
  expect(Object.fromEntries(overrides)).toEqual({
    'one:get': 'role:x',
    'other:get': '((role:y and role:z) or role:w)',
  })
  expect(warnings).toEqual([])
})

test.each(['', '# only comments\n', '---\n', '{}'])('%j overrides nothing', (text) => {
  expect(read(text).overrides.size).toBe(0)
})

test('JSON is read too', () => {
  expect(read('{"one:get": "!"}').overrides.get('one:get')).toBe('!')
})

test('what cannot be read is named with file, line, column and reason, all of it at once', () => {
  const unreadable = (place: string, name: string, why: string) =>
    `policy.yaml:${place}: the check of "${name}" cannot be read: ${why}.`
  const text = `"one:get": "role:x and"

"one:list":
"other:get": 3
"base": [["role:a b"]]
"admin_required": role:a or (role:b and (role:c or not)
`
  expect(problemsOf(text)).toEqual([
    unreadable('1:23', 'one:get', 'it ends where a check is expected'),
    unreadable(
      '3:1',
      'one:list',
      'it is missing; write "@" to allow everybody or "!" to allow nobody',
    ),
    unreadable('4:14', 'other:get', 'a check is a string'),
    unreadable('5:9', 'base', "'role:a b' is more than one check; in a list each stands alone"),
    unreadable('6:55', 'admin_required', "expected a check before ')'"),
  ])
  expect(problemsOf('base: [1]')).toEqual([
    unreadable('1:7', 'base', 'a list holds checks or lists of checks'),
  ])
  expect(problemsOf('base: "role:a role:b"')).toEqual([
    unreadable('1:15', 'base', "expected 'and' or 'or' before 'role:b'"),
  ])
  expect(problemsOf('"base: b\n')[0]).toMatch(/^policy\.yaml:\d+:\d+: Missing closing/)
  expect(problemsOf('- a')[0]).toMatch(/^policy\.yaml:1:1: this is no list of rules/)
})

describe('names that no rule has', () => {
  test('are warned of, with the one that was probably meant', () => {
    const { overrides, warnings } = read('one:gett: "@"\n"nonsense": rule:gone\n"one:get": "!"')
    expect(overrides.get('one:get')).toBe('!')
    expect(warnings).toEqual([
      'policy.yaml:1:1: no rule is called "one:gett"; did you mean one:get? It changes nothing.',
      'policy.yaml:2:1: no rule is called "nonsense". It changes nothing.',
    ])
  })

  test('are refused where the reader is strict', () => {
    expect(problemsOf('one:gett: "@"\n"nonsense": "@"', true)).toEqual([
      'policy.yaml:1:1: no rule is called "one:gett"; did you mean one:get?',
      'policy.yaml:2:1: no rule is called "nonsense".',
    ])
  })

  test('are right for rules of the operator’s own, which others refer to', () => {
    const { overrides, warnings } = read('mine: role:x\n"one:get": rule:mine or role:admin')
    expect([...overrides.keys()]).toEqual(['mine', 'one:get'])
    expect(warnings).toEqual([])
  })

  test('are only told of where they are old names, or those of rules that are not here', () => {
    const { warnings } = read('"one:old": role:x\n"elsewhere:get": rule:nowhere')
    expect(warnings).toEqual([
      'policy.yaml:1:1: "one:old" is an old name; it counts for "one:list".',
      'policy.yaml:2:1: nothing here asks for "elsewhere:get"; it changes nothing.',
    ])
  })
})

describe('a name that is there twice', () => {
  const text = '"base": "role:a and"\n"one:get": "role:c"\n"base": "role:b"'

  test('counts as the last says, with a warning', () => {
    const { overrides, warnings } = read('"base": "@"\n"one:get": "role:c"\n"base": "role:b"')
    expect(overrides.get('base')).toBe('role:b')
    expect(warnings).toEqual([
      'policy.yaml:1:1: "base" is there again at policy.yaml:3:1; the last counts.',
    ])
    expect(read('{"base": "@", "base": "!"}').overrides.get('base')).toBe('!')
  })

  test('is refused where the reader is strict, or what is replaced cannot be read', () => {
    expect(problemsOf('"base": "@"\n"base": "!"', true)).toEqual([
      'policy.yaml:1:1: "base" is there again at policy.yaml:2:1; the last counts.',
    ])
    expect(problemsOf(text)).toHaveLength(1)
  })
})

describe('references', () => {
  test('that lead nowhere are refused where they stand', () => {
    expect(problemsOf('\n"one:get": "role:x or rule:basee"')).toEqual([
      'policy.yaml:2:23: "one:get" refers to rule "basee", which one does not have.',
    ])
    expect(problemsOf('"one:get": "rule:admin_requiree"')).toEqual([
      'policy.yaml:1:13: "one:get" refers to rule "admin_requiree", which one does not have; ' +
        'did you mean admin_required?',
    ])
    expect(problemsOf('"one:get": "rule:mine"\n"mine": "rule:gone"')).toEqual([
      'policy.yaml:2:10: "mine" refers to rule "gone", which one does not have.',
    ])
  })

  test('to rules that only another service has are refused too', () => {
    expect(problemsOf('"one:get": "rule:base"')).toEqual([
      'policy.yaml:1:13: "one:get" refers to rule "base", which one does not have.',
    ])
    expect(problemsOf('"other:get": "rule:base"')).toEqual([])
  })

  test('that lead back are refused, once, where the circle begins', () => {
    expect(problemsOf('"one:list": rule:one:get\n"one:get": "role:x or rule:one:list"')).toEqual([
      'policy.yaml:1:13: rules lead back to themselves: "one:list" → "one:get" → "one:list".',
    ])
    // Of two services that have a rule of that name, one lacks the other rule.
    expect(problemsOf('"admin_required": "rule:one:get"')).toEqual([
      'policy.yaml:1:20: rules lead back to themselves: ' +
        '"admin_required" → "one:get" → "admin_required".',
      'policy.yaml:1:20: "admin_required" refers to rule "one:get", which other does not have.',
    ])
    expect(problemsOf('a: rule:b\nb: not rule:a\n"one:get": rule:b\n"other:get": rule:a')).toEqual([
      'policy.yaml:1:4: rules lead back to themselves: "a" → "b" → "a".',
    ])
    expect(problemsOf('base: rule:base')).toEqual([
      'policy.yaml:1:7: rules lead back to themselves: "base" → "base".',
    ])
  })
})
