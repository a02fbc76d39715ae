/** Images that are made of volumes, and written over them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { imagesWithoutBytes } from '../../../test/support/imaged-volumes.ts'
import { imageApi, type ImageApi } from '../../../test/support/image-api.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const IMAGE = '11111111-2222-4333-8444-555555555555'
const GIB = 1024 ** 3

let images: ImageApi
let image: ReturnType<typeof imagesWithoutBytes>

beforeAll(() => {
  images = imageApi(all.cloud, all.persona)
  image = imagesWithoutBytes(all.cloud, all.persona)
})

const act = (id: string, action: object, version = '3.70', api = all.demo) =>
  api('POST', `/volumes/${id}/action`, action, version)
const upload = (id: string, how: object = {}, version = '3.70', api = all.demo) =>
  act(id, { 'os-volume_upload_image': { image_name: 'i', ...how } }, version, api)
const reimage = (
  id: string,
  image_id = IMAGE,
  how: object = {},
  version = '3.70',
  api = all.demo,
) => act(id, { 'os-reimage': { image_id, ...how } }, version, api)

async function uploaded(id: string, how: object = {}, version = '3.70', api = all.demo) {
  const got = await upload(id, how, version, api)
  expect(got.status, got.text).toBe(202)
  await all.cloud.settled()
  const { image_id } = got.body['os-volume_upload_image']
  return {
    answer: got.body['os-volume_upload_image'],
    image: await images('GET', `/images/${image_id}`),
  }
}

describe('an image of a volume', () => {
  test('is a disk of its size, of the project, private from 3.1 on', async () => {
    const id = await all.volume()
    const { volume_type_id } = await all.shown(id, all.admin, '3.63')
    const { answer, image: made } = await uploaded(id)
    expect(answer).toMatchObject({
      ...{ id, status: 'uploading', size: 1, display_description: null, image_name: 'i' },
      ...{ container_format: 'bare', disk_format: 'raw', protected: false, visibility: 'private' },
      volume_type: {
        id: volume_type_id as string,
        deleted: false,
        deleted_at: null,
        extra_specs: {},
      },
    })
    expect(made.body).toMatchObject({
      ...{ status: 'active', size: GIB, virtual_size: GIB, owner: all.persona.projectId },
      ...{ visibility: 'private', checksum: 'cd573cfaace07e7949bc0c46028904ff' },
    })
    expect((await all.shown(id)).status).toBe('available')
    const { image: before } = await uploaded(id, { disk_format: 'qcow2' }, '3.0')
    expect(before.body).toMatchObject({
      ...{ status: 'active', virtual_size: GIB, visibility: 'shared', disk_format: 'qcow2' },
    })
    expect(before.body.size).toBeLessThan(GIB / 1024)
  }, 60_000)

  test.each(['vmdk', 'vdi', 'vhd', 'vhdx'])('may be a %s', async (disk_format) => {
    const { image: made } = await uploaded(await all.volume({ size: 3 }), { disk_format })
    expect(made.body).toMatchObject({ status: 'active', disk_format, virtual_size: 3 * GIB })
  })

  test('may be compressed, and then is no disk for who looks', async () => {
    const how = { disk_format: 'vhd', container_format: 'compressed' }
    const { image: made } = await uploaded(await all.volume(), how)
    expect(made.body).toMatchObject({ status: 'active', container_format: 'compressed' })
  })

  test('has what the volume took over from an image, and what is asked for', async () => {
    const imageRef = await image({
      name: 'first',
      os_distro: 'x',
      signature_verified: 'no',
      min_ram: 7,
    })
    const id = await all.volume({ imageRef })
    const how = { disk_format: 'qcow2', visibility: 'community', protected: 'true' }
    const { image: made } = await uploaded(id, how)
    expect(made.body).toMatchObject({
      ...{ os_distro: 'x', name: 'i', min_ram: 0, visibility: 'community', protected: true },
    })
    expect(made.body).not.toHaveProperty('signature_verified')
    expect(made.body).not.toHaveProperty('image_id')
  })

  test('of an encrypted one keeps the secret under another key', async () => {
    const { id: type } = (await all.admin('POST', '/types', { volume_type: { name: 'secret' } }))
      .body.volume_type
    const encryption = {
      provider: 'luks',
      control_location: 'front-end',
      cipher: 'aes-xts-plain64',
    }
    await all.admin('POST', `/types/${type}/encryption`, { encryption })
    const id = await all.volume({ volume_type: type })
    for (const how of [
      { disk_format: 'qcow2' },
      { container_format: 'ovf' },
      { container_format: null },
    ]) {
      expect(refusal(await upload(id, how))).toBe(
        "400 An encrypted volume uploaded as an image must use 'raw' disk_format and 'bare' " +
          'container_format, which are the defaults for these options.',
      )
    }
    const { image: made } = await uploaded(id)
    const { encryption_key_id: key } = await all.shown(id, all.admin, '3.64')
    expect(made.body.cinder_encryption_key_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(made.body.cinder_encryption_key_id).not.toBe(key)
    expect(made.body.cinder_encryption_key_deletion_policy).toBe('on_image_deletion')
    const copy = await all.volume({ volume_type: type, imageRef: made.body.id })
    expect((await all.shown(copy)).status).toBe('available')
  }, 60_000)

  test('whose bytes cannot be made goes, and its owner learns it', async () => {
    const id = await all.volume()
    const { answer, image: made } = await uploaded(id, { container_format: null })
    expect([answer.container_format, made.status]).toEqual([null, 404])
    expect((await all.shown(id)).status).toBe('available')
    const messages = await all.demo('GET', `/messages?resource_uuid=${id}`, undefined, '3.5')
    expect(messages.body.messages[0].event_id).toBe('VOLUME_VOLUME_003_004')
  })

  test('may be for everybody where an administrator makes it', async () => {
    const how = { visibility: 'public', disk_format: 'vhd' }
    const id = await all.volume()
    expect((await uploaded(id, how, '3.70', all.admin)).image.body.visibility).toBe('public')
    expect(refusal(await upload(id, how))).toBe(
      "403 Policy doesn't allow volume_extension:volume_actions:upload_public to be performed.",
    )
  })
})

describe('an image is written over a volume', () => {
  test('which then has what the image says, and can be booted', async () => {
    const id = await all.volume({ imageRef: await image({ name: 'old', os_distro: 'x' }) })
    const other = await image({ name: 'new', os_type: 'linux' })
    const got = await reimage(id, other)
    expect([got.status, got.text]).toEqual([202, ''])
    await all.cloud.settled()
    const shown = await all.shown(id)
    expect(shown).toMatchObject({ status: 'available', bootable: 'true' })
    expect(shown.volume_image_metadata).toMatchObject({ image_name: 'new', os_type: 'linux' })
    expect(shown.volume_image_metadata).not.toHaveProperty('os_distro')
  })

  test('and it is in the state before again', async () => {
    const id = await all.volume()
    await all.reset(id, { status: 'reserved' })
    const other = await image()
    expect(refusal(await reimage(id, other))).toBe(
      `400 Invalid volume: Volume ${id} status must be available or error, but current status is reserved.`,
    )
    expect((await reimage(id, other, { reimage_reserved: true })).status).toBe(202)
    await all.cloud.settled()
    expect((await all.shown(id)).status).toBe('reserved')
  })

  test('only where it is active, fits, and is one that the caller may see', async () => {
    const id = await all.volume()
    const queued = await image({}, { status: 'queued' })
    expect(refusal(await reimage(id, queued))).toBe(
      `400 Invalid input received: Image ${queued} is not active.`,
    )
    expect(refusal(await reimage(id, await image({ min_disk: 2 })))).toBe(
      '400 Invalid input received: Volume size 1GB cannot be smaller than the image minDisk size 2GB.',
    )
    const missed = `404 Image ${IMAGE} could not be found.`
    expect(refusal(await reimage(id))).toBe(missed)
    expect(refusal(await reimage(id, IMAGE, {}, '3.70', all.reader))).toBe(missed)
    expect((await all.shown(id)).status).toBe('available')
  })

  test('and no more than one attachment holds it: 409', async () => {
    const id = await all.volume()
    for (let i = 0; i < 2; i += 1) {
      const attachment = { volume_uuid: id, instance_uuid: IMAGE }
      expect((await all.demo('POST', '/attachments', { attachment }, '3.27')).status).toBe(200)
    }
    expect(refusal(await reimage(id, await image()))).toBe(
      '409 Cannot re-image a volume which is attached to more than one server.',
    )
  })
})

describe('400', () => {
  test('a volume in use is not uploaded', async () => {
    const id = await all.volume()
    await all.reset(id, { status: 'reserved' })
    expect(refusal(await upload(id, { force: true }))).toBe(
      `400 Invalid volume: Volume ${id} status must be available`,
    )
  })

  test('what Image does not take is refused in the words of its client', async () => {
    const id = await all.volume()
    const got = refusal(await upload(id, { container_format: 'zip' }))
    expect(got).toMatch(
      /^400 Unable to set 'container_format' to 'zip'\. Reason: 'zip' is not one of \[None, 'ami', /,
    )
    expect(got).toMatch(/On instance\['container_format'\]:\n {4}'zip'$/)
    expect((await all.shown(id)).status).toBe('available')
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
  test('for readers', async () => {
    const id = await all.volume()
    expect((await upload(id, {}, '3.70', all.reader)).status).toBe(403)
    const other = await image({ visibility: 'shared' })
    expect((await reimage(id, other, {}, '3.70', all.reader)).status).toBe(403)
  })
})

test('404 where there is no volume, and before 3.68', async () => {
  expect((await upload(IMAGE)).status).toBe(404)
  expect((await reimage(IMAGE)).status).toBe(404)
  expect((await reimage(await all.volume(), await image(), {}, '3.67')).status).toBe(404)
})
