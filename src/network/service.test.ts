/** What holds for Network as a whole. */
import { expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { Enforcer } from '../kernel/policy.ts'
import { rulesOf } from '../kernel/registry.ts'
import { network } from './service.ts'

test('clients find it in the catalogue at the root of its port', async () => {
  await using cloud = await startCloud()
  const { token } = await cloud.demo()
  const { body } = await cloud.request('identity', 'GET', '/v3/auth/catalog', { token })
  const entry = body.catalog.find(({ type }: { type: string }) => type === 'network')
  expect(entry.name).toBe('neutron')
  const urls = new Set(entry.endpoints.map(({ url }: { url: string }) => url))
  expect([...urls]).toEqual([cloud.app.addresses.get('network')])
})

test('on one port it stands below /networking, and its links say so', async () => {
  await using cloud = await startCloud({ singlePort: 0 })
  const { token } = await cloud.demo()
  const base = cloud.app.addresses.get('network')!
  expect(base).toMatch(/\/networking$/)
  const { body } = await cloud.request('network', 'GET', '/v2.0/', { token })
  expect(body.resources[0].links[0].href).toBe(`${base}/v2.0/networks`)
})

test('no rule, nor what it was before secure defaults, names one that is not there', () => {
  for (const enforceNewDefaults of [true, false]) {
    const rules = rulesOf(network)
    const enforcer = new Enforcer(rules, new Map(), { enforceNewDefaults })
    const nobody = { user_id: null, roles: [], is_admin: false }
    for (const { name } of rules) expect(() => enforcer.allows(name, nobody, {})).not.toThrow()
  }
})
