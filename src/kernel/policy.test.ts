import { describe, expect, test } from 'vitest'
import { type Credentials, Enforcer, type PolicyError, policyRule, policySample } from './policy.ts'
import { parsePolicyFile } from './policy/file.ts'

describe('the enforcer', () => {
  const rules = [
    policyRule({ name: 'base', check: 'role:admin' }),
    policyRule({ name: 'call', check: 'rule:base', scopes: ['project'] }),
    policyRule({
      name: 'call:new',
      check: 'rule:base',
      deprecated: { name: 'call:old', check: 'role:operator' },
    }),
  ]
  const as = (role: string, scope: object = {}): Credentials => {
    return { user_id: 'u', roles: [role], is_admin: false, ...scope }
  }
  const withOverrides = (overrides: Record<string, string>) =>
    new Enforcer(rules, new Map(Object.entries(overrides)))

  test('refuses tokens of a scope that the rule does not list', () => {
    const enforcer = withOverrides({})
    expect(enforcer.allows(rules[1]!, as('admin', { project_id: 'p' }), {})).toBe(true)
    expect(enforcer.allows('call', as('admin'), {})).toBe(true)
    expect(enforcer.allows('call', as('admin', { system_scope: 'all' }), {})).toBe(false)
    expect(enforcer.allows('call', as('admin', { domain_id: 'd' }), {})).toBe(false)
    expect(enforcer.allows('base', as('admin', { domain_id: 'd' }), {})).toBe(true)
  })

  test('allows nobody by a rule that is not there', () => {
    expect(withOverrides({}).allows('call:typo', as('admin'), {})).toBe(false)
  })

  test('overrides count for every rule that refers to them, and may bring rules of their own', () => {
    const enforcer = withOverrides({ base: 'rule:mine', mine: 'role:boss' })
    expect(enforcer.allows('call', as('boss'), {})).toBe(true)
    expect(enforcer.allows('call', as('admin'), {})).toBe(false)
    expect(enforcer.checkString('base')).toBe('rule:mine')
    expect(enforcer.checkString('call')).toBe('rule:base')
    expect(enforcer.checkString('gone')).toBeUndefined()
  })

  test('what is said of a deprecated name counts for the new one, unless it says nothing', () => {
    const checkFor = (overrides: Record<string, string>) =>
      withOverrides(overrides).checkString('call:new')
    expect(checkFor({ 'call:old': 'role:x' })).toBe('role:x')
    expect(checkFor({ 'call:old': 'role:x', 'call:new': 'role:y' })).toBe('role:y')
    expect(checkFor({ 'call:old': 'role:operator' })).toBe('rule:base')
    expect(checkFor({ 'call:old': 'rule:call:new' })).toBe('rule:base')
  })

  test('names what cannot be enforced: unreadable, missing, going round in circles', () => {
    const problemsOf = (overrides: Record<string, string>) => {
      try {
        withOverrides(overrides)
      } catch (error) {
        return (error as PolicyError).problems
      }
      return []
    }
    expect(problemsOf({ base: 'admin' })).toEqual([
      `Rule "base": "admin" cannot be read: 'admin' is no check; a check reads 'kind:match', '@' or '!'.`,
    ])
    expect(problemsOf({ base: 'rule:typo or role:a' })).toEqual([
      'Rule "base" refers to rule "typo", which does not exist.',
    ])
    expect(problemsOf({ base: 'not rule:call' })).toEqual([
      'Rules lead back to themselves: "base" → "call" → "base".',
    ])
    expect(problemsOf({ 'another:service': 'rule:of_its_own' })).toEqual([])
  })

  test('a faulty reload leaves the old rules in force', () => {
    const enforcer = withOverrides({ base: 'role:boss' })
    expect(() => enforcer.reload(new Map([['base', 'rule:gone']]))).toThrow('gone')
    expect(enforcer.allows('call', as('boss'), {})).toBe(true)
    enforcer.reload(new Map())
    expect(enforcer.allows('call', as('boss'), {})).toBe(false)
    expect(enforcer.allows('call', as('admin'), {})).toBe(true)
  })
})

