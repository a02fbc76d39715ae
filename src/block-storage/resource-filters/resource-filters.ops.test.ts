import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const CONFIGURED = new Map([
  ['volume', ['name~', 'size']],
  ['pool', ['name']],
  ['starfish', ['arms']],
])

let stock: Cloud
let configured: Cloud
let user: VolumeApi
let demo: VolumeApi
let admin: VolumeApi

beforeAll(async () => {
  ;[stock, configured] = await Promise.all([
    startCloud(),
    startCloud({ resourceFilters: CONFIGURED }),
  ])
  user = volumeApi(stock, await stock.demo())
  demo = volumeApi(configured, await configured.demo())
  admin = volumeApi(configured, await configured.admin())
})
afterAll(() => Promise.all([stock, configured].map((cloud) => cloud[Symbol.asyncDispose]())))

describe('the list of filters', () => {
  test('is that of the stock file where nothing is configured', async () => {
    const { status, body } = await user('GET', '/resource_filters', undefined, '3.33')
    expect(status).toBe(200)
    const named = Object.fromEntries(
      body.resource_filters.map((one: { resource: string; filters: string[] }) => [
        one.resource,
        one.filters,
      ]),
    )
    expect(Object.keys(named)).toEqual([
      ...['volume', 'backup', 'snapshot', 'group', 'group_snapshot', 'attachment', 'message'],
      ...['pool', 'volume_type'],
    ])
    expect(named).toMatchObject({
      backup: ['name', 'status', 'volume_id'],
      message: ['resource_uuid', 'resource_type', 'event_id', 'request_id', 'message_level'],
    })
  })

  test.each([
    ['', ['volume', 'pool', 'starfish']],
    ['?resource=', ['volume', 'pool', 'starfish']],
    ['?resource=starfish', ['starfish']],
    ['?resource=Volume', []],
    ['?resource=backup', []],
  ])('asked with %j has what is configured', async (query, resources) => {
    const { body } = await demo('GET', `/resource_filters${query}`, undefined, '3.71')
    expect(body).toEqual({
      resource_filters: resources.map((resource) => ({
        resource,
        filters: CONFIGURED.get(resource),
      })),
    })
  })

  test('is not there before 3.33', async () => {
    const got = await demo('GET', '/resource_filters', undefined, '3.32')
    expect(refusal(got)).toBe('404 The resource could not be found.')
  })
})

describe('lists heed what is configured', () => {
  test.each([
    ['/volumes?size=1', '3.31', 200],
    ['/volumes?status=error', '3.31', 400],
    // `name~` opens `name` too, once there are such filters.
    ['/volumes?name=x', '3.33', 400],
    ['/volumes?name=x', '3.34', 200],
    ['/volumes?name~=x', '3.34', 200],
    // Before 3.31 what is closed is as if it had not been sent.
    ['/volumes?status=error', '3.30', 200],
    ['/types?is_public=true', '3.51', 200],
    ['/types?is_public=true', '3.52', 400],
  ])('GET %s at %s is %i', async (path, version, status) => {
    expect((await demo('GET', path, undefined, version)).status).toBe(status)
    expect((await admin('GET', path, undefined, version)).status).toBe(200)
  })

  test('the one of pools to administrators too', async () => {
    const pools = (query: string) =>
      admin('GET', `/scheduler-stats/get_pools?${query}`, undefined, '3.35')
    expect((await pools('name=x')).body).toEqual({ pools: [] })
    expect(refusal(await pools('volume_type=x'))).toBe(
      '400 Invalid filters volume_type are found in query options.',
    )
  })
})
