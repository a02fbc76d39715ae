/** Routers: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { externalNetwork } from '../../../test/support/external-network.ts'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

const put = (id: string, router: object, as = my.demo) => as('PUT', `/routers/${id}`, { router })

describe('a router of a member', () => {
  test('is active, and shows nothing of how it is carried out', async () => {
    const got = await my.demo('POST', '/routers', { router: { name: 'r' } })
    expect(got.status).toBe(201)
    const { id, created_at: created, ...others } = got.body.router
    expect(others).toEqual({
      name: 'r',
      tenant_id: my.persona.projectId,
      project_id: my.persona.projectId,
      admin_state_up: true,
      status: 'ACTIVE',
      external_gateway_info: null,
      external_gateways: [],
      enable_default_route_bfd: false,
      enable_default_route_ecmp: false,
      description: '',
      availability_zones: [],
      availability_zone_hints: [],
      routes: [],
      flavor_id: null,
      conntrack_helpers: [],
      enable_ndp_proxy: false,
      tags: [],
      updated_at: created,
      revision_number: 1,
    })
    expect((await my.demo('GET', `/routers/${id}`)).body).toEqual(got.body)
    const seen = (await my.admin('GET', `/routers/${id}`)).body.router
    expect(seen).toMatchObject({ distributed: false, ha: false })
  })

  test('is not there for others', async () => {
    const { id } = await my.make('router')
    const missing = `404 RouterNotFound: Router ${id} could not be found`
    expect(refusal(await my.stranger('GET', `/routers/${id}`))).toBe(missing)
    expect(refusal(await my.stranger('DELETE', `/routers/${id}`))).toBe(missing)
    expect((await my.reader('DELETE', `/routers/${id}`)).status).toBe(403)
    expect((await my.demo('DELETE', `/routers/${id}`)).status).toBe(204)
    expect(refusal(await my.demo('GET', `/routers/${id}`))).toBe(missing)
  })

  test.each([
    [{ distributed: true }, '(rule:create_router and rule:create_router:distributed)'],
    [{ ha: null }, '(rule:create_router and rule:create_router:ha)'],
    [
      { external_gateway_info: { network_id: '@', enable_snat: false } },
      '(rule:create_router and (rule:create_router:external_gateway_info and ' +
        '(rule:create_router:external_gateway_info:network_id and ' +
        'rule:create_router:external_gateway_info:enable_snat)))',
    ],
  ])('may not be %j', async (attributes, rule) => {
    const { id } = await externalNetwork(my)
    const router = JSON.parse(JSON.stringify(attributes).replace('@', id)) as object
    expect(refusal(await my.demo('POST', '/routers', { router }))).toBe(
      `403 PolicyNotAuthorized: ${rule} is disallowed by policy`,
    )
  })
})

test.each([
  [
    { external_gateway_info: { enable_snat: true } },
    '400 HTTPBadRequest: Invalid input for external_gateway_info. Reason: Validation of ' +
      "dictionary's keys failed. Expected keys: {'network_id'} Provided keys: {'enable_snat'}.",
  ],
  [
    { external_gateway_info: 'x' },
    "400 HTTPBadRequest: Invalid input for external_gateway_info. Reason: 'x' is not a dictionary.",
  ],
  [{ flavor_id: 5 }, '404 FlavorNotFound: Flavor 5 could not be found.'],
  [
    { availability_zone_hints: ['x'] },
    '404 AvailabilityZoneNotFound: AvailabilityZone x could not be found.',
  ],
  [{ routes: [] }, "400 HTTPBadRequest: Attribute 'routes' not allowed in POST"],
  [{ tags: ['x'] }, "400 HTTPBadRequest: Attribute 'tags' not allowed in POST"],
])('a router cannot be made with %j', async (router, refused) => {
  expect(refusal(await my.demo('POST', '/routers', { router }))).toBe(refused)
})

test('routers are made one by one', async () => {
  const got = await my.demo('POST', '/routers', { routers: [{}] })
  expect(refusal(got)).toBe('400 HTTPBadRequest: Bulk operation not supported')
})

test('how a router is carried out changes only while it is down', async () => {
  const { id } = await my.make('router')
  const active = 'active routers. Please set router admin_state_up to False prior to upgrade.'
  expect(refusal(await put(id, { distributed: true }, my.admin))).toBe(
    `400 BadRequest: Bad router request: Cannot change the 'distributed' attribute of ${active}`,
  )
  expect(refusal(await put(id, { ha: true }, my.admin))).toBe(
    `400 BadRequest: Bad router request: Cannot change HA attribute of ${active}`,
  )
  // One that was up when it was asked is not distributed, though it goes down with that.
  const down = await put(id, { admin_state_up: false, distributed: true }, my.admin)
  expect(refusal(down)).toContain(active)
  const both = await put(id, { admin_state_up: false, ha: true }, my.admin)
  expect(both.body.router).toMatchObject({ ha: true, admin_state_up: false })
  expect((await put(id, { admin_state_up: true, distributed: true }, my.admin)).status).toBe(400)
  expect((await put(id, { distributed: true }, my.admin)).body.router.distributed).toBe(true)
})

test('a gateway that goes counts thrice, with what else is changed', async () => {
  const { id } = await my.make('router')
  const [one, other] = [await externalNetwork(my), await externalNetwork(my, '198.51.100.0/24')]
  const counted = async (gateway: string | undefined, more: object = {}) => {
    const info = gateway === undefined ? null : { network_id: gateway }
    const got = await put(id, { external_gateway_info: info, ...more })
    return got.body.router.revision_number
  }
  expect(await counted(one.id)).toBe(3)
  expect(await counted(one.id)).toBe(3)
  expect(await counted(undefined)).toBe(6)
  expect(await counted(undefined)).toBe(6)
  expect(await counted(one.id)).toBe(7)
  expect(await counted(undefined, { name: 'x' })).toBe(10)
  expect(await counted(one.id, { name: 'y' })).toBe(12)
  expect(await counted(other.id)).toBe(16)
  expect(await counted(one.id, { name: 'z' })).toBe(20)
})

test('the first change of a router decides what it is, and counts though nothing is said', async () => {
  const { id } = await my.make('router')
  expect((await put(id, {})).body.router.revision_number).toBe(2)
  expect((await put(id, {})).body.router.revision_number).toBe(2)
  expect((await put(id, { name: 'x' })).body.router.revision_number).toBe(3)
})

test('no router answers for neighbours without an address scope', async () => {
  const { id } = await my.make('router')
  expect(refusal(await put(id, { enable_ndp_proxy: true }))).toBe(
    `409 RouterGatewayNotValid: Can not enable ndp proxy on router ${id}, The router has no ` +
      'external gateway or the external gateway port has no IPv6 address or IPv6 address scope.',
  )
})

test('lists find routers by name and state, in pages', async () => {
  const made = [await my.make('router', { name: 'listed' }), await my.make('router')]
  const found = await my.demo('GET', '/routers?name=Listed&admin_state_up=true&fields=id')
  expect(found.body.routers).toEqual([{ id: made[0].id }])
  expect((await my.stranger('GET', '/routers')).body.routers).toEqual([])
  const page = await my.demo('GET', '/routers?limit=1&sort_key=id&sort_dir=asc')
  expect(page.body.routers_links).toHaveLength(2)
  expect(refusal(await my.demo('GET', '/routers?distributed=true'))).toBe(
    "400 HTTPBadRequest: ['distributed'] is invalid attribute for filtering",
  )
})
