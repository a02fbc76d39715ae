/** Images of volumes, as far as there are any: all that comes before is checked. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const IMAGE = '11111111-2222-4333-8444-555555555555'
const NO_IMAGES = '400 Connection to glance failed: the Image service has no images yet'

const upload = (id: string, how: object = {}, version = '3.70', api = all.demo) =>
  api(
    'POST',
    `/volumes/${id}/action`,
    { 'os-volume_upload_image': { image_name: 'i', ...how } },
    version,
  )
const reimage = (id: string, how: object = {}, version = '3.70', api = all.demo) =>
  api('POST', `/volumes/${id}/action`, { 'os-reimage': { image_id: IMAGE, ...how } }, version)

describe('400', () => {
  test('there are no images, and the volume stays as it is', async () => {
    const id = await all.volume()
    expect(refusal(await upload(id))).toBe(NO_IMAGES)
    expect(refusal(await reimage(id))).toBe(NO_IMAGES)
    expect((await all.shown(id)).status).toBe('available')
  })

  test('a volume in use is neither uploaded nor written over', async () => {
    const id = await all.volume()
    await all.reset(id, { status: 'reserved' })
    const status = `400 Invalid volume: Volume ${id} status must be available`
    expect(refusal(await upload(id, { force: true }))).toBe(status)
    expect(refusal(await reimage(id))).toBe(`${status} or error, but current status is reserved.`)
    expect(refusal(await reimage(id, { reimage_reserved: true }))).toBe(NO_IMAGES)
  })

  test.each([
    [{ image_name: null }, '3.0', "image_name. Value: None. None is not of type 'string'"],
    [
      { disk_format: 'zip' },
      '3.0',
      "disk_format. Value: zip. 'zip' is not one of ['raw', 'vmdk', 'vdi', 'qcow2', 'vhd', " +
        "'vhdx', 'ploop']",
    ],
    [
      { visibility: 'bogus' },
      '3.1',
      "visibility. Value: bogus. 'bogus' is not one of ['community', 'public', 'private', " +
        "'shared']",
    ],
  ])('an upload with %o at %s is refused', async (how, version, message) => {
    const got = await upload(IMAGE, how, version)
    expect(refusal(got)).toBe(`400 Invalid input for field/attribute ${message}`)
  })

  test('before 3.1 an image has no visibility', async () => {
    expect(refusal(await upload(IMAGE, { visibility: 'shared' }, '3.0'))).toMatch(
      /Additional properties are not allowed \('visibility' was unexpected\)$/,
    )
  })
})

describe('403', () => {
  test('readers make no images, and members none that everybody sees', async () => {
    const id = await all.volume()
    expect((await upload(id, {}, '3.70', all.reader)).status).toBe(403)
    expect((await reimage(id, {}, '3.70', all.reader)).status).toBe(403)
    expect(refusal(await upload(id, { visibility: 'public' }))).toBe(
      "403 Policy doesn't allow volume_extension:volume_actions:upload_public to be performed.",
    )
    expect(refusal(await upload(id, { visibility: 'public' }, '3.70', all.admin))).toBe(NO_IMAGES)
  })
})

test('404 where there is no volume, and before 3.68', async () => {
  expect((await upload(IMAGE)).status).toBe(404)
  expect((await reimage(IMAGE)).status).toBe(404)
  expect((await reimage(await all.volume(), {}, '3.67')).status).toBe(404)
})
