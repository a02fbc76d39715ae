/** What volumes took over from the images they were made from. */
import { describe, expect, test } from 'vitest'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const NOBODY = '00000000-0000-4000-8000-000000000000'

const act = (id: string, action: string, how: unknown = null, api = all.demo) =>
  api('POST', `/volumes/${id}/action`, { [action]: how })
const set = (id: string, metadata: unknown, api = all.demo) =>
  act(id, 'os-set_image_metadata', { metadata }, api)
const unset = (id: string, key: string, api = all.demo) =>
  act(id, 'os-unset_image_metadata', { key }, api)
const show = (id: string, api = all.demo) => act(id, 'os-show_image_metadata', null, api)

const missed = (id: string) => `404 Glance metadata for volume/snapshot ${id} cannot be found.`

describe('200', () => {
  test('items are added, changed, shown with the volume, and removed', async () => {
    const id = await all.volume()
    expect((await all.shown(id)).volume_image_metadata).toBeUndefined()
    expect((await set(id, { os: 'x', arch: 'y' })).body).toEqual({
      metadata: { os: 'x', arch: 'y' },
    })
    const long = 'v'.repeat(60_000)
    const got = await set(id, { os: long })
    expect([got.status, got.body]).toEqual([200, { metadata: { os: long, arch: 'y' } }])
    expect((await show(id, all.reader)).body).toEqual({ metadata: { os: long, arch: 'y' } })
    for (const version of ['3.0', '3.70']) {
      const { volume_image_metadata } = await all.shown(id, all.reader, version)
      expect(volume_image_metadata).toEqual({ os: long, arch: 'y' })
    }
    const details = await all.demo('GET', '/volumes/detail')
    const listed = details.body.volumes.find((one: { id: string }) => one.id === id)
    expect(listed.volume_image_metadata).toEqual({ os: long, arch: 'y' })
    expect((await unset(id, 'os')).status).toBe(200)
    expect((await show(id)).body).toEqual({ metadata: { arch: 'y' } })
  })

  test('v2 has it too', async () => {
    const id = await all.volume()
    const v2 = volumeApi(all.cloud, all.persona, '/v2')
    expect((await set(id, { os: 'x' }, v2)).status).toBe(200)
    expect((await show(id, v2)).body).toEqual({ metadata: { os: 'x' } })
    expect((await unset(id, 'os', v2)).status).toBe(200)
  })

  test('administrators find volumes by it, from 3.4 on', async () => {
    const id = await all.volume({ name: 'imaged' })
    await set(id, { os: 'found', arch: 'y' })
    const { projectId } = all.persona
    const find = async (filter: string, version: string) => {
      const query = `all_tenants=1&project_id=${projectId}&glance_metadata=${encodeURIComponent(filter)}`
      const { body } = await all.admin('GET', `/volumes?${query}`, undefined, version)
      return body.volumes.map(({ name }: { name: string }) => name)
    }
    expect(await find("{'os': 'found'}", '3.4')).toEqual(['imaged'])
    expect(await find("{'os': 'found', 'arch': 'z'}", '3.4')).toEqual([])
    expect((await find("{'os': 'nothing'}", '3.3')).length).toBeGreaterThan(0)
  })
})

describe('400', () => {
  test.each([
    [null, "metadata. Value: None. None is not of type 'object'"],
    [{ a: 1 }, "a. Value: 1. 1 is not of type 'string'"],
  ])('%j is refused', async (metadata, message) => {
    expect(refusal(await set(NOBODY, metadata))).toBe(
      `400 Invalid input for field/attribute ${message}`,
    )
  })

  test('an empty key is refused', async () => {
    expect(refusal(await unset(NOBODY, ''))).toBe(
      "400 Invalid input for field/attribute key. Value: . '' should be non-empty",
    )
  })

  test('it stays while the volume is in maintenance', async () => {
    const id = await all.volume()
    await set(id, { os: 'x' })
    await all.reset(id, { status: 'maintenance' })
    const refused = 'volume metadata is not allowed for volumes in maintenance status.'
    expect(refusal(await set(id, { os: 'y' }))).toBe(`400 Invalid volume: Updating ${refused}`)
    expect(refusal(await unset(id, 'os'))).toBe(`400 Invalid volume: Deleting ${refused}`)
  })
})

test('403 for readers who would change it', async () => {
  const id = await all.volume()
  expect((await set(id, { os: 'x' }, all.reader)).status).toBe(403)
  expect((await unset(id, 'os', all.reader)).status).toBe(403)
})

test('404 where there is none', async () => {
  const id = await all.volume()
  expect(refusal(await show(id))).toBe(missed(id))
  expect(refusal(await unset(id, 'os'))).toBe(missed(id))
  expect((await show(id, all.stranger)).status).toBe(404)
})
