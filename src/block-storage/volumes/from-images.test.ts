/** Volumes that are made from images, and what they take over from them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { imagesWithoutBytes } from '../../../test/support/imaged-volumes.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud('manual')
const NONE = '00000000-0000-4000-8000-000000000000'
const NOT_USABLE = '400 Invalid image identifier or unable to access requested image.'

let image: ReturnType<typeof imagesWithoutBytes>
let imageOfAdmin: ReturnType<typeof imagesWithoutBytes>

beforeAll(async () => {
  image = imagesWithoutBytes(my.cloud, my.persona)
  imageOfAdmin = imagesWithoutBytes(my.cloud, await my.cloud.admin())
})

const create = (volume: object, version = '3.70', api = my.demo) =>
  api('POST', '/volumes', { volume: { size: 1, ...volume } }, version)

async function advance(): Promise<void> {
  await my.cloud.app.jobs.advance()
  await my.cloud.settled()
}

async function made(volume: object): Promise<string> {
  const got = await create(volume)
  expect(got.status, got.text).toBe(202)
  await advance()
  return got.body.volume.id
}

test('one is downloaded, and then can be booted and says what the image said', async () => {
  const imageRef = await image({ name: 'img', hw_rng_model: 'virtio', os_distro: 'x', min_ram: 64 })
  const got = await create({ imageRef })
  expect([got.status, got.body.volume.status, got.body.volume.bootable]).toEqual([
    ...[202, 'creating', 'false'],
  ])
  const { id } = got.body.volume
  const before = await my.shown(id, my.demo)
  expect([before.status, before.bootable]).toEqual(['downloading', 'false'])
  expect(before).not.toHaveProperty('volume_image_metadata')
  await advance()
  const shown = await my.shown(id, my.demo)
  expect(shown).toMatchObject({ status: 'available', bootable: 'true' })
  expect(Object.entries(shown.volume_image_metadata)).toEqual(
    Object.entries({
      ...{ hw_rng_model: 'virtio', os_distro: 'x', image_id: imageRef, image_name: 'img' },
      ...{ checksum: 'c5', container_format: 'bare', disk_format: 'raw' },
      ...{ min_disk: '0', min_ram: '64', size: '1048576' },
    }),
  )
})

test('snapshots keep it, and volumes of them and of the volume have it too', async () => {
  const first = await made({ imageRef: await image({ name: 'kept', os_distro: 'y' }) })
  const { volume_image_metadata: metadata } = await my.shown(first)
  const taken = await my.demo('POST', '/snapshots', { snapshot: { volume_id: first } })
  await advance()
  const changed = { 'os-set_image_metadata': { metadata: { os_distro: 'z' } } }
  await my.demo('POST', `/volumes/${first}/action`, changed)
  const ofSnapshot = await my.shown(await made({ snapshot_id: taken.body.snapshot.id }))
  expect(ofSnapshot).toMatchObject({ bootable: 'true', volume_image_metadata: metadata })
  const ofVolume = await my.shown(await made({ source_volid: first }))
  expect(ofVolume).toMatchObject({
    ...{ bootable: 'true', volume_image_metadata: { ...metadata, os_distro: 'z' } },
  })
  const backup = await my.demo('POST', '/backups', { backup: { volume_id: first } })
  await advance()
  const restored = await made({ backup_id: backup.body.backup.id })
  expect(await my.shown(restored)).toMatchObject({
    ...{ bootable: 'true', volume_image_metadata: { ...metadata, os_distro: 'z' } },
  })
})

describe('an image is named', () => {
  test.each([
    ['by its id, in another key', (id: string) => ({ image_id: id })],
    [
      'by an address that ends in its id',
      (id: string) => ({ imageRef: `http://x/v2/images/${id}` }),
    ],
    ['by its name', () => ({ imageRef: 'the only one' })],
  ])('%s', async (_how, asked) => {
    const id = await image({ name: _how === 'by its name' ? 'the only one' : null })
    expect((await my.shown(await made(asked(id)))).volume_image_metadata.image_id).toBe(id)
  })

  test('by a name that two have: 409', async () => {
    for (let i = 0; i < 2; i += 1) await image({ name: 'twins' })
    expect(refusal(await create({ imageRef: 'twins' }))).toBe(
      "409 Multiple matches found for 'twins', use an ID to be more specific.",
    )
  })

  test('and is not there, or not for the project: 400', async () => {
    const foreign = await imageOfAdmin({ name: 'foreign', visibility: 'private' })
    const hidden = await image({ name: 'hidden', os_hidden: true })
    for (const imageRef of [NONE, 'nope', '', foreign, 'foreign', 'hidden']) {
      expect(refusal(await create({ imageRef }))).toBe(NOT_USABLE)
    }
    expect((await create({ imageRef: hidden })).status).toBe(202)
  })

  test('and is one that others show: by its id also what lists leave out', async () => {
    for (const visibility of ['public', 'community']) {
      const name = `of-all-${visibility}`
      const id = await imageOfAdmin({ name, visibility })
      expect((await create({ imageRef: id })).status).toBe(202)
      expect((await create({ imageRef: name })).status).toBe(visibility === 'public' ? 202 : 400)
    }
  })
})

describe('400', () => {
  test('an image without bytes, or too large for the volume', async () => {
    const GIB = 1024 ** 3
    const refused = async (more: object, stored: object) => {
      const imageRef = await image(more, stored)
      return refusal(await create({ imageRef })).replace(imageRef, 'ID')
    }
    for (const status of ['queued', 'deactivated']) {
      expect(await refused({}, { status })).toBe(
        '400 Invalid input received: Image ID is not active.',
      )
    }
    expect(await refused({}, { size: GIB + 1 })).toBe(
      '400 Invalid input received: Size of specified image 2GB is larger than volume size 1GB.',
    )
    expect(await refused({ min_disk: 2 }, {})).toBe(
      '400 Invalid input received: Volume size 1GB cannot be smaller than the image minDisk size 2GB.',
    )
    expect(await refused({}, { virtual_size: GIB + 1 })).toBe(
      "400 Image ID is unacceptable: Image virtual size is 2GB and doesn't fit in a volume of " +
        'size 1GB.',
    )
  })

  test('beside another source, and without a size', async () => {
    const imageRef = await image()
    const source_volid = await made({})
    expect(refusal(await create({ imageRef, source_volid }))).toBe(
      '400 Invalid input received: May specify only one of backup, imageRef, snapshot, source volume',
    )
    expect((await create({ imageRef, size: null })).status).toBe(400)
  })
})

test('the image may say of which type the volume is', async () => {
  await my.admin('POST', '/types', { volume_type: { name: 'of-images' } })
  const imageRef = await image({ cinder_img_volume_type: 'of-images' })
  expect((await my.shown(await made({ imageRef }))).volume_type).toBe('of-images')
  const other = await image({ cinder_img_volume_type: 'nope' })
  expect(refusal(await create({ imageRef: other }))).toBe(
    '404 Volume type with name nope could not be found.',
  )
})

test('the image of a server that booted from a volume stands for a snapshot, from 3.46 on', async () => {
  const volume = await made({})
  const { snapshot } = (await my.demo('POST', '/snapshots', { snapshot: { volume_id: volume } }))
    .body
  await advance()
  const mapping = (snapshot_id: string) =>
    JSON.stringify([{ source_type: 'snapshot', boot_index: 0, snapshot_id }])
  const imageRef = await image({ block_device_mapping: mapping(snapshot.id) })
  expect((await create({ imageRef, size: null })).body.volume.snapshot_id).toBe(snapshot.id)
  expect((await create({ imageRef }, '3.45')).body.volume.snapshot_id).toBeNull()
  const gone = await image({ block_device_mapping: mapping(NONE) })
  expect(refusal(await create({ imageRef: gone }))).toBe(
    `404 Nova specific image is found, but boot volume snapshot id:${NONE} not found.`,
  )
  const none = await image({ block_device_mapping: '{' })
  expect((await create({ imageRef: none })).status).toBe(202)
})

test('an encrypted volume gets the key of the image that was made of one, and no other', async () => {
  const { id } = (await my.admin('POST', '/types', { volume_type: { name: 'secret' } })).body
    .volume_type
  const encryption = { provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64' }
  await my.admin('POST', `/types/${id}/encryption`, { encryption })
  const volume = await made({ volume_type: 'secret' })
  const { encryption_key_id: key } = await my.shown(volume, my.admin, '3.64')
  const imageRef = await image({ cinder_encryption_key_id: key })
  const copy = await my.shown(await made({ imageRef, volume_type: 'secret' }), my.admin, '3.64')
  expect(copy.encryption_key_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(copy.encryption_key_id).not.toBe(key)
  const stolen = await imageOfAdmin({ cinder_encryption_key_id: key, visibility: 'public' })
  for (const other of [stolen, await image({ cinder_encryption_key_id: NONE })]) {
    expect(refusal(await create({ imageRef: other, volume_type: 'secret' }))).toBe(
      '400 Key manager error',
    )
  }
})

test('one that no backend takes has nothing of the image', async () => {
  const { services } = (await my.admin('GET', '/os-services?binary=cinder-volume')).body
  const each = async (word: string) => {
    for (const { host } of services) {
      await my.admin('PUT', `/os-services/${word}`, { host, binary: 'cinder-volume' })
    }
  }
  await each('disable')
  const id = await made({ imageRef: await image() })
  await each('enable')
  const shown = await my.shown(id)
  expect(shown).toMatchObject({ status: 'error', bootable: 'false' })
  expect(shown).not.toHaveProperty('volume_image_metadata')
})
