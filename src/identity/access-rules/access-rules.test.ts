import { describe, expect, test } from 'vitest'
import { mayCall, type Call } from './access-rules.ts'

const call = (path: string, method = 'GET', service = 'compute'): Call => ({
  service,
  method,
  path,
})
const rule = (path: string, method = 'GET', service = 'compute') => [
  { id: 'r', service, path, method },
]

describe('access rules', () => {
  test.each([
    ['/v2.1/servers', '/v2.1/servers'],
    ['/v2.1/servers/*', '/v2.1/servers/x'],
    ['/v2.1/servers/{server_id}', '/v2.1/servers/x'],
    ['/v2.1/servers/{server_id}/ips', '/v2.1/servers/x/ips'],
    ['/v2.1/**', '/v2.1/servers/x/ips'],
    ['**', '/v2.1'],
    ['/v2.1/**/ips', '/v2.1/servers/x/ips'],
    ['/v2.1/**/ips', '/v2.1//ips'],
    ['/v2.1/a*c*e', '/v2.1/abcde'],
    ['/v2.1/***', '/v2.1/x'],
  ])('%s allows %s', (pattern, path) => {
    expect(mayCall(rule(pattern), call(path))).toBe(true)
  })

  test.each([
    ['/v2.1/servers', '/v2.1/servers/x'],
    ['/v2.1/servers/*', '/v2.1/servers/x/y'],
    ['/v2.1/servers/*', '/v2.1/servers/'],
    ['/v2.1/servers', '/v2x1/servers'],
    ['/v2.1/servers', '/x/v2.1/servers'],
    ['/v2.1/(servers|.*)', '/v2.1/flavors'],
    ['/v2.1/**/ips', '/v2.1/ips'],
    ['/v2.1/a*c', '/v2.1/ac'],
    ['/v2.1/***', '/v2.1/'],
    ['/v2.1/{a}{b}', '/v2.1/x'],
  ])('%s does not allow %s', (pattern, path) => {
    expect(mayCall(rule(pattern), call(path))).toBe(false)
  })

  test('that could fit in any number of ways take no longer for it', () => {
    const path = `/${'a'.repeat(16_000)}`
    const before = process.cpuUsage()
    for (const part of ['**a', '*a', '{a}', '**', '{a}a']) {
      const many = part.repeat(Math.floor(220 / part.length))
      expect(mayCall(rule(`/${many}b`), call(path))).toBe(false)
    }
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000)
  })

  test('another method, another service and no rule at all allow nothing', () => {
    expect(mayCall(rule('/x'), call('/x', 'POST'))).toBe(false)
    expect(mayCall(rule('/x'), call('/x', 'HEAD'))).toBe(false)
    expect(mayCall(rule('/x'), call('/x', 'GET', 'image'))).toBe(false)
    expect(mayCall([], call('/x'))).toBe(false)
  })

  test('block storage answers to the names it has in the catalogue', () => {
    for (const name of ['block-storage', 'volumev3', 'volume']) {
      expect(mayCall(rule('/v3/x', 'GET', name), call('/v3/x', 'GET', 'block-storage'))).toBe(true)
    }
    expect(mayCall(rule('/v3/x', 'GET', 'volumev3'), call('/v3/x'))).toBe(false)
  })

  test('a token may always be looked at', () => {
    expect(mayCall([], call('/v3/auth/tokens', 'GET', 'identity'))).toBe(true)
    expect(mayCall([], call('/v3/auth/tokens', 'POST', 'identity'))).toBe(false)
  })
})
