import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi

beforeAll(async () => {
  cloud = await startCloud({ hosts: ['h1', 'h2'] })
  admin = volumeApi(cloud, await cloud.admin())
  demo = volumeApi(cloud, await cloud.demo())
  for (const [name, backend] of [
    ['here', 'simulated'],
    ['elsewhere', 'ceph'],
  ]) {
    const extra_specs = { volume_backend_name: backend }
    await admin('POST', '/types', { volume_type: { name, extra_specs } })
  }
})
afterAll(() => cloud[Symbol.asyncDispose]())

const POOLS = ['h1@simulated#simulated', 'h2@simulated#simulated']

describe('pools', () => {
  const pools = (query: string, version?: string) =>
    admin('GET', `/scheduler-stats/get_pools${query}`, undefined, version)

  test.each([
    ['', undefined, POOLS],
    [`?name=${encodeURIComponent(POOLS[0]!)}`, '3.28', POOLS.slice(0, 1)],
    [`?name=${encodeURIComponent(POOLS[0]!)}`, '3.27', POOLS],
    ['?volume_backend_name=simulated&QoS_support=no&reserved_percentage=0', '3.30', POOLS],
    ['?volume_backend_name=ceph', '3.30', []],
    ['?volume_backend_name=ceph', '3.27', POOLS],
    ['?bogus=1', '3.28', []],
    ['?name=&volume_type=', '3.35', POOLS],
    ['?volume_type=here', '3.35', POOLS],
    ['?volume_type=elsewhere', '3.35', []],
    ['?volume_type=elsewhere', '3.34', POOLS],
  ])('for %j at %s', async (query, version, names) => {
    const { body } = await pools(query, version)
    expect(body).toEqual({ pools: names.map((name) => ({ name })) })
  })

  test('with detail=True say how full they are', async () => {
    const free = async () => {
      const { body } = await pools('?detail=True')
      return body.pools.map(({ capabilities: pool }: { capabilities: Record<string, number> }) => {
        expect(pool.free_capacity_gb! + pool.allocated_capacity_gb!).toBe(pool.total_capacity_gb)
        return pool.allocated_capacity_gb
      })
    }
    expect(await free()).toEqual([0, 0])
    await admin('POST', '/volumes', { volume: { size: 3 } })
    expect((await free()).toSorted()).toEqual([0, 3])
    const { body } = await pools('?detail=True')
    const counted = body.pools.map((pool: any) => pool.capabilities.total_volumes)
    expect(counted.toSorted()).toEqual([0, 1])
    expect(body.pools[0].capabilities.location_info).toMatch(/^SimulatedVolumeDriver:h1:/)
  })

  test.each([
    ['?detail=abc', undefined, "400 Value 'abc' for 'detail' is not a boolean."],
    ['?foo=1', '3.31', '400 Invalid filters foo are found in query options.'],
    ['?volume_type=nosuch', '3.35', '404 Volume type with name nosuch could not be found.'],
  ])('refuse %s', async (query, version, message) => {
    expect(refusal(await pools(query, version))).toBe(message)
  })

  test('are for administrators', async () => {
    expect(refusal(await demo('GET', '/scheduler-stats/get_pools'))).toBe(
      "403 Policy doesn't allow scheduler_extension:scheduler_stats:get_pools to be performed.",
    )
  })
})

