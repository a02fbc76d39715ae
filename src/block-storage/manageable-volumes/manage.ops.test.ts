import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  HOST,
  listed,
  manage,
  POOL,
  setUp,
  unmanaged,
  type Setup,
} from '../../../test/support/manageable.ts'
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

const ref = { 'source-name': 'x' }

const REFUSED: readonly (readonly [asked: object, message: string])[] = [
  [{ ref }, '400 Invalid input received: Host field is missing.'],
  [
    { host: POOL },
    `400 Invalid input for field/attribute volume. Value: {'host': '${POOL}'}. ` +
      "'ref' is a required property",
  ],
  [{ host: 'nope@a#b', ref }, "400 Host 'nope@a#b' not found"],
  [
    { host: POOL, ref, volume_type: 'nope' },
    "400 Invalid volume type: Cannot find requested 'nope' volume type",
  ],
  [
    { cluster: 'c', ref },
    "400 Invalid input for field/attribute volume. Value: {'cluster': 'c', 'ref': " +
      "{'source-name': 'x'}}. Additional properties are not allowed ('cluster' was unexpected)",
  ],
]

describe.each([
  ['/manageable_volumes', '3.8'],
  ['/os-volume-manage', '3.0'],
])('POST %s', (path, version) => {
  const post = (volume: object, api = admin, at = version) => api('POST', path, { volume }, at)

  test.each(REFUSED)('refuses %j', async (volume, message) => {
    expect(refusal(await post(volume))).toBe(message)
  })

  test('takes a cluster from 3.16 on, of which there is none', async () => {
    expect(refusal(await post({ ref, cluster: 'c' }, admin, '3.16'))).toBe(
      "400 Cluster 'c' not found",
    )
  })

  test('does not take a volume, nor one into an encrypted type', async () => {
    const { body } = await admin('POST', '/volumes', { volume: { size: 1 } })
    await setup.cloud.settled()
    const managed = { 'source-name': `volume-${body.volume.id}` }
    expect(refusal(await post({ host: POOL, ref: managed }))).toBe(
      '400 Invalid volume: Unable to manage existing volume. The volume is already managed',
    )
    const type = { name: `encrypted at ${path}` }
    const { id } = (await admin('POST', '/types', { volume_type: type })).body.volume_type
    await admin('POST', `/types/${id}/encryption`, {
      encryption: { provider: 'luks', control_location: 'front-end' },
    })
    expect(refusal(await post({ host: POOL, ref, volume_type: id }))).toBe(
      '400 Invalid volume type: Managing to an encrypted volume type is not supported.',
    )
  })

  test('fails later where the backend understands nothing, or does not suit the type', async () => {
    const status = async (volume: object) => {
      const got = await post(volume)
      expect(got.status, got.text).toBe(202)
      await setup.cloud.settled()
      return (await admin('GET', `/volumes/${got.body.volume.id}`)).body.volume.status
    }
    const type = { name: `nowhere at ${path}`, extra_specs: { vendor_name: 'nobody' } }
    await admin('POST', '/types', { volume_type: type })
    const reference = { 'source-name': names[0] }
    expect(await status({ host: POOL, ref: 'source-name' })).toBe('error')
    expect(await status({ host: POOL, ref: { other: 'x' } })).toBe('error')
    expect(await status({ host: 'h2', ref: reference })).toBe('error')
    expect(await status({ host: POOL, ref: reference, volume_type: type.name })).toBe('error')
    expect(await listed(admin)).toHaveLength(3)
  })

  test('a backend that is disabled takes nothing and lists nothing', async () => {
    const switched = (word: string) =>
      admin('PUT', `/os-services/${word}`, { binary: 'cinder-volume', host: 'h1' })
    await switched('disable')
    const message = '400 Service is unavailable at this time.'
    expect(refusal(await post({ host: POOL, ref }))).toBe(message)
    const list = await admin('GET', `${path}?host=${HOST}`, undefined, version)
    expect(refusal(list)).toBe(message)
    await switched('enable')
  })

  test('is for administrators', async () => {
    expect(refusal(await post({ host: POOL, ref }, demo))).toBe(
      "403 Policy doesn't allow volume_extension:volume_manage to be performed.",
    )
  })
})

test('the newer path is there from 3.8 on, the older in version 2 too', async () => {
  const gone = '404 The resource could not be found.'
  expect(refusal(await manage(admin, { host: POOL, ref: {} }, '3.7'))).toBe(gone)
  const list = await admin('GET', `/manageable_volumes?host=${HOST}`, undefined, '3.7')
  expect(refusal(list)).toBe(gone)
  const v2 = volumeApi(setup.cloud, await setup.cloud.admin(), '/v2')
  expect((await v2('GET', `/os-volume-manage?host=${HOST}`)).status).toBe(200)
})
