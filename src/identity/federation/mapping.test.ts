import { describe, expect, test } from 'vitest'
import { mistakesIn } from './mapping.schemas.ts'
import { applyMapping, assertionOf, NotMapped, type Rule } from './mapping.ts'

const BOB = {
  UserName: 'bob',
  Email: 'bob@example.com',
  FirstName: 'Bob',
  LastName: 'Thompson',
  Type: 'Employee;Manager',
  Groups: 'dev;ops;admin',
}
const apply = (
  rules: unknown,
  attributes: object = BOB,
  version: '1.0' | '2.0' | '3.0' = '1.0',
) => {
  expect(mistakesIn(version, { rules })).toEqual([])
  const assertion = assertionOf(Object.entries({ ...attributes }))
  return applyMapping({ rules: rules as Rule[], version }, assertion)
}
const USER = { type: 'UserName' }
const named = { user: { name: '{0}' } }

describe('a user', () => {
  test('is named by what is said of them', () => {
    const local = [{ user: { name: '{0} {1}', email: '{2}', domain: { name: 'x' } } }]
    const remote = [{ type: 'FirstName' }, { type: 'LastName' }, { type: 'Email' }]
    expect(apply([{ local, remote }]).user).toEqual({
      name: 'Bob Thompson',
      email: 'bob@example.com',
      domain: { name: 'x' },
      type: 'ephemeral',
    })
  })

  test('is the first that a rule makes', () => {
    const other = { local: [{ user: { name: 'other', type: 'local' } }], remote: [USER] }
    expect(apply([{ local: [named], remote: [USER] }, other]).user.name).toBe('bob')
    expect(apply([other, { local: [named], remote: [USER] }]).user.type).toBe('local')
  })

  test('of several values has them as Python shows a list', () => {
    const got = apply([{ local: [named], remote: [{ type: 'Type' }] }])
    expect(got.user.name).toBe("['Employee', 'Manager']")
  })

  test('may have braces', () => {
    const local = [{ user: { name: '{{{0}}}' } }]
    expect(apply([{ local, remote: [USER] }]).user.name).toBe('{bob}')
  })

  test('lives in the domain of the rule from version 2.0 on, unless it says another', () => {
    const rules = [{ local: [{ ...named, domain: { id: 'd' } }], remote: [USER] }]
    expect(apply(rules).user.domain).toBeUndefined()
    expect(apply(rules, BOB, '2.0').user.domain).toEqual({ id: 'd' })
    const own = { user: { name: '{0}', domain: { id: 'own' } }, domain: { id: 'd' } }
    expect(apply([{ local: [own], remote: [USER] }], BOB, '2.0').user.domain).toEqual({ id: 'own' })
  })
})

describe('a rule applies', () => {
  const outcome = (...more: object[]) => {
    try {
      return apply([{ local: [named], remote: [USER, ...more] }]).user.name
    } catch (error) {
      if (error instanceof NotMapped) return undefined
      throw error
    }
  }

  test.each([
    [{ type: 'Type', any_one_of: ['Manager', 'Guest'] }, true],
    [{ type: 'Type', any_one_of: ['Guest'] }, false],
    [{ type: 'Type', any_one_of: [] }, false],
    [{ type: 'Type', not_any_of: ['Guest'] }, true],
    [{ type: 'Type', not_any_of: ['Manager'] }, false],
    [{ type: 'Email', any_one_of: ['@example.com$'], regex: true }, true],
    [{ type: 'Email', any_one_of: ['@example.com$'], regex: false }, false],
    [{ type: 'Email', not_any_of: ['@example.com$'], regex: true }, false],
    [{ type: 'Email', any_one_of: ['(?P<who>bo)b'], regex: true }, true],
    [{ type: 'Absent' }, false],
    [{ type: 'Absent', not_any_of: ['x'] }, false],
  ])('where %j: %s', (requirement, applies) => {
    expect(outcome(requirement)).toBe(applies ? 'bob' : undefined)
  })

  test('and conditions take no number', () => {
    const remote = [{ type: 'Type', any_one_of: ['Manager'] }, USER]
    expect(apply([{ local: [named], remote }]).user.name).toBe('bob')
  })

  test('and all that apply count', () => {
    const group = (id: string, wanted: string) => ({
      local: [{ group: { id } }],
      remote: [{ type: 'Type', any_one_of: [wanted] }],
    })
    const rules = [group('a', 'Manager'), group('b', 'Guest'), group('c', 'Employee')]
    expect(apply(rules).groupIds).toEqual(['a', 'c'])
  })
})

