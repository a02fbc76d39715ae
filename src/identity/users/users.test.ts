import { describe, expect, test } from 'vitest'
import { satisfiesRules } from './users.ts'

const OFFERED = ['password', 'token']

describe('rules about methods', () => {
  test.each([
    ['no rule', {}, ['password'], true],
    ['one rule met', { multi_factor_auth_rules: [['password']] }, ['password'], true],
    ['one rule not met', { multi_factor_auth_rules: [['password', 'token']] }, ['password'], false],
    ['one of two met', { multi_factor_auth_rules: [['token'], ['password']] }, ['password'], true],
    [
      'switched off',
      { multi_factor_auth_rules: [['token']], multi_factor_auth_enabled: false },
      ['password'],
      true,
    ],
    [
      'a method that is not offered does not count',
      { multi_factor_auth_rules: [['password', 'totp']] },
      ['password'],
      true,
    ],
    [
      'a rule of methods that are not offered locks nobody out',
      { multi_factor_auth_rules: [['totp']] },
      ['password'],
      true,
    ],
  ])('%s', (_, options, used, expected) => {
    expect(satisfiesRules(options, used, OFFERED)).toBe(expected)
  })
})
