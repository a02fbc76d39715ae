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

  test('of a host without one are 404', async () => {
    expect(refusal(await admin('GET', '/capabilities/nosuch'))).toBe(
      "404 Can't find service: nosuch",
    )
  })

  test('are for administrators', async () => {
    expect(refusal(await demo('GET', '/capabilities/nosuch'))).toBe(
      "403 Policy doesn't allow volume_extension:capabilities to be performed.",
    )
  })
})