describe('groups', () => {
  const domain = { name: 'd' }
  const groups = (requirement: object, attributes: object = BOB) =>
    apply([{ local: [{ groups: '{0}', domain }], remote: [requirement] }], attributes).groups.map(
      ({ name }) => name,
    )

  test.each([
    [{ type: 'Groups' }, ['dev', 'ops', 'admin']],
    [{ type: 'Groups', whitelist: ['ops', 'x'] }, ['ops']],
    [{ type: 'Groups', blacklist: ['admin'] }, ['dev', 'ops']],
    [{ type: 'Groups', whitelist: ['^[do]'], regex: true }, ['dev', 'ops']],
    [{ type: 'Groups', blacklist: ['^[do]'], regex: true }, ['admin']],
    [{ type: 'Groups', whitelist: [] }, []],
  ])('of %j are %j', (requirement, names) => {
    expect(groups(requirement)).toEqual(names)
  })

  test('are named once, by a domain, or by their ids', () => {
    const local = [
      { group: { name: '{0}', domain } },
      { group: { name: 'bob', domain } },
      { group_ids: "['one', '{0}']" },
      { group_ids: 'two' },
    ]
    const got = apply([{ local, remote: [USER] }])
    expect(got.groups).toEqual([{ name: 'bob', domain }])
    expect(got.groupIds).toEqual(['one', 'bob', 'two'])
  })

  test.each([
    ['{0}', { type: 'Groups', whitelist: [] }],
    ['{0}', { type: 'Groups', blacklist: ['.*'], regex: true }],
    ['[]', { type: 'Groups' }],
    ['{0}', { type: 'Groups' }],
  ])('without a domain let nobody in, be there any or not: %s of %j', (groups, requirement) => {
    const rules = [{ local: [{ groups }], remote: [requirement] }]
    expect(() => apply(rules)).toThrow(NotMapped)
  })

  test('may be told with their domain as JSON', () => {
    const json = 'JSON:{"name": "dev", "domain": {"name": "else"}}'
    const rules = [{ local: [{ groups: '{0}' }], remote: [{ type: 'Groups' }] }]
    expect(apply(rules, { Groups: json }).groups).toEqual([
      { name: 'dev', domain: { name: 'else' } },
    ])
    expect(() => apply(rules, { Groups: 'JSON:{"name": "dev"}' })).toThrow(NotMapped)
    expect(() => apply(rules, { Groups: 'dev' })).toThrow(NotMapped)
  })
})

describe('what is said of a user is never read as language', () => {
  test('a value that looks like a list is one name', () => {
    const rules = [{ local: [{ groups: '{0}', domain: { id: 'd' } }], remote: [USER] }]
    const got = apply(rules, { UserName: "['admin', 'dev']" })
    expect(got.groups.map(({ name }) => name)).toEqual(["['admin', 'dev']"])
  })

  test('a quote in a value ends nothing', () => {
    const rules = [{ local: [{ group_ids: "['x-{0}']" }], remote: [USER] }]
    expect(apply(rules, { UserName: "', 'admin" }).groupIds).toEqual(["x-', 'admin"])
  })

  test('braces in a value are not filled in', () => {
    const remote = [USER, { type: 'Email' }]
    expect(apply([{ local: [named], remote }], { ...BOB, UserName: '{1}' }).user.name).toBe('{1}')
  })

  test.each(['{0.__class__}', '{0[0]}', '{0!r}', '{x}', '{', '{1}'])('%s is refused', (name) => {
    expect(() => apply([{ local: [{ user: { name } }], remote: [USER] }])).toThrow(NotMapped)
  })

  test('attributes of odd names are attributes', () => {
    const attributes = JSON.parse('{"__proto__": "x", "UserName": "bob"}')
    const rules = [{ local: [named], remote: [{ type: '__proto__' }] }]
    const assertion = assertionOf(Object.entries(attributes as Record<string, string>))
    expect(applyMapping({ rules, version: '1.0' }, assertion).user.name).toBe('x')
    const inherited = [{ local: [named], remote: [{ type: 'constructor' }] }]
    expect(() => apply(inherited)).toThrow(NotMapped)
  })
})

describe('projects', () => {
  const projects = [{ name: 'of {0}', roles: [{ name: 'member' }] }]

  test('are those of the last rule, in its domain from version 2.0 on', () => {
    const first = { local: [{ projects: [{ name: 'x', roles: [] }] }], remote: [USER] }
    const last = { local: [{ projects, domain: { id: 'd' } }], remote: [USER] }
    const named = { name: 'of bob', roles: [{ name: 'member' }] }
    expect(apply([first, last]).projects).toEqual([named])
    expect(apply([first, last], BOB, '2.0').projects).toEqual([{ ...named, domain: { id: 'd' } }])
  })

  test('may be told as JSON in version 3.0', () => {
    const rules = [{ local: [{ projects_json: '{0}' }], remote: [{ type: 'P' }] }]
    const told = [{ name: 'p', roles: [{ name: 'reader' }] }]
    expect(apply(rules, { P: JSON.stringify(told) }, '3.0').projects).toEqual(told)
    for (const P of ['x', '{}', '[1]', '[{"name": "p"}]', '[{"name": "p", "roles": [{}]}]']) {
      expect(() => apply(rules, { P }, '3.0'), P).toThrow(NotMapped)
    }
  })
})
