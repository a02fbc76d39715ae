import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Credentials, Enforcer, policyRule, type Target } from '../policy.ts'
import { type Check, CheckSyntaxError, parseCheck, printCheck } from './check.ts'

const nobody: Credentials = { user_id: 'u', roles: [], is_admin: false }
const reader: Credentials = {
  user_id: 'u1',
  project_id: 'p1',
  domain_id: null,
  system_scope: null,
  roles: ['Member', 'reader'],
  is_admin: false,
  token: { project: { domain: { id: 'd1' } }, tags: [{ name: 'x' }, { name: 'y' }] },
}

function allows(check: string, credentials: Credentials, target: Target = {}): boolean {
  return new Enforcer([policyRule({ name: 'r', check })]).allows('r', credentials, target)
}

describe('a check string allows whom oslo.policy would', () => {
  test.each<[string, Credentials, Target, boolean]>([
    ['', nobody, {}, true],
    ['@', nobody, {}, true],
    ['!', reader, {}, false],
    ['not !', nobody, {}, true],
    ['role:member', reader, {}, true],
    ['role:READER', reader, {}, true],
    ['role:admin', reader, {}, false],
    ['role:%(wanted)s', reader, { wanted: 'Reader' }, true],
    ['role:%(wanted)s', reader, {}, false],
    ['project_id:%(project_id)s', reader, { project_id: 'p1' }, true],
    ['project_id:%(project_id)s', reader, { project_id: 'p2' }, false],
    ['project_id:%(project_id)s', reader, {}, false],
    ['project_id:%(project_id)s', nobody, { project_id: undefined }, false],
    ['project_id:%(ext_parent:project_id)s', reader, { 'ext_parent:project_id': 'p1' }, true],
    ['domain_id:None', reader, {}, true],
    ['domain_id:None', nobody, {}, false],
    ['is_admin:True', { ...nobody, is_admin: true }, {}, true],
    ['is_admin:True', nobody, {}, false],
    ['is_admin:1', { ...nobody, is_admin: true }, {}, false],
    ['system_scope:all', { ...nobody, system_scope: 'all' }, {}, true],
    ['None:%(target.role.domain_id)s', nobody, { target: { role: { domain_id: null } } }, true],
    ['None:%(target.role.domain_id)s', nobody, { 'target.role.domain_id': null }, true],
    ['None:%(target.role.domain_id)s', nobody, { target: { role: { domain_id: 'd' } } }, false],
    ['None:%(target.role.domain_id)s', nobody, { target: null }, false],
    ["'public':%(visibility)s", nobody, { visibility: 'public' }, true],
    ["'public':%(visibility)s", nobody, { visibility: 'private' }, false],
    ['True:%(user.enabled)s', nobody, { user: { enabled: true } }, true],
    ['5:%(size)s', nobody, { size: 5 }, true],
    ["'a':a", nobody, {}, true],
    ["'a':b", nobody, {}, false],
    ['token.project.domain.id:%(d)s', reader, { d: 'd1' }, true],
    ['token.project.gone.id:%(d)s', reader, { d: 'd1' }, false],
    ['token.project.domain.id:%(gone)s', reader, {}, false],
    ['token.tags.name:y', reader, {}, true],
    ['token.tags.name:z', reader, {}, false],
    ['roles:reader', reader, {}, true],
    ['project_id:a%(x)s%%b', { ...nobody, project_id: 'a1%b' }, { x: 1 }, true],
    ['None:%(constructor)s', nobody, {}, false],
    ['role:reader and not role:admin', reader, {}, true],
    ['role:reader AND role:admin', reader, {}, false],
    ['role:admin or role:reader and role:member', reader, {}, true],
    ['role:reader or role:admin and !', reader, {}, true],
    ['(role:reader or role:admin) and !', reader, {}, false],
    ['not role:admin or !', reader, {}, true],
    ['not (role:admin or role:reader)', reader, {}, false],
    ['field:networks:shared=True', nobody, { shared: true }, true],
    ['field:networks:shared=True', nobody, { shared: false }, false],
    ['field:networks:shared=True', nobody, { shared: null }, false],
    ['field:networks:shared=None', nobody, { shared: null }, false],
    ['field:networks:constructor=None', nobody, {}, false],
    ['field:networks:router:external=True', nobody, { 'router:external': true }, true],
    ['field:rbac_policy:target_tenant=*', nobody, { target_tenant: '*' }, true],
    ['not field:rbac_policy:target_tenant=*', nobody, { target_tenant: 'p1' }, true],
    ['field:port:device_owner=~^network:', nobody, { device_owner: 'network:dhcp' }, true],
    ['field:port:device_owner=~network:', nobody, { device_owner: 'a network:dhcp' }, false],
    ['field:port:device_owner=~^network:', nobody, { device_owner: '' }, false],
    ['field:port:device_owner=~^network:', nobody, {}, false],
  ])('%s', (check, credentials, target, expected) => {
    expect(allows(check, credentials, target)).toBe(expected)
  })

  test('the older list form: alternatives of checks that must all hold', () => {
    const list = [['role:admin'], ['role:reader', 'project_id:p1'], [], 'is_admin:True']
    expect(printCheck(parseCheck(list))).toBe(
      '(role:admin or (role:reader and project_id:p1) or is_admin:True)',
    )
    expect(parseCheck([])).toEqual({ kind: 'always' })
    expect(parseCheck([[]])).toEqual({ kind: 'never' })
  })

  test('a check nested without end is refused before the stack is', () => {
    const deep = `${'('.repeat(5000)}role:x${')'.repeat(5000)}`
    expect(() => parseCheck(deep)).toThrow(CheckSyntaxError)
  })
})

