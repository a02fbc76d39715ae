import { expect, test } from 'vitest'
import {
  auditId,
  claimsOf,
  payloadOf,
  UNSCOPED,
  type TokenClaims,
  type TokenScope,
} from './tokens.ts'

const CLAIMS: TokenClaims = {
  userId: 'u1',
  methods: ['password'],
  auditIds: ['a', 'b'],
  scope: { kind: 'project', projectId: 'p1' },
  issuedAt: 1_700_000_000_000,
  expiresAt: 1_700_003_600_000,
  userGeneration: 3,
  scopeGeneration: 1,
}

const SCOPES: TokenScope[] = [
  UNSCOPED,
  { kind: 'system' },
  { kind: 'domain', domainId: 'd1' },
  { kind: 'project', projectId: 'p1' },
]

test.each(SCOPES)('what is written is what is read: $kind', (scope) => {
  const claims = { ...CLAIMS, scope }
  expect(claimsOf(JSON.parse(JSON.stringify(payloadOf(claims))))).toEqual(claims)
})

test('claims have the names and units of Keystone’s JWS provider', () => {
  expect(payloadOf(CLAIMS)).toEqual({
    sub: 'u1',
    iat: 1_700_000_000,
    exp: 1_700_003_600,
    openstack_methods: ['password'],
    openstack_audit_ids: ['a', 'b'],
    openstack_project_id: 'p1',
    stackling_generations: [3, 1],
  })
})

test('a payload with two scopes means nothing', () => {
  expect(claimsOf({ ...payloadOf(CLAIMS), openstack_system: 'all' })).toBeUndefined()
})

test.each([
  null,
  'text',
  {},
  { ...payloadOf(CLAIMS), sub: 5 },
  { ...payloadOf(CLAIMS), exp: '1700003600' },
  { ...payloadOf(CLAIMS), openstack_methods: 'password' },
  { ...payloadOf(CLAIMS), stackling_generations: undefined },
])('what we would not write means nothing: %j', (payload) => {
  expect(claimsOf(payload)).toBeUndefined()
})

test('an audit id is 22 characters that a URL takes as they are', () => {
  expect(auditId('ffffffffffffffffffffffffffffffff')).toBe('_____________________w')
})
