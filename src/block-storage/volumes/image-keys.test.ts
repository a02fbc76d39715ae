/** The keys of images that are made of encrypted volumes go with the images, and no other key does. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { imageApi, patch } from '../../../test/support/image-api.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import { updateImage } from '../../image/images/images.store.ts'
import { findKey } from '../keys/keys.store.ts'

const POLICY = 'cinder_encryption_key_deletion_policy'

/** A cloud with an encrypted volume. */
async function encrypted(database: string) {
  const cloud = await startCloud({ database, transitions: 'manual' })
  onTestFinished(() => cloud[Symbol.asyncDispose]())
  const [persona, adminPersona] = [await cloud.demo(), await cloud.admin()]
  const [demo, admin] = [volumeApi(cloud, persona), volumeApi(cloud, adminPersona)]
  const images = imageApi(cloud, persona)
  const { id: type } = (await admin('POST', '/types', { volume_type: { name: 'secret' } })).body
    .volume_type
  const encryption = { provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64' }
  await admin('POST', `/types/${type}/encryption`, { encryption })
  const made = await demo('POST', '/volumes', { volume: { size: 1, volume_type: type } })
  const done = async (): Promise<void> => {
    await cloud.app.jobs.advance()
    await cloud.settled()
  }
  await done()
  const { id } = made.body.volume
  const shown = await admin('GET', `/volumes/${id}`, undefined, '3.64')
  const volumeKey: string = shown.body.volume.encryption_key_id
  /** Begins an image of the volume. */
  const upload = async (how: object = {}): Promise<string> => {
    const action = { 'os-volume_upload_image': { image_name: 'i', ...how } }
    const got = await demo('POST', `/volumes/${id}/action`, action, '3.70')
    expect(got.status, got.text).toBe(202)
    return got.body['os-volume_upload_image'].image_id
  }
  return {
    ...{ cloud, persona, images, volumeKey, upload, done },
    adminImages: imageApi(cloud, adminPersona),
    keyOf: async (image: string): Promise<string> =>
      (await images('GET', `/images/${image}`)).body.cinder_encryption_key_id,
    isKept: async (key: string): Promise<boolean> =>
      (await cloud.app.database.read((tx) => findKey(tx, key))) !== undefined,
  }
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('with an image goes its key, and the volume keeps its own', async () => {
    const my = await encrypted(await backend.url('cloud'))
    const image = await my.upload()
    await my.done()
    const key = await my.keyOf(image)
    expect([await my.isKept(key), await my.isKept(my.volumeKey)]).toEqual([true, true])
    expect((await my.images('DELETE', `/images/${image}`)).status).toBe(204)
    expect([await my.isKept(key), await my.isKept(my.volumeKey)]).toEqual([false, true])
  })

  test.each(['an administrator', 'Compute'])('%s deletes it, and its key goes', async (who) => {
    const my = await encrypted(await backend.url('cloud'))
    const image = await my.upload()
    await my.done()
    const key = await my.keyOf(image)
    const got =
      who === 'Compute'
        ? await my.cloud.request('compute', 'DELETE', `/v2.1/images/${image}`, my.persona)
        : await my.adminImages('DELETE', `/images/${image}`)
    expect(got.status).toBe(204)
    expect(await my.isKept(key)).toBe(false)
  })

  test('the key of an image that comes to nothing goes with it', async () => {
    const my = await encrypted(await backend.url('cloud'))
    const image = await my.upload()
    const key = await my.keyOf(image)
    expect(await my.isKept(key)).toBe(true)
    // Without a format no bytes can be made for it.
    await my.cloud.app.database.write((tx) => updateImage(tx, image, { container_format: null }))
    await my.done()
    expect((await my.images('GET', `/images/${image}`)).status).toBe(404)
    expect([await my.isKept(key), await my.isKept(my.volumeKey)]).toEqual([false, true])
  })

  test('a key stays where the image does not say that it goes', async () => {
    const my = await encrypted(await backend.url('cloud'))
    const image = await my.upload()
    await my.done()
    const key = await my.keyOf(image)
    const kept = [{ op: 'replace', path: `/${POLICY}`, value: 'do_not_delete' }]
    expect((await patch(my.images, image, kept)).status).toBe(200)
    expect((await my.images('DELETE', `/images/${image}`)).status).toBe(204)
    expect(await my.isKept(key)).toBe(true)
  })

  test('nobody deletes the keys of others by an image of his own', async () => {
    const my = await encrypted(await backend.url('cloud'))
    const thief = imageApi(my.cloud, await my.cloud.user('thief', 'member', 'elsewhere'))
    const named = { cinder_encryption_key_id: my.volumeKey, [POLICY]: 'on_image_deletion' }
    const { id } = (await thief('POST', '/images', named)).body
    expect((await thief('DELETE', `/images/${id}`)).status).toBe(204)
    expect(await my.isKept(my.volumeKey)).toBe(true)
  })
})
