import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listed, setUp, type Setup } from '../../../test/support/manageable.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let setup: Setup
let admin: VolumeApi
let demo: VolumeApi
beforeAll(async () => {
  setup = await setUp()
  admin = setup.admin
  demo = volumeApi(setup.cloud, await setup.cloud.demo())
  const quota = { volumes: -1, gigabytes: -1 }
  await admin('PUT', `/os-quota-sets/${setup.projectId}`, { quota_set: quota })
})
afterAll(() => setup.cloud[Symbol.asyncDispose]())

describe('os-unmanage', () => {
  let id: string
  beforeEach(async () => {
    id = (await admin('POST', '/volumes', { volume: { size: 1 } })).body.volume.id
    await setup.cloud.settled()
  })
  const unmanage = (api = admin, body: object = { 'os-unmanage': null }) =>
    api('POST', `/volumes/${id}/action`, body)

  test('is for administrators', async () => {
    const own = (await demo('POST', '/volumes', { volume: { size: 1 } })).body.volume.id
    const got = await demo('POST', `/volumes/${own}/action`, { 'os-unmanage': null })
    expect(refusal(got)).toBe(
      "403 Policy doesn't allow volume_extension:volume_unmanage to be performed.",
    )
  })

  test('refuses a volume with snapshots, and one that is not there', async () => {
    const made = await admin('POST', '/snapshots', { snapshot: { volume_id: id } })
    expect(made.status).toBe(202)
    await setup.cloud.settled()
    expect(refusal(await unmanage())).toMatch(/^400 Invalid volume: .* have snapshots/)
    id = '11111111-2222-4333-8444-555555555555'
    expect(refusal(await unmanage())).toBe(`404 Volume ${id} could not be found.`)
  })

  test('a volume that no backend has ever seen is just gone', async () => {
    const type = { name: 'nowhere', extra_specs: { vendor_name: 'nobody' } }
    await admin('POST', '/types', { volume_type: type })
    const made = await admin('POST', '/volumes', { volume: { size: 1, volume_type: 'nowhere' } })
    await setup.cloud.settled()
    id = made.body.volume.id
    expect((await unmanage()).status).toBe(202)
    await setup.cloud.settled()
    expect(refusal(await admin('GET', `/volumes/${id}`))).toMatch(/^404/)
    expect(await listed(admin)).toEqual([])
  })

  test('refuses an encrypted volume', async () => {
    const type = { name: 'secret' }
    const made = (await admin('POST', '/types', { volume_type: type })).body.volume_type
    await admin('POST', `/types/${made.id}/encryption`, {
      encryption: {
        provider: 'luks',
        control_location: 'front-end',
        cipher: 'aes-xts-plain64',
        key_size: 256,
      },
    })
    const volume = { size: 1, volume_type: made.id }
    const got = await admin('POST', '/volumes', { volume })
    expect(got.status, got.text).toBe(202)
    id = got.body.volume.id
    await setup.cloud.settled()
    expect(refusal(await unmanage())).toBe(
      '400 Invalid volume: Unmanaging encrypted volumes is not supported.',
    )
  })
})
