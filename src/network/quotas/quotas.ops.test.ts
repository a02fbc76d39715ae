/** Quotas: who sees and sets them, and that nobody gets more, however many ask at once. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const STOCK = {
  network: 100,
  subnet: 100,
  subnetpool: -1,
  port: 500,
  router_route: 30,
  router: 10,
  floatingip: 50,
  rbac_policy: 10,
  security_group: 10,
  security_group_rule: 100,
  trunk: -1,
}
const set = (project: string, quota: object) => my.admin('PUT', `/quotas/${project}`, { quota })

test('a project sees its own, and what it uses of them', async () => {
  const own = `/quotas/${my.strangerPersona.projectId}`
  expect((await my.stranger('GET', own)).body).toEqual({ quota: STOCK })
  expect((await my.stranger('GET', `${own}/default`)).body).toEqual({ quota: STOCK })
  await my.make('network', {}, my.stranger)
  for (const path of [`${own}/details`, `${own}/details.json`]) {
    const { quota } = (await my.stranger('GET', path)).body
    expect(quota.network).toEqual({ limit: 100, used: 1, reserved: 0 })
    expect(quota.trunk).toEqual({ limit: -1, used: 0, reserved: 0 })
  }
})

test('who asks which project it is in is told', async () => {
  const { projectId } = my.persona
  expect((await my.demo('GET', '/quotas/tenant')).body).toEqual({
    tenant: { tenant_id: projectId },
  })
  expect((await my.demo('GET', '/quotas/project')).body).toEqual({
    project: { project_id: projectId },
  })
})

test("those of others are for administrators, and so is setting one's own", async () => {
  const other = `/quotas/${my.strangerPersona.projectId}`
  const refused = '403 PolicyNotAuthorized: rule:get_quota is disallowed by policy'
  expect(refusal(await my.demo('GET', other))).toBe(refused)
  expect(refusal(await my.demo('GET', `${other}/default`))).toBe(refused)
  expect(refusal(await my.demo('GET', '/quotas'))).toBe(refused)
  expect(refusal(await my.demo('GET', `${other}/details`))).toBe(
    '403 AdminRequired: User does not have admin privileges: ' +
      'Only admin is authorized to access quotas for another project.',
  )
  const own = `/quotas/${my.persona.projectId}`
  expect(refusal(await my.demo('PUT', own, { quota: { network: 1 } }))).toBe(
    '403 PolicyNotAuthorized: rule:update_quota is disallowed by policy',
  )
  expect((await my.admin('GET', '/quotas/nosuch')).body).toEqual({ quota: STOCK })
})

test('what is set is shown, listed, and forgotten', async () => {
  const got = await set('p1', { network: '7', port: 1.5 })
  expect(got.body).toEqual({ quota: { ...STOCK, network: 7, port: 1 } })
  const listed = (await my.admin('GET', '/quotas')).body.quotas
  expect(listed).toContainEqual({
    ...STOCK,
    ...{ network: 7, port: 1, project_id: 'p1', tenant_id: 'p1' },
  })
  expect((await my.admin('DELETE', '/quotas/p1')).status).toBe(204)
  expect((await my.admin('GET', '/quotas/p1')).body).toEqual({ quota: STOCK })
  expect(refusal(await my.admin('DELETE', '/quotas/p1'))).toBe(
    '404 TenantQuotaNotFound: Quota for project p1 could not be found.',
  )
})

describe('refusals', () => {
  test.each([
    [
      { network: -2 },
      "HTTPBadRequest: Invalid input for network. Reason: '-2' is too small - " +
        "must be at least '-1'.",
    ],
    [
      { network: 3e9 },
      "HTTPBadRequest: Invalid input for network. Reason: '3000000000' is too " +
        "large - must be no larger than '2147483647'.",
    ],
    [{ network: 'x' }, "InvalidInput: Invalid input for operation: 'x' is not an integer."],
    [{ network: null }, "InvalidInput: Invalid input for operation: 'None' is not an integer."],
    [{ bogus: 1 }, "HTTPBadRequest: Unrecognized attribute(s) 'bogus'"],
  ])('%j', async (quota, message) => {
    expect(refusal(await set('p2', quota))).toBe(`400 ${message}`)
    expect((await my.admin('GET', '/quotas/p2')).body).toEqual({ quota: STOCK })
  })

  test('less than there is, unless forced', async () => {
    const { projectId } = my.adminPersona
    await my.make('network', {}, my.admin)
    expect(refusal(await set(projectId, { network: 0 }))).toBe(
      '400 HTTPBadRequest: Quota limit 0 for network must be greater than or equal to ' +
        'already used 1',
    )
    expect((await set(projectId, { network: 0, force: true })).body.quota.network).toBe(0)
    expect(refusal(await my.admin('POST', '/networks', { network: {} }))).toBe(
      "409 OverQuota: Quota exceeded for resources: ['network'].",
    )
    expect((await my.admin('DELETE', `/quotas/${projectId}`)).status).toBe(204)
  })
})

test.each([
  ['router', '/routers', { router: {} }],
  ['subnetpool', '/subnetpools', { subnetpool: { name: 'p', prefixes: ['10.0.0.0/16'] } }],
])('no more of %s is made than may be', async (resource, path, body) => {
  const { projectId } = my.strangerPersona
  await my.admin('PUT', `/quotas/${projectId}`, { quota: { [resource]: 0 } })
  expect(refusal(await my.stranger('POST', path, body))).toBe(
    `409 OverQuota: Quota exceeded for resources: ['${resource}'].`,
  )
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who ask at once as many get a network as may, and a bulk is all or nothing', async () => {
    const all = await networkCloud({ database: await backend.url('cloud') })
    await using _ = all.cloud
    const { projectId } = all.persona
    await all.admin('PUT', `/quotas/${projectId}`, { quota: { network: 5 } })
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => all.demo('POST', '/networks', { network: {} })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(5)
    expect(statuses.filter((status) => status === 409)).toHaveLength(11)
    await all.admin('PUT', `/quotas/${projectId}`, { quota: { network: 7 } })
    const bulk = await all.demo('POST', '/networks', { networks: [{}, {}, {}] })
    expect(bulk.status).toBe(409)
    expect((await all.demo('GET', '/networks')).body.networks).toHaveLength(5)
  })
})