test.each([
  'admin',
  'role:a role:b',
  'role:a and',
  'or role:a',
  'not',
  '(role:a',
  'role:a)',
  '((role:a)and @)',
  '"role:admin"',
  'role:%(x)d',
  'role:%s',
  'http://policy.example/%(x)s',
  'field:networks',
  'field:networks:shared',
  'field:port:device_owner=~(',
])('%s is no check', (text) => {
  expect(() => parseCheck(text)).toThrow(CheckSyntaxError)
})

const texts = fc.constantFrom('a', 'b', '%(a)s', '%(b)s', 'x%(a)s')
const { check: checks } = fc.letrec<{ check: Check }>((tie) => {
  const several = fc.array(tie('check'), { minLength: 2, maxLength: 3 })
  return {
    check: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Check>({ kind: 'always' }, { kind: 'never' }),
      fc.record({ kind: fc.constant('role' as const), name: texts }),
      fc.record({
        kind: fc.constant('match' as const),
        left: fc.constantFrom('user_id', 'nested.id', "'a'", 'gone'),
        right: texts,
      }),
      fc.record({
        kind: fc.constant('field' as const),
        resource: fc.constant('networks'),
        field: fc.constantFrom('a', 'b', 'gone', 'router:external'),
        value: fc.constantFrom('a', 'b', 'True'),
      }),
      fc.record({ kind: fc.constant('not' as const), check: tie('check') }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), checks: several }),
    ),
  }
})

/** What a check means, said as plainly as can be. */
function meaning(check: Check, credentials: Record<string, unknown>, target: Target): boolean {
  const fill = (text: string) =>
    text.replace(/%\((.)\)s/g, (_, name: string) => String(target[name]))
  switch (check.kind) {
    case 'always':
      return true
    case 'never':
    case 'rule':
      return false
    case 'not':
      return !meaning(check.check, credentials, target)
    case 'and':
      return check.checks.every((part) => meaning(part, credentials, target))
    case 'or':
      return check.checks.some((part) => meaning(part, credentials, target))
    case 'role':
      return (credentials['roles'] as string[]).includes(fill(check.name))
    case 'match':
      return { user_id: 'a', 'nested.id': 'b', "'a'": 'a' }[check.left] === fill(check.right)
    case 'field':
      return Object.hasOwn(target, check.field) && target[check.field] === check.value
  }
}

test('any check means the same as a tree, as a text and compiled', () => {
  fc.assert(
    fc.property(checks, fc.subarray(['a', 'b', 'xb']), texts, (check, roles, value) => {
      const credentials = { ...nobody, user_id: 'a', roles, nested: { id: 'b' } }
      const target = { a: value, b: 'b' }
      const text = printCheck(check)
      expect(printCheck(parseCheck(text))).toBe(text)
      expect(allows(text, credentials, target)).toBe(meaning(check, credentials, target))
    }),
  )
})
