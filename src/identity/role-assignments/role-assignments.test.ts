import { describe, expect, test } from 'vitest'
import { closure, effective, type Assigned, type Relations } from './role-assignments.ts'

const one: Assigned = {
  actor_type: 'user',
  actor_id: 'u1',
  target_type: 'project',
  target_id: 'p1',
  role_id: 'member',
  inherited: 0,
}

const relations: Relations = {
  membersOf: (group) => (group === 'g1' ? ['u1', 'u2'] : []),
  projectsBelow: (place) => (place === 'd1' ? ['p1', 'p2'] : []),
  impliedBy: (role) => (role === 'member' ? ['reader'] : []),
}

describe('what assignments amount to', () => {
  test('a role brings what it implies, and says through which', () => {
    expect(effective([one], relations)).toEqual([
      one,
      { ...one, role_id: 'reader', through: { roleId: 'member' } },
    ])
  })

  test('a group is replaced by its members', () => {
    const group: Assigned = { ...one, actor_type: 'group', actor_id: 'g1', role_id: 'reader' }
    expect(effective([group], relations)).toEqual(
      ['u1', 'u2'].map((id) => ({
        ...group,
        actor_type: 'user',
        actor_id: id,
        through: { groupId: 'g1' },
      })),
    )
  })

  test('an inherited one counts below its place, not there', () => {
    const handedDown: Assigned = {
      ...one,
      target_type: 'domain',
      target_id: 'd1',
      role_id: 'reader',
      inherited: 1,
    }
    expect(effective([handedDown], relations)).toEqual(
      ['p1', 'p2'].map((id) => ({
        ...handedDown,
        target_type: 'project',
        target_id: id,
        inherited: 0,
        through: { place: { type: 'domain', id: 'd1' } },
      })),
    )
  })

  test('an empty group and an empty domain amount to nothing', () => {
    const nobody: Assigned = { ...one, actor_type: 'group', actor_id: 'empty' }
    const nowhere: Assigned = { ...one, target_id: 'leaf', inherited: 1 }
    expect(effective([nobody, nowhere], relations)).toEqual([])
  })
})

test('circles of implication end', () => {
  const links = new Map([
    ['a', ['b']],
    ['b', ['c', 'a']],
    ['c', ['b']],
  ])
  expect([...closure('a', links)].sort()).toEqual(['b', 'c'])
})