describe('backends of the configuration', () => {
  const BACKENDS = [
    { name: 'slow', zone: 'az2', capacityGib: 50 },
    {
      name: 'fast',
      backendName: 'solid',
      hosts: ['storage'],
      capabilities: { vendor_name: 'Us', compression: true },
      pools: [
        { name: 'a', capacityGib: 5 },
        { name: 'b', capabilities: { compression: false } },
      ],
    },
  ]
  let own: Cloud
  let api: VolumeApi

  beforeAll(async () => {
    own = await startCloud({ hosts: ['h1'], backends: BACKENDS })
    api = volumeApi(own, await own.admin())
  })
  afterAll(() => own[Symbol.asyncDispose]())

  /** The pool where a volume of a type with such specs ends, or its status where in none. */
  let made = 0
  async function placed(specs: object, volume: object = {}): Promise<string> {
    const type = { name: `type-${++made}`, extra_specs: specs }
    const { id } = (await api('POST', '/types', { volume_type: type })).body.volume_type
    const asked = { volume: { size: 1, volume_type: id, ...volume } }
    const created = await api('POST', '/volumes', asked)
    await own.settled()
    const got = await api('GET', `/volumes/${created.body.volume.id}`)
    return got.body.volume['os-vol-host-attr:host'] ?? got.body.volume.status
  }

  test('have the pools, capacities and capabilities that it says', async () => {
    const { body } = await api('GET', '/scheduler-stats/get_pools?detail=true')
    const shown = body.pools.map((pool: { name: string; capabilities: Record<string, any> }) => [
      pool.name,
      pool.capabilities['volume_backend_name'],
      pool.capabilities['total_capacity_gb'],
      pool.capabilities['vendor_name'],
      pool.capabilities['compression'],
    ])
    expect(shown).toEqual([
      ['h1@slow#slow', 'slow', 50, 'Stackling', undefined],
      ['storage@fast#a', 'solid', 5, 'Us', true],
      ['storage@fast#b', 'solid', 2_048_000, 'Us', false],
    ])
    const { body: capabilities } = await api('GET', '/capabilities/storage@fast')
    expect(capabilities).toMatchObject({ volume_backend_name: 'solid', vendor_name: 'Us' })
  })

  test('are services in their zones', async () => {
    const { body } = await api('GET', '/os-services?binary=cinder-volume')
    expect(body.services.map(({ host, zone }: Record<string, string>) => [host, zone])).toEqual([
      ['h1@slow', 'az2'],
      ['storage@fast', 'nova'],
    ])
    const zones = (await api('GET', '/os-availability-zone')).body.availabilityZoneInfo
    expect(zones.map(({ zoneName }: { zoneName: string }) => zoneName)).toEqual(['az2', 'nova'])
  })

  test('are chosen by the extra specs of types and by the zone', async () => {
    expect(await placed({ volume_backend_name: 'solid' })).toBe('storage@fast#b')
    expect(await placed({ 'capabilities:compression': '<is> True' })).toBe('storage@fast#a')
    expect(await placed({ 'capabilities:vendor_name': 's!= Stackling' })).toBe('storage@fast#b')
    expect(await placed({ volume_backend_name: 'slow' })).toBe('error')
    expect(await placed({ volume_backend_name: 'slow' }, { availability_zone: 'az2' })).toBe(
      'h1@slow#slow',
    )
    expect(await placed({ 'RESKEY:availability_zones': 'az2' })).toBe('h1@slow#slow')
    const anywhere = { 'RESKEY:availability_zones': 'nova,az2', volume_backend_name: 'slow' }
    expect(await placed(anywhere)).toBe('h1@slow#slow')
    const { volumes } = (await api('GET', '/volumes/detail?limit=1')).body
    expect(volumes[0].availability_zone).toBe('az2')
  })

  test('take what they have room for', async () => {
    const compressed = { compression: '<is> True' }
    expect(await placed(compressed, { size: 4 })).toBe('storage@fast#a')
    expect(await placed(compressed, { size: 4 })).toBe('error')
  })

  test('that are disabled have no pools', async () => {
    await api('PUT', '/os-services/disable', { binary: 'cinder-volume', host: 'storage@fast' })
    const { body } = await api('GET', '/scheduler-stats/get_pools')
    expect(body.pools).toEqual([{ name: 'h1@slow#slow' }])
    await api('PUT', '/os-services/enable', { binary: 'cinder-volume', host: 'storage@fast' })
  })
})

describe('capabilities', () => {
  test('are those of the backend on a host', async () => {
    const { body } = await admin('GET', '/capabilities/h1@simulated')
    expect(body).toMatchObject({
      namespace: 'OS::Storage::Capabilities::h1@simulated',
      volume_backend_name: 'simulated',
      pool_name: null,
      replication_targets: [],
    })
  })

  test.each(['nosuch', 'h1@nosuch', 'h1@simulated#simulated'])('of %s are 404', async (host) => {
    expect(refusal(await admin('GET', `/capabilities/${encodeURIComponent(host)}`))).toBe(
      `404 Can't find service: ${host}`,
    )
  })

  test('are for administrators', async () => {
    expect(refusal(await demo('GET', '/capabilities/nosuch'))).toBe(
      "403 Policy doesn't allow volume_extension:capabilities to be performed.",
    )
  })
})
