import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let admin: Nova
let demo: Nova
let persona: Persona

beforeAll(async () => {
  cloud = await startCloud()
  admin = new Nova(cloud, await cloud.admin())
  persona = await cloud.demo()
  demo = new Nova(cloud, persona)
})
afterAll(() => cloud[Symbol.asyncDispose]())

describe('the limits of a project', () => {
  const NETWORK = ['maxTotalFloatingIps', 'maxSecurityGroups', 'maxSecurityGroupRules']
  const USED_OF_NETWORK = ['totalFloatingIpsUsed', 'totalSecurityGroupsUsed']
  const FILES = ['maxPersonality', 'maxPersonalitySize']

  test('are shown with what is used, in the order of the real service', async () => {
    const got = await demo.get('/limits')
    const absolute = {
      maxTotalCores: 20,
      maxPersonality: 5,
      maxPersonalitySize: 10_240,
      maxTotalInstances: 10,
      maxTotalKeypairs: 100,
      maxServerMeta: 128,
      maxImageMeta: 128,
      maxTotalRAMSize: 51_200,
      maxServerGroups: 10,
      maxServerGroupMembers: 10,
      maxTotalFloatingIps: -1,
      maxSecurityGroups: -1,
      maxSecurityGroupRules: -1,
      totalRAMUsed: 0,
      totalCoresUsed: 0,
      totalInstancesUsed: 0,
      totalFloatingIpsUsed: 0,
      totalSecurityGroupsUsed: 0,
      totalServerGroupsUsed: 0,
    }
    expect([got.status, got.body]).toEqual([200, { limits: { rate: [], absolute } }])
    expect(Object.keys(got.body.limits.absolute)).toEqual(Object.keys(absolute))
  })

  test.each([
    ['2.35', []],
    ['2.36', [...NETWORK, ...USED_OF_NETWORK]],
    ['2.39', [...NETWORK, ...USED_OF_NETWORK, 'maxImageMeta']],
    ['2.57', [...NETWORK, ...USED_OF_NETWORK, 'maxImageMeta', ...FILES]],
  ])('at %s leave out what Compute limits no more', async (version, gone) => {
    const all = Object.keys((await demo.get('/limits')).body.limits.absolute)
    const left = Object.keys((await demo.get('/limits', version)).body.limits.absolute)
    expect(left).toEqual(all.filter((name) => !gone.includes(name)))
  })

  test('of another project are for administrators', async () => {
    await admin.send('PUT', `/os-quota-sets/${persona.projectId}`, { quota_set: { cores: 7 } })
    const got = await admin.get(`/limits?tenant_id=${persona.projectId}`)
    expect(got.body.limits.absolute).toMatchObject({ maxTotalCores: 7 })
    expect((await admin.get('/limits')).body.limits.absolute).toMatchObject({ maxTotalCores: 20 })
    expectFault(
      await demo.get(`/limits?tenant_id=${persona.projectId}`),
      403,
      "Policy doesn't allow os_compute_api:limits:other_project to be performed.",
    )
    expect((await admin.get('/limits?tenant_id=nope')).status).toBe(200)
  })

  test('unknown parameters are ignored before 2.75, and refused from then on', async () => {
    expect((await demo.get('/limits?reserved=1', '2.74')).status).toBe(200)
    expectFault(
      await demo.get('/limits?reserved=1', '2.75'),
      400,
      "Additional properties are not allowed ('reserved' was unexpected)",
    )
  })
})

describe('the quotas of a class', () => {
  const path = (name: string) => `/os-quota-class-sets/${name}`
  const set = (name: string, quota_class_set: unknown, version?: string) =>
    admin.send('PUT', path(name), { quota_class_set }, version)
  const keys = async (version: string) =>
    Object.keys((await admin.get(path('x'), version)).body.quota_class_set)

  test('of any name are the stock limits, until they are set', async () => {
    expect((await admin.get(path('gold'))).body.quota_class_set).toMatchObject({
      id: 'gold',
      cores: 20,
      security_groups: -1,
    })
    const got = await set('gold', { cores: '30', server_groups: 5 })
    expect(got.status).toBe(200)
    expect(got.body.quota_class_set).toMatchObject({ cores: 30, instances: 10 })
    expect(got.body.quota_class_set).not.toHaveProperty('id')
    expect((await admin.get(path('gold'), '2.50')).body.quota_class_set).toMatchObject({
      ...{ id: 'gold', cores: 30, server_groups: 5 },
    })
    expect((await admin.get(path('silver'))).body.quota_class_set.cores).toBe(20)
  })

  test('name groups of servers from 2.50 on and networks no more, and no files from 2.57 on', async () => {
    expect(await keys('2.49')).toHaveLength(13)
    expect(await keys('2.49')).not.toContain('server_groups')
    expect(await keys('2.50')).toHaveLength(11)
    expect(await keys('2.50')).toContain('server_group_members')
    expect(await keys('2.57')).toHaveLength(8)
    expect((await set('x', { fixed_ips: 1 }, '2.50')).status).toBe(400)
    expect((await set('x', { injected_files: 1 }, '2.57')).status).toBe(400)
  })

  test('hold for every project where the class is `default`', async () => {
    await set('default', { server_groups: 3 })
    const shown = async (rest: string) =>
      (await demo.get(`/os-quota-sets/${persona.projectId}${rest}`)).body.quota_set.server_groups
    expect([await shown(''), await shown('/defaults')]).toEqual([3, 3])
    await set('default', { server_groups: 10 })
  })

  test('are for administrators, and have names of at most 255 characters', async () => {
    const verb = (name: string) =>
      `Policy doesn't allow os_compute_api:os-quota-class-sets:${name} to be performed.`
    expectFault(await demo.get(path('gold')), 403, verb('show'))
    expectFault(await demo.send('PUT', path('gold'), { quota_class_set: {} }), 403, verb('update'))
    const long = 'quota_class_name has 256 characters, more than 255.'
    expectFault(await set('c'.repeat(256), {}), 400, long)
  })

  test('unknown parameters are refused from 2.102 on', async () => {
    expect((await admin.get(`${path('x')}?y=1`, '2.101')).status).toBe(200)
    expect((await admin.get(`${path('x')}?y=1`, '2.102')).status).toBe(400)
  })
})
