import { describe, expect, test } from 'vitest'
import {
  parentIds,
  refuseMove,
  refuseParent,
  refuseSwitch,
  subtreeIds,
  type ProjectFacts,
} from './projects.ts'

const domain: ProjectFacts = { id: 'd', is_domain: 1, domain_id: null, enabled: 1 }
const project = (id: string, facts: Partial<ProjectFacts> = {}): ProjectFacts => ({
  id,
  is_domain: 0,
  domain_id: 'd',
  enabled: 1,
  ...facts,
})

describe('where a project may be made', () => {
  test('under its domain and under projects of its domain', () => {
    expect(() => refuseParent('d', domain, [], 5)).not.toThrow()
    expect(() => refuseParent('d', project('a'), [domain], 5)).not.toThrow()
  })

  test('not under another domain, nor under a project of another', () => {
    expect(() => refuseParent('x', domain, [], 5)).toThrow(/does not match the parent's id/)
    expect(() => refuseParent('x', project('a'), [domain], 5)).toThrow(/different domain \(d\)/)
  })

  test('not in a branch with a disabled project', () => {
    expect(() =>
      refuseParent('d', project('b'), [project('a', { enabled: 0 }), domain], 5),
    ).toThrow('cannot create a project in a branch containing a disabled project: a')
  })

  test('five deep, not six', () => {
    const above = ['a', 'b', 'c'].map((id) => project(id))
    expect(() => refuseParent('d', project('e'), [...above, domain], 5)).not.toThrow()
    expect(() => refuseParent('d', project('f'), [...above, project('e'), domain], 5)).toThrow(
      'Max hierarchy depth reached for f branch.',
    )
  })
})

describe('switching on and off', () => {
  const off = { enabled: 0 }
  test('not on below something that is off', () => {
    expect(() => refuseSwitch(project('a', off), true, [project('p', off)], [])).toThrow(
      'Cannot enable project a since it has disabled parents',
    )
  })

  test('not off above something that is on, but for domains', () => {
    const below = [project('b')]
    expect(() => refuseSwitch(project('a'), false, [], below)).toThrow(/contains enabled projects/)
    expect(() => refuseSwitch(domain, false, [], below)).not.toThrow()
    expect(() => refuseSwitch(project('a'), false, [], [project('b', off)])).not.toThrow()
  })

  test('what is so already may be said again', () => {
    expect(() => refuseSwitch(project('a', off), false, [], [project('b')])).not.toThrow()
  })
})

describe('what no update may change', () => {
  const before = { ...project('a'), parent_id: 'd' }
  test.each([
    [{ id: 'b' }, 'Cannot change ID'],
    [{ domain_id: 'x' }, 'Cannot change Domain ID'],
    [{ parent_id: 'x' }, 'Update of `parent_id` is not allowed.'],
    [{ is_domain: true }, 'Update of `is_domain` is not allowed.'],
  ])('%j', (changes, message) => {
    expect(() => refuseMove(before, changes)).toThrow(message)
  })

  test('the same values again are no change', () => {
    const same = { id: 'a', domain_id: 'd', parent_id: 'd', is_domain: false }
    expect(() => refuseMove(before, same)).not.toThrow()
  })
})

test('subtrees and parents as ids', () => {
  const below = [
    { id: 'b', parent_id: 'a' },
    { id: 'c', parent_id: 'a' },
    { id: 'e', parent_id: 'b' },
  ]
  expect(subtreeIds('a', below)).toEqual({ b: { e: null }, c: null })
  expect(subtreeIds('e', below)).toBeNull()
  expect(
    parentIds([
      { id: 'b', parent_id: 'a' },
      { id: 'a', parent_id: null },
    ]),
  ).toEqual({
    b: { a: null },
  })
})
