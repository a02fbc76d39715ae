/** Routers that answer outside for addresses of ports inside. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { externalNetwork } from '../../../test/support/external-network.ts'
import {
  networkCloud,
  refusal,
  useNetworkCloud,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const UNLIMITED = { router: -1, network: -1, subnet: -1, subnetpool: -1, port: -1 }
const my = useNetworkCloud({ network: { quotas: UNLIMITED } })

const MISSING = '00000000-0000-4000-8000-000000000000'

let prefixes = 0

/** A pool of IPv6 that all may use, with an address scope. */
async function pool(at: NetworkCloud): Promise<string> {
  const scope = { ip_version: 6, shared: true }
  const { id } = await at.make('address_scope', { name: 's', ...scope }, at.admin)
  const prefix = `2001:db8:${(++prefixes).toString(16)}::/48`
  const attributes = {
    name: 'p',
    prefixes: [prefix],
    default_prefixlen: 64,
    shared: true,
    address_scope_id: id,
  }
  return (await at.make('subnetpool', attributes, at.admin)).id
}

async function networkOf(at: NetworkCloud, from: object, attributes: object = {}, as = at.demo) {
  const { id } = await at.make('network', attributes, as)
  const subnet = await at.make('subnet', { network_id: id, ip_version: 6, ...from }, as)
  return { id: id as string, subnet: subnet.id as string }
}

const join = (at: NetworkCloud, router: string, subnet: string) =>
  at.demo('PUT', `/routers/${router}/add_router_interface`, { subnet_id: subnet })

/** A router that may have proxies, on a network with a port. */
async function world(at: NetworkCloud = my) {
  const from = { subnetpool_id: await pool(at) }
  const outside = await networkOf(at, from, { 'router:external': true }, at.admin)
  const inside = await networkOf(at, from)
  const router = await at.make('router', {
    external_gateway_info: { network_id: outside.id },
    enable_ndp_proxy: true,
  })
  await join(at, router.id, inside.subnet)
  const port = await at.make('port', { network_id: inside.id })
  return { outside, inside, router, port, asked: { router_id: router.id, port_id: port.id } }
}

const create = (attributes: object, as = my.demo) =>
  as('POST', '/ndp_proxies', { ndp_proxy: attributes })
const put = (id: string, router: object) => my.demo('PUT', `/routers/${id}`, { router })

