import { describe, expect, test } from 'vitest'
import { changedOptions, refuseDeletionOfImmutable, refuseUpdateOfImmutable } from './options.ts'

const IMMUTABLE = { id: 'r1', options: '{"immutable":true}' }
const MUTABLE = { id: 'r1', options: '{}' }

describe('an immutable resource', () => {
  test.each([
    { name: 'x' },
    { options: {} },
    { options: { immutable: true } },
    { name: 'x', options: { immutable: false } },
  ])('refuses the change %j', (changes) => {
    expect(() => refuseUpdateOfImmutable('role', IMMUTABLE, changes)).toThrow(
      'Unable to update immutable role resource: `r1. Set resource option "immutable" to false first.',
    )
  })

  test.each([{ options: { immutable: false } }, { options: { immutable: null } }])(
    'can be made mutable by %j',
    (changes) => {
      expect(() => refuseUpdateOfImmutable('role', IMMUTABLE, changes)).not.toThrow()
    },
  )

  test('cannot be deleted', () => {
    expect(() => refuseDeletionOfImmutable('project', IMMUTABLE)).toThrow(
      /^Unable to delete immutable project resource/,
    )
  })
})

test('a mutable one takes any change and can be deleted', () => {
  expect(() => refuseUpdateOfImmutable('role', MUTABLE, { name: 'x' })).not.toThrow()
  expect(() => refuseDeletionOfImmutable('role', MUTABLE)).not.toThrow()
})

test('options are merged, and null removes one', () => {
  expect(changedOptions('{"immutable":true}', undefined)).toBe('{"immutable":true}')
  expect(changedOptions('{}', { immutable: true })).toBe('{"immutable":true}')
  expect(changedOptions('{"immutable":true}', { immutable: null })).toBe('{}')
})
