import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let demoProject: string
let privateId: string

beforeAll(async () => {
  const clock = new ManualClock()
  cloud = await startCloud({ clock })
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  demoProject = persona.projectId
  const types = [
    {
      name: 'b',
      extra_specs: { k: 'v', multiattach: '<is> True', n: '12345678901234567890', f: '1.0' },
    },
    { name: 'a', extra_specs: { k: 'v', 'RESKEY:availability_zones': 'az1,az2' } },
    { name: 'hidden', 'os-volume-type-access:is_public': false },
    { name: 'granted', 'os-volume-type-access:is_public': false },
  ]
  for (const volume_type of types) {
    clock.advance(1000)
    const { body } = await admin('POST', '/types', { volume_type })
    privateId = body.volume_type.id
  }
  const grant = { addProjectAccess: { project: demoProject } }
  await admin('POST', `/types/${privateId}/action`, grant)
})
afterAll(() => cloud[Symbol.asyncDispose]())

async function names(who: VolumeApi, query: string, version?: string): Promise<string | string[]> {
  const got = await who('GET', `/types${query}`, undefined, version)
  if (got.status !== 200) return refusal(got)
  return got.body.volume_types.map((type: { name: string }) => type.name)
}

const python = (filter: string) => encodeURIComponent(filter)

describe('what a list shows', () => {
  test.each([
    ['', ['b', 'a', '__DEFAULT__']],
    ['?is_public=true', ['b', 'a', '__DEFAULT__']],
    ['?is_public=False', ['granted', 'hidden']],
    ['?is_public=None', ['granted', 'hidden', 'b', 'a', '__DEFAULT__']],
    ['?name=a', ['a']],
    ['?is_public=none&name=hidden', ['hidden']],
    ['?foo=bar', []],
    [`?extra_specs=${python("{'k': 'v'}")}`, ['b', 'a']],
    [`?extra_specs=${python("{'k': 'v', 'multiattach': '<is> True'}")}`, ['b']],
    [`?extra_specs=${python("{'RESKEY:availability_zones': 'az2'}")}`, ['a']],
    ['?extra_specs=abc', []],
    [`?extra_specs=${python("{'n': 12345678901234567890, 'f': 1.0}")}`, ['b']],
    [`?extra_specs=${python("{'n': 12345678901234567000}")}`, []],
    ['?is_public=maybe', '400 Invalid is_public filter [maybe]'],
  ])('to an administrator for %j', async (query, shown) => {
    const got = await names(admin, query)
    expect(Array.isArray(got) ? got.toSorted() : got).toEqual(
      Array.isArray(shown) ? shown.toSorted() : shown,
    )
  })

  test.each([
    ['', ['granted', 'a', 'b', '__DEFAULT__'], undefined],
    ['?is_public=None', ['granted', 'a', 'b', '__DEFAULT__'], '3.52'],
    ['?name=a', ['granted', 'a', 'b', '__DEFAULT__'], '3.51'],
    ['?name=a', '400 Invalid filters name are found in query options.', '3.52'],
    ['?name=a&x=1', '400 Invalid filters name,x are found in query options.', '3.52'],
    ['?all_tenants=1', ['granted', 'a', 'b', '__DEFAULT__'], '3.52'],
    [`?extra_specs=${python("{'multiattach': '<is> True'}")}`, ['b'], '3.52'],
    [`?extra_specs=${python("{'k': 'v'}")}`, [], '3.52'],
  ])('to a user for %j', async (query, shown, version) => {
    expect(await names(demo, query, version)).toEqual(shown)
  })
})

describe('its order and pages', () => {
  test.each([
    ['?sort=name:asc', ['__DEFAULT__', 'a', 'b']],
    ['?sort=name', ['b', 'a', '__DEFAULT__']],
    ['?sort_key=name&sort_dir=asc', ['__DEFAULT__', 'a', 'b']],
    ['?sort=created_at:asc', ['__DEFAULT__', 'b', 'a']],
    ['?sort=foo', '400 Invalid input received: Invalid sort key'],
    [
      '?sort=name:up',
      "400 Invalid input received: Unknown sort direction, must be 'desc' or 'asc'.",
    ],
    [
      '?sort=name&sort_key=name',
      "400 The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the " +
        "'sort' parameter.",
    ],
    ['?limit=0', []],
    ['?limit=-1', '400 limit param must be positive'],
    ['?limit=a', '400 limit param must be an integer'],
    ['?offset=1', ['b', '__DEFAULT__']],
    ['?offset=a', '400 offset must be an integer'],
    ['?offset=-1', '400 offset must be >= 0'],
    ['?marker=nosuch', ['a', 'b', '__DEFAULT__']],
  ])('for %j', async (query, shown) => {
    expect(await names(admin, query)).toEqual(shown)
  })

  test('after a type that users do not see is, to them, as after none', async () => {
    const { body } = await admin('GET', '/types?is_public=None&name=hidden')
    const { id } = body.volume_types[0]
    const inOrder = '?is_public=None&sort=name:asc'
    expect(await names(admin, `${inOrder}&marker=${id}`)).toEqual([])
    expect(await names(demo, `${inOrder}&marker=${id}`)).toEqual(await names(demo, inOrder))
  })

  test('following the links shows every type once', async () => {
    const seen: string[] = []
    let query = '?limit=1&sort=name:asc&is_public=None'
    for (;;) {
      const { body } = await admin('GET', `/types${query}`)
      seen.push(...body.volume_types.map((type: { name: string }) => type.name))
      if (body.volume_type_links === undefined) break
      query = new URL(body.volume_type_links[0].href).search
    }
    expect(seen).toEqual(['__DEFAULT__', 'a', 'b', 'granted', 'hidden'])
  })
})
