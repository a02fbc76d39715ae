/** Hypervisors, at every microversion that changed them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova, occupy } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let admin: Persona
let nova: Nova
let uuids: string[], serverIds: string[]
const clock = new ManualClock(Date.UTC(2026, 0, 1))

beforeAll(async () => {
  cloud = await startCloud({
    clock,
    hosts: ['host-1', 'host-2', 'busy', 'Other'],
    tokenLifetimeSeconds: 86_400,
  })
  admin = await cloud.admin()
  nova = new Nova(cloud, admin)
  serverIds = await occupy(cloud, 'busy', ['a', 'b'])
  const { hypervisors } = (await nova.get('/os-hypervisors', '2.53')).body
  uuids = hypervisors.map(({ id }: { id: string }) => id)
  clock.advance(3_660_000)
})
afterAll(() => cloud.app.stop())

const list = (query = '', version = '2.53') => nova.get(`/os-hypervisors${query}`, version)
const hosts = (got: { body: { hypervisors: { hypervisor_hostname: string }[] } }) =>
  got.body.hypervisors.map((hypervisor) => hypervisor.hypervisor_hostname)

const RESOURCES = (
  'vcpus memory_mb local_gb vcpus_used memory_mb_used local_gb_used free_ram_mb free_disk_gb ' +
  'current_workload running_vms disk_available_least'
).split(' ')
const SUMMARY = ['id', 'hypervisor_hostname', 'state', 'status']
const DETAIL = [...SUMMARY, 'hypervisor_type', 'hypervisor_version', 'host_ip', 'service']

describe('the fields', () => {
  test.each([
    ['2.1', SUMMARY, [...DETAIL, ...RESOURCES, 'cpu_info']],
    ['2.53', SUMMARY, [...DETAIL, ...RESOURCES, 'cpu_info']],
    ['2.88', SUMMARY, [...DETAIL, 'uptime']],
    ['latest', SUMMARY, [...DETAIL, 'uptime']],
  ])('at %s stand in the order of the real one', async (version, summary, detail) => {
    const listed = (await list('', version)).body.hypervisors[0]
    expect(Object.keys(listed)).toEqual(summary)
    const detailed = (await list('/detail', version)).body.hypervisors[0]
    expect(Object.keys(detailed)).toEqual(detail)
    const shown = await nova.get(`/os-hypervisors/${listed.id}`, version)
    expect(shown.body.hypervisor).toEqual(detailed)
  })

  test('ids are numbers before 2.53 and uuids since', async () => {
    const [before] = (await list('/detail', '2.52')).body.hypervisors
    expect([before.id, before.service.id]).toEqual([1, 3])
    const [since] = (await list('/detail', '2.53')).body.hypervisors
    expect([since.id, since.service.id].join(' ')).toMatch(/^[0-9a-f-]{36} [0-9a-f-]{36}$/)
  })

  test('cpu_info is a text before 2.28 and an object since', async () => {
    const [text] = (await list('/detail', '2.27')).body.hypervisors
    const [object] = (await list('/detail', '2.28')).body.hypervisors
    expect(text.cpu_info).toMatch(/^\{"arch": "x86_64", /)
    expect(JSON.parse(text.cpu_info)).toEqual(object.cpu_info)
    expect(object.cpu_info.topology).toMatchObject({ sockets: 2 })
  })

  test('what is free is what there is less what is taken', async () => {
    const [node] = (await list('/detail', '2.53')).body.hypervisors
    expect(node.free_ram_mb).toBe(node.memory_mb - node.memory_mb_used)
    expect(node.free_disk_gb).toBe(node.local_gb - node.local_gb_used)
  })

  test('state and status are those of its service', async () => {
    const host = { host: 'host-2', binary: 'nova-compute' }
    await nova.send('PUT', '/os-services/disable-log-reason', { ...host, disabled_reason: 'fan' })
    await nova.send('PUT', '/os-services/force-down', { ...host, forced_down: true }, '2.11')
    const got = await nova.get(`/os-hypervisors/${uuids[1]}`, '2.88')
    expect(got.body.hypervisor).toMatchObject({
      state: 'down',
      status: 'disabled',
      uptime: null,
      service: { host: 'host-2', disabled_reason: 'fan' },
    })
    const statistics = (await nova.get('/os-hypervisors/statistics')).body.hypervisor_statistics
    expect(statistics.count).toBe(3)
    await nova.send('PUT', '/os-services/enable', host)
    await nova.send('PUT', '/os-services/force-down', { ...host, forced_down: false }, '2.11')
  })

  test('uptime goes on from 2.88 on', async () => {
    const [node] = (await list('/detail', '2.88')).body.hypervisors
    expect(node.uptime).toContain(' 01:01:00 up  1:01,')
  })
})

const EMPTY_LIMIT = "Invalid input for query parameters limit. Value: . '' should be non-empty"

describe('pages', () => {
  test('a full page links to the next one, by number before 2.53 and by uuid since', async () => {
    const base = cloud.app.addresses.get('compute')
    const before = await list('?limit=2', '2.33')
    expect(before.body.hypervisors_links).toEqual([
      { rel: 'next', href: `${base}/v2.1/os-hypervisors?limit=2&marker=2` },
    ])
    const since = await list('/detail?limit=2&with_servers=yes', '2.53')
    expect(since.body.hypervisors_links).toEqual([
      {
        rel: 'next',
        href: `${base}/v2.1/os-hypervisors/detail?limit=2&with_servers=yes&marker=${uuids[1]}`,
      },
    ])
    const next = await list(`?limit=2&marker=${uuids[1]}`)
    expect(hosts(next)).toEqual(['busy', 'Other'])
  })

  test('the link repeats the project of the path, and each known parameter once', async () => {
    const path = `/v2.1/${admin.projectId}/os-hypervisors`
    const got = await cloud.request('compute', 'GET', `${path}?marker=1&foo=1&limit=9&limit=1`, {
      token: admin.token,
      version: '2.33',
    })
    const base = cloud.app.addresses.get('compute')
    expect(got.body.hypervisors_links[0].href).toBe(`${base}${path}?limit=1&marker=2`)
  })

  test('a page that is not full has no link, and an empty one is empty', async () => {
    expect((await list('?limit=5')).body.hypervisors_links).toBeUndefined()
    expect((await list('?limit=0')).body).toEqual({ hypervisors: [] })
    expect((await list(`?marker=${uuids[3]}`)).body).toEqual({ hypervisors: [] })
  })

  test('before 2.33 there are none', async () => {
    const got = await list('?limit=1&marker=x', '2.32')
    expect(hosts(got)).toHaveLength(4)
  })

  test.each([
    ['?marker=99', '2.33', 'marker [99] not found'],
    ['?marker=abc', '2.53', 'marker [abc] not found'],
    ['?marker=', '2.53', 'marker [] not found'],
    [
      '?limit=-1',
      '2.33',
      "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'",
    ],
    ['?limit=', '2.53', EMPTY_LIMIT],
    [
      '?limit=1&limit=2',
      '2.53',
      "Invalid input for query parameters limit. Value: ['1', '2']. ['1', '2'] is too long",
    ],
    ['?foo=1', '2.53', "Additional properties are not allowed ('foo' was unexpected)"],
  ])('%s is refused at %s', async (query, version, message) => {
    expectFault(await list(query, version), 400, message)
    expectFault(await list(`/detail${query}`, version), 400, message)
  })
})

describe('by host name', () => {
  const find = (pattern: string) => list(`?hypervisor_hostname_pattern=${pattern}`)

  test('any part of it will do, in any case, with wildcards as the real one has them', async () => {
    expect(hosts(await find('ost-'))).toEqual(['host-1', 'host-2'])
    expect(hosts(await find('OTHER'))).toEqual(['Other'])
    expect(hosts(await find('h_st-1'))).toEqual(['host-1'])
  })

  test.each(['', '/detail'])('none is 404: %s', async (path) => {
    const got = await list(`${path}?hypervisor_hostname_pattern=zz`)
    expectFault(got, 404, "No hypervisor matching 'zz' could be found.")
  })

  test.each(['limit=1', 'marker=1'])('%s cannot be had with it', async (query) => {
    const got = await list(`?hypervisor_hostname_pattern=host&${query}`)
    expectFault(
      got,
      400,
      'The server could not comply with the request since it is either malformed or otherwise ' +
        'incorrect.',
    )
  })

  test('before 2.53 the query does not know it, and there is a path for it', async () => {
    expect(hosts(await list('?hypervisor_hostname_pattern=zz', '2.52'))).toHaveLength(4)
    const got = await nova.get('/os-hypervisors/HOST-/search', '2.52')
    expect(hosts(got)).toEqual(['host-1', 'host-2'])
    expect(Object.keys(got.body.hypervisors[0])).toEqual(SUMMARY)
    expect(hosts(await nova.get('/os-hypervisors/%25/search'))).toHaveLength(4)
    for (const path of ['search', 'servers']) {
      expectFault(
        await nova.get(`/os-hypervisors/a%5Cb/${path}`),
        404,
        "No hypervisor matching 'a\\b' could be found.",
      )
      expect((await nova.get(`/os-hypervisors/host/${path}`, '2.53')).status).toBe(404)
    }
  })
})

describe('their servers', () => {
  const servers = [
    { name: 'instance-00000001', uuid: expect.toSatisfy((id) => id === serverIds[0]) },
    { name: 'instance-00000002', uuid: expect.toSatisfy((id) => id === serverIds[1]) },
  ]
  const shown = async (query: string, version: string) =>
    (await list(query, version)).body.hypervisors.map((node: { servers?: unknown }) => node.servers)

  test('are shown when asked for; an empty list only from 2.75 on', async () => {
    const [none, empty] = [undefined, []]
    expect(await shown('?with_servers=1', '2.52')).toEqual([none, none, none, none])
    expect(await shown('?with_servers=1', '2.74')).toEqual([none, none, servers, none])
    expect(await shown('/detail?with_servers=on', '2.75')).toEqual([empty, empty, servers, empty])
    expect(await shown('?with_servers=no', '2.75')).toEqual([none, none, none, none])
    const got = await nova.get(`/os-hypervisors/${uuids[2]}?with_servers=true`, '2.53')
    expect(got.body.hypervisor.servers).toEqual(servers)
  })

  test('before 2.53 they have a path of their own', async () => {
    const got = await nova.get('/os-hypervisors/s/servers', '2.52')
    const found = got.body.hypervisors.map((node: { servers?: unknown }) => node.servers)
    expect(found).toEqual([undefined, undefined, servers])
  })

  test('with_servers is a boolean, given once', async () => {
    const wrong = await list('?with_servers=maybe', '2.53')
    expect(wrong.body.badRequest.message).toContain(
      "Invalid input for query parameters with_servers. Value: maybe. 'maybe' is not one of [True,",
    )
    const twice = "['true', 'no']"
    expectFault(
      await nova.get(`/os-hypervisors/${uuids[0]}?with_servers=true&with_servers=no`, '2.53'),
      400,
      `Invalid input for query parameters with_servers. Value: ${twice}. ${twice} is too long`,
    )
  })
})

describe('one of them', () => {
  test('by number before 2.53, by uuid since', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    const notFound = (id: string) => `Hypervisor with ID '${id}' could not be found.`
    for (const path of ['', '/uptime']) {
      const show = (id: string, version: string) =>
        nova.get(`/os-hypervisors/${id}${path}`, version)
      expect((await show('1', '2.52')).body.hypervisor.hypervisor_hostname).toBe('host-1')
      expect((await show(uuids[0]!, '2.53')).body.hypervisor.hypervisor_hostname).toBe('host-1')
      for (const id of ['99', 'abc', uuids[0]!, '99999999999999999999']) {
        expectFault(await show(id, '2.52'), 404, notFound(id))
      }
      expectFault(await show(unknown, '2.53'), 404, notFound(unknown))
      expectFault(await show('1', '2.53'), 400, 'Invalid uuid 1')
    }
  })

  test('its uptime, until 2.87', async () => {
    const got = await nova.get('/os-hypervisors/1/uptime')
    expect(Object.keys(got.body.hypervisor)).toEqual([...SUMMARY, 'uptime'])
    expect((await nova.get(`/os-hypervisors/${uuids[0]}/uptime`, '2.88')).status).toBe(404)
    const down = { host: 'host-1', binary: 'nova-compute', forced_down: true }
    await nova.send('PUT', '/os-services/force-down', down, '2.11')
    expectFault(
      await nova.get('/os-hypervisors/1/uptime'),
      400,
      'Compute service of host-1 is unavailable at this time.',
    )
    await nova.send('PUT', '/os-services/force-down', { ...down, forced_down: false }, '2.11')
  })

  test('sums over all, until 2.87', async () => {
    const sums = (await nova.get('/os-hypervisors/statistics', '2.87')).body.hypervisor_statistics
    const nodes = (await list('/detail', '2.87')).body.hypervisors
    expect(Object.keys(sums)).toEqual(['count', ...RESOURCES])
    expect(sums.count).toBe(4)
    for (const name of RESOURCES) {
      const values: number[] = nodes.map((node: Record<string, number>) => node[name]!)
      const total = values.reduce((sum, value) => sum + value)
      expect([name, sums[name]]).toEqual([name, total])
    }
    expect((await nova.get('/os-hypervisors/statistics', '2.88')).status).toBe(404)
  })
})

test.each([
  ['', 'list', '2.53'],
  ['/detail', 'list-detail', '2.53'],
  ['/statistics', 'statistics', '2.1'],
  ['/x', 'show', '2.1'],
  ['/x/uptime', 'uptime', '2.1'],
  ['/x/search', 'search', '2.1'],
  ['/x/servers', 'servers', '2.1'],
])('%s is for administrators', async (path, verb, version) => {
  const demo = new Nova(cloud, await cloud.demo())
  expectFault(
    await demo.get(`/os-hypervisors${path}`, version),
    403,
    `Policy doesn't allow os_compute_api:os-hypervisors:${verb} to be performed.`,
  )
})