describe('an NDP proxy', () => {
  test('is for the address of a port, is renamed, and goes', async () => {
    const { port, asked } = await world()
    const got = await create(asked)
    expect(got.status).toBe(201)
    const [{ ip_address: ip }] = port.fixed_ips
    const made = got.body.ndp_proxy
    expect(made).toMatchObject({ ...asked, ip_address: ip, name: '', revision_number: 0 })
    const path = `/ndp_proxies/${made.id}`
    const body = { ndp_proxy: { name: 'n', description: 'd' } }
    const changed = await my.demo('PUT', path, body)
    expect(changed.body.ndp_proxy).toMatchObject({
      name: 'n',
      description: 'd',
      revision_number: 1,
    })
    expect((await my.demo('PUT', path, body)).body.ndp_proxy.revision_number).toBe(2)
    expect((await my.demo('GET', path)).body.ndp_proxy.name).toBe('n')
    expect((await my.demo('DELETE', path)).status).toBe(204)
    expect(refusal(await my.demo('GET', path))).toBe(
      `404 NDPProxyNotFound: Ndp proxy ${made.id} could not be found.`,
    )
  })

  test('is of its project alone', async () => {
    const { asked } = await world()
    expect((await create(asked, my.reader)).status).toBe(403)
    const { id } = await my.make('ndp_proxy', asked)
    const path = `/ndp_proxies/${id}`
    const body = { ndp_proxy: { name: 'n' } }
    expect((await my.reader('PUT', path, body)).status).toBe(403)
    expect((await my.reader('GET', path)).status).toBe(200)
    expect((await my.stranger('GET', path)).status).toBe(404)
    expect((await my.stranger('DELETE', path)).status).toBe(404)
    expect((await my.stranger('GET', '/ndp_proxies')).body).toEqual({ ndp_proxies: [] })
  })

  test('is found by its name, and not by what it is for', async () => {
    const { asked } = await world()
    const { id } = await my.make('ndp_proxy', { ...asked, name: 'found' })
    const named = await my.demo('GET', '/ndp_proxies?name=found&fields=id')
    expect(named.body).toEqual({ ndp_proxies: [{ id }] })
    expect(refusal(await my.demo('GET', `/ndp_proxies?router_id=${asked.router_id}`))).toBe(
      "400 HTTPBadRequest: ['router_id'] is invalid attribute for filtering",
    )
  })

  test('is for no address twice, and for none that the port has not', async () => {
    const { port, asked } = await world()
    const [{ ip_address: ip }] = port.fixed_ips
    await my.make('ndp_proxy', { ...asked, ip_address: ip })
    expect(refusal(await create(asked))).toBe(
      '409 NeutronDbObjectDuplicateEntry: Failed to create a duplicate NDPProxy: for ' +
        `attribute(s) ['router_id', 'ip_address'] with value(s) ${asked.router_id}-${ip}`,
    )
    expect(refusal(await create({ ...asked, ip_address: '10.0.0.1' }))).toBe(
      '400 InvalidAddress: The address 10.0.0.1 is invalid, reason: This address not belong to ' +
        `the port ${port.id}.`,
    )
  })

  test('needs a router that is on the network, and that has proxies', async () => {
    const { router, port, asked } = await world()
    const unreachable = `The port ${port.id} cannot reach the router ${MISSING} by IPv6 subnet.`
    expect(refusal(await create({ ...asked, router_id: MISSING }))).toBe(
      `409 PortUnreachableRouter: ${unreachable}`,
    )
    expect(refusal(await create({ ...asked, port_id: MISSING }))).toBe(
      `404 PortNotFound: Port ${MISSING} could not be found.`,
    )
    const off = await put(router.id, { enable_ndp_proxy: false })
    expect(off.body.router).toMatchObject({ enable_ndp_proxy: false })
    expect(refusal(await create(asked))).toBe(
      `409 RouterNDPProxyNotEnable: The enable_ndp_proxy parameter of router ${router.id} must be ` +
        'set as True while create ndp proxy entry on it.',
    )
    await put(router.id, { enable_ndp_proxy: true })
    expect((await create(asked)).status).toBe(201)
  })

  test('needs one address scope outside and inside', async () => {
    const { router } = await world()
    const other = await networkOf(my, { cidr: 'fd00:99::/64' })
    await join(my, router.id, other.subnet)
    const port = await my.make('port', { network_id: other.id })
    const got = await create({ router_id: router.id, port_id: port.id })
    expect(refusal(got)).toMatch(
      /^409 AddressScopeConflict: .* conflict with internal network's IPv6 address scope None\.$/,
    )
  })

  test('goes with its port', async () => {
    const { port, asked } = await world()
    const { id } = await my.make('ndp_proxy', asked)
    expect((await my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
    expect((await my.demo('GET', `/ndp_proxies/${id}`)).status).toBe(404)
  })

  test('keeps the gateway and the interface of its router', async () => {
    const { router, inside, asked } = await world()
    const { id } = await my.make('ndp_proxy', asked)
    const unset = { external_gateway_info: {} }
    expect(refusal(await put(router.id, unset))).toBe(
      `409 RouterGatewayInUseByNDPProxy: Unable to unset external gateway of router ${router.id}, ` +
        'There are one or more ndp proxies still in use on the router.',
    )
    const remove = `/routers/${router.id}/remove_router_interface`
    expect(refusal(await my.demo('PUT', remove, { subnet_id: inside.subnet }))).toBe(
      `409 RouterInterfaceInUseByNDPProxy: Unable to remove subnet ${inside.subnet} from router ` +
        `${router.id}, There are one or more ndp proxies still in use on the subnet.`,
    )
    await my.demo('DELETE', `/ndp_proxies/${id}`)
    expect(refusal(await put(router.id, { ...unset, enable_ndp_proxy: true }))).toBe(
      `409 RouterGatewayNotValid: Can not enable ndp proxy on router ${router.id}, The router's ` +
        'external gateway will be unset.',
    )
    expect((await put(router.id, unset)).body.router.enable_ndp_proxy).toBe(false)
    expect((await my.demo('PUT', remove, { subnet_id: inside.subnet })).status).toBe(200)
    expect((await my.demo('DELETE', `/routers/${router.id}`)).status).toBe(204)
  })
})

test('a router has proxies where its gateway has an address of IPv6 in a scope', async () => {
  const outside = await externalNetwork(my)
  const gateway = { external_gateway_info: { network_id: outside.id } }
  const got = await my.demo('POST', '/routers', { router: { ...gateway, enable_ndp_proxy: true } })
  expect(refusal(got)).toContain(
    `The external network ${outside.id} don't support IPv6 ndp proxy, the network has no IPv6 ` +
      'subnets or has no IPv6 address scope.',
  )
  const router = await my.make('router', gateway)
  expect(refusal(await put(router.id, { enable_ndp_proxy: true }))).toContain(
    'RouterGatewayNotValid',
  )
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('a proxy and the end of the gateway at once leave no proxy without one', async () => {
    const own = await networkCloud({
      database: await backend.url('cloud'),
      network: { quotas: UNLIMITED },
    })
    await using _ = own.cloud
    for (let round = 0; round < 3; round++) {
      const { router, asked } = await world(own)
      const unset = { router: { external_gateway_info: {} } }
      const answers = await Promise.all([
        own.demo('POST', '/ndp_proxies', { ndp_proxy: asked }),
        own.demo('PUT', `/routers/${router.id}`, unset),
      ])
      const [made, cleared] = answers.map(({ status }) => status)
      expect([
        [201, 409],
        [409, 200],
      ]).toContainEqual([made, cleared])
    }
  })
})
