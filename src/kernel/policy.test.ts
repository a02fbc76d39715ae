import { describe, expect, test } from 'vitest'
import {
  type Credentials,
  Enforcer,
  type PolicyError,
  policyRule,
  policySample,
  UndeclaredRule,
} from './policy.ts'
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

  test('throws when it is asked for a rule that is not there, instead of refusing', () => {
    const asking = () => withOverrides({}).allows('call:typo', as('admin'), {})
    expect(asking).toThrow(UndeclaredRule)
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

  describe('what oslo.policy calls', () => {
    const token = { user_id: 'u', is_admin: false }
    const operator = { ...token, roles: ['operator'] }

    test('enforce_new_defaults: where off, whom the default before let in comes in too', () => {
      const lax = (overrides: Record<string, string> = {}) =>
        new Enforcer(rules, new Map(Object.entries(overrides)), { enforceNewDefaults: false })
      expect(withOverrides({}).allows('call:new', operator, {})).toBe(false)
      expect(lax().allows('call:new', operator, {})).toBe(true)
      expect(lax().allows('call:new', as('admin'), {})).toBe(true)
      expect(lax().allows('call:new', as('reader'), {})).toBe(false)
      // The operator's word is the last.
      expect(lax({ 'call:new': 'role:x' }).allows('call:new', operator, {})).toBe(false)
      expect(lax({ 'call:old': 'role:x' }).allows('call:new', operator, {})).toBe(false)
    })

    test('enforce_new_defaults: a default that let everybody in still does', () => {
      const open = policyRule({ name: 'x', check: 'role:a', deprecated: { name: 'x', check: '' } })
      const lax = new Enforcer([open], new Map(), { enforceNewDefaults: false })
      expect(lax.allows('x', operator, {})).toBe(true)
    })

    test('enforce_scope: where off, the check alone decides', () => {
      const lax = new Enforcer(rules, new Map(), { enforceScope: false })
      const system = as('admin', { system_scope: 'all' })
      expect(withOverrides({}).allows('call', system, {})).toBe(false)
      expect(lax.allows('call', system, {})).toBe(true)
      expect(lax.allows('call', as('reader', { system_scope: 'all' }), {})).toBe(false)
    })
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
  const options = { fileName: 'sample', services: new Map([['volume', rules]]) }
  expect(parsePolicyFile(sample, options).overrides.size).toBe(0)
  const uncommented = sample.replaceAll(/^# ?(?="[^"]*": ")/gm, '')
  const { overrides } = parsePolicyFile(uncommented, options)
  expect(overrides.get('volume:create')).toBe(rules[0]!.check)
  expect(overrides.get('volume:old')).toBe('rule:volume:create')
})
