import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOST, setUp, unmanaged, type Setup } from '../../../test/support/manageable.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let setup: Setup
let admin: VolumeApi
let demo: VolumeApi
let names: string[]
beforeAll(async () => {
  setup = await setUp()
  admin = setup.admin
  demo = volumeApi(setup.cloud, await setup.cloud.demo())
  const quota = { volumes: -1, gigabytes: -1 }
  await admin('PUT', `/os-quota-sets/${setup.projectId}`, { quota_set: quota })
  names = (await unmanaged(setup, 3, 1, 2)).toSorted()
})
afterAll(() => setup.cloud[Symbol.asyncDispose]())

const REFUSED: readonly (readonly [query: string, message: string])[] = [
  ['?host=nope', '404 Service cinder-volume could not be found on host nope.'],
  ['?host=nope%23p', '404 Service cinder-volume could not be found on host nope.'],
  ['?cluster=c', '404 Service cinder-volume could not be found.'],
  ['', '400 Invalid input received: One and only one of cluster and host must be set.'],
  [`?host=${HOST}&sort=bogus`, '400 Invalid sort keys passed: bogus'],
  [`?host=${HOST}&sort=size:up`, '400 Invalid sort dirs passed: up'],
  [`?host=${HOST}&limit=x`, '400 limit param must be an integer'],
  [`?host=${HOST}&offset=x`, '400 offset must be an integer'],
  [
    `?host=${HOST}&marker=x`,
    '400 Invalid input received: marker x can not be analysed, please use json like format',
  ],
  [`?host=${HOST}&marker=1`, '400 Invalid input received: marker not found: 1'],
  [
    `?host=${HOST}&sort=size&sort_dir=asc`,
    "400 The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the " +
      "'sort' parameter.",
  ],
]

describe.each([
  ['/manageable_volumes', '3.17'],
  ['/os-volume-manage', '3.17'],
])('GET %s', (path, version) => {
  const get = (query: string, api = admin, at = version) =>
    api('GET', `${path}${query}`, undefined, at)
  const sizes = async (query: string) => {
    const got = await get(`?host=${HOST}${query}`)
    expect(got.status, got.text).toBe(200)
    return got.body['manageable-volumes'].map(({ size }: { size: number }) => size)
  }

  test('sorts, and goes on after a marker', async () => {
    expect(await sizes('&sort=size')).toEqual([3, 2, 1])
    expect(await sizes('&sort=size:asc&limit=2')).toEqual([1, 2])
    expect(await sizes('&sort_key=size&sort_dir=asc&offset=1')).toEqual([2, 3])
    const got = (await get(`?host=${HOST}`)).body['manageable-volumes']
    expect(got.map((one: any) => one.reference['source-name'])).toEqual(names.toReversed())
    const marker = encodeURIComponent(JSON.stringify({ 'source-name': names[1] }))
    const after = (await get(`?host=${HOST}&marker=${marker}`)).body['manageable-volumes']
    expect(after.map((one: any) => one.reference['source-name'])).toEqual([names[0]])
  })

  test('is about a host, a backend, or the backend of a pool', async () => {
    expect(await sizes('%23simulated')).toHaveLength(3)
    expect((await get('?host=h1')).body['manageable-volumes']).toHaveLength(3)
    expect((await get('?host=h2')).body['manageable-volumes']).toEqual([])
  })

  test('tells details', async () => {
    const { body } = await get(`/detail?host=${HOST}&limit=1&sort=size`)
    expect(body).toEqual({
      'manageable-volumes': [
        {
          reference: { 'source-name': expect.stringMatching(/^volume-/) },
          size: 3,
          safe_to_manage: true,
          reason_not_safe: null,
          cinder_id: null,
          extra_info: null,
        },
      ],
    })
  })

  test.each(REFUSED)('refuses %s', async (query, message) => {
    expect(refusal(await get(query))).toBe(message)
    expect(refusal(await get(`/detail${query}`))).toBe(message)
  })

  test('knows no clusters before 3.17', async () => {
    expect(refusal(await get('?cluster=c', admin, '3.16'))).toBe(
      '400 Invalid input received: Host field is missing.',
    )
  })

  test('is for administrators', async () => {
    for (const end of ['', '/detail']) {
      expect(refusal(await get(`${end}?host=${HOST}`, demo))).toBe(
        "403 Policy doesn't allow volume_extension:list_manageable to be performed.",
      )
    }
  })
})