describe("an operator's policy.yaml", () => {
  const read = (text: string) => parsePolicyFile(text, 'policy.yaml', new Set(['a', 'b']))
  const problemsOf = (text: string) => {
    try {
      read(text)
    } catch (error) {
      return (error as PolicyError).problems
    }
    return []
  }

  test('gives check strings by name, and warns of names that no rule has', () => {
    const { overrides, warnings } = read(
      '# comment\n"a": "role:x"\nb:\n  - [role:y, role:z]\n  - role:w\n"c": ""\n',
    )
    expect(Object.fromEntries(overrides)).toEqual({
      a: 'role:x',
      b: '((role:y and role:z) or role:w)',
      c: '',
    })
    expect(warnings).toEqual(['policy.yaml:6: no rule is called "c".'])
  })

  test.each(['', '# only comments\n', '---\n', '{}'])('%j overrides nothing', (text) => {
    expect(read(text).overrides.size).toBe(0)
  })

  test('JSON is read too', () => {
    expect(read('{"a": "!"}').overrides.get('a')).toBe('!')
  })

  test('everything wrong is named with file, line and reason', () => {
    expect(problemsOf('"a": "role:x and"\n\n"b":\n"c": 3\n"d": [["role:a b"]]\n"e": [1]')).toEqual([
      'policy.yaml:1: the check of "a" cannot be read: it ends where a check is expected.',
      'policy.yaml:3: the check of "b" cannot be read: it is missing; ' +
        'write "@" to allow everybody or "!" to allow nobody.',
      'policy.yaml:4: the check of "c" cannot be read: a check is a string.',
      `policy.yaml:5: the check of "d" cannot be read: 'role:a b' is more than one check; ` +
        'in a list each stands alone.',
      'policy.yaml:6: the check of "e" cannot be read: a list holds checks or lists of checks.',
    ])
    expect(problemsOf('"a": "@"\n"a": "!"')[0]).toMatch(/^policy\.yaml:2: Map keys must be unique/)
    expect(problemsOf('"a: b\n')[0]).toMatch(/^policy\.yaml:\d+: Missing closing/)
    expect(problemsOf('- a')[0]).toMatch(/^policy\.yaml:1: this is no list of rules/)
  })
})

test('the sample documents every rule and overrides none', () => {
  const rules = [
    policyRule({
      name: 'volume:create',
      check: 'rule:base and "x":%(y)s',
      description: 'Create a volume. '.repeat(6).trim(),
      operations: [{ method: 'POST', path: '/volumes' }],
      scopes: ['system', 'project'],
      deprecated: { name: 'volume:old', check: '', since: '1.0', reason: 'It was too wide.' },
    }),
    policyRule({ name: 'base', check: 'role:admin', description: 'Base.' }),
  ]
  const sample = policySample(rules)
  expect(sample).toMatchInlineSnapshot(`
    "# Create a volume. Create a volume. Create a volume. Create a volume.
    # Create a volume. Create a volume.
    # POST  /volumes
    # Intended scope(s): system, project
    #"volume:create": "rule:base and \\"x\\":%(y)s"

    # DEPRECATED
    # "volume:old":"" has been deprecated since 1.0 in favor of
    # "volume:create":"rule:base and "x":%(y)s".
    # It was too wide.
    # "volume:old": "rule:volume:create"

    # Base.
    #"base": "role:admin"
    "
  `)
  expect(parsePolicyFile(sample, 'sample', new Set()).overrides.size).toBe(0)
  const uncommented = sample.replaceAll(/^# ?(?="[^"]*": ")/gm, '')
  const { overrides } = parsePolicyFile(uncommented, 'sample', new Set())
  expect(overrides.get('volume:create')).toBe(rules[0]!.check)
  expect(overrides.get('volume:old')).toBe('rule:volume:create')
})
