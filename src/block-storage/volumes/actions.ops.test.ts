/** Actions on volumes: os-extend and os-reset_status. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let persona: Persona
let demo: VolumeApi
let admin: VolumeApi
let reader: VolumeApi

beforeAll(async () => {
  cloud = await startCloud()
  persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  admin = volumeApi(cloud, await cloud.admin())
  reader = volumeApi(cloud, await cloud.user('reader', 'reader', 'demo'))
  await admin('PUT', `/os-quota-sets/${persona.projectId}`, { quota_set: { volumes: -1 } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

async function volume(size = 1): Promise<string> {
  const got = await demo('POST', '/volumes', { volume: { size } })
  await cloud.settled()
  return got.body.volume.id
}
const act = (id: string, body: unknown, api = demo, version?: string) =>
  api('POST', `/volumes/${id}/action`, body, version)
const extend = (id: string, size: unknown, api = demo, version?: string) =>
  act(id, { 'os-extend': { new_size: size } }, api, version)
const reset = (id: string, to: unknown, api = admin) => act(id, { 'os-reset_status': to }, api)
const shown = async (id: string) => (await admin('GET', `/volumes/${id}`)).body.volume
const used = async (): Promise<number> => {
  const got = await demo('GET', `/os-quota-sets/${persona.projectId}?usage=True`)
  return got.body.quota_set.gigabytes.in_use
}

describe('os-extend', () => {
  test('answers with nothing, and the volume is larger', async () => {
    const id = await volume(2)
    const before = await used()
    const got = await extend(id, '5')
    expect([got.status, got.text]).toEqual([202, ''])
    await cloud.settled()
    expect(await shown(id)).toMatchObject({ status: 'available', size: 5 })
    expect(await used()).toBe(before + 3)
    await demo('DELETE', `/volumes/${id}`)
    await cloud.settled()
    expect(await used()).toBe(before - 2)
  })

  test.each([
    [{}, "os-extend. Value: {}. 'new_size' is a required property"],
    [{ new_size: 0 }, 'new_size. Value: 0. 0 is less than the minimum of 1'],
    [{ new_size: 'abc' }, "new_size. Value: abc. 'abc' does not match '^[0-9]+$'"],
    [{ new_size: null }, "new_size. Value: None. None is not of type 'integer', 'string'"],
  ])('%j is 400', async (body, refused) => {
    expect(refusal(await act(await volume(), { 'os-extend': body }))).toBe(
      `400 Invalid input for field/attribute ${refused}`,
    )
  })

  test('no smaller and no equal size: 400', async () => {
    const id = await volume(2)
    for (const size of [1, 2]) {
      expect(refusal(await extend(id, size))).toBe(
        '400 Invalid input received: New size for extend must be greater than current size. ' +
          `(current: 2, extended: ${size}).`,
      )
    }
  })

  test('only an available volume: 400', async () => {
    const id = await volume()
    await reset(id, { status: 'error' })
    expect(refusal(await extend(id, 2))).toBe(
      `400 Invalid volume: Volume ${id} status must be '{'status': 'available'}' to extend, ` +
        'currently error.',
    )
  })

  test('a volume in use from 3.42 on, and then it is in use again', async () => {
    const id = await volume()
    const { database } = cloud.app
    await database.write((tx) =>
      tx.db.updateTable('volumes').set({ status: 'in-use' }).where('id', '=', id).execute(),
    )
    expect(refusal(await extend(id, 2, demo, '3.41'))).toBe(
      `400 Invalid volume: Volume ${id} status must be '{'status': 'available'}' to extend, ` +
        'currently in-use.',
    )
    expect((await extend(id, 2, demo, '3.42')).status).toBe(202)
    await cloud.settled()
    expect(await shown(id)).toMatchObject({ status: 'in-use', size: 2 })
  })

  test('more than the quota: 413, and nothing has changed', async () => {
    const id = await volume(2)
    const before = await used()
    expect(refusal(await extend(id, 900000))).toBe(
      '413 VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ' +
        `gigabytes quota. Requested 899998G, quota is 1000G and ${before}G has been consumed.`,
    )
    await admin('PUT', `/os-quota-sets/${persona.projectId}`, {
      quota_set: { per_volume_gigabytes: 8 },
    })
    expect(refusal(await extend(id, 9))).toBe(
      '413 VolumeSizeExceedsLimit: Requested volume size 9G is larger than maximum allowed limit 8G.',
    )
    expect(await shown(id)).toMatchObject({ status: 'available', size: 2 })
    expect(await used()).toBe(before)
  })

  test('readers may not: 403; a volume that is not there: 404', async () => {
    expect(refusal(await extend(await volume(), 2, reader))).toBe(
      "403 Policy doesn't allow volume:extend to be performed.",
    )
    expect(refusal(await extend('nosuch', 2))).toBe('404 Volume nosuch could not be found.')
  })
})

describe('os-reset_status', () => {
  test('writes the state that is asked for, in lower case', async () => {
    const id = await volume()
    const got = await reset(id, {
      status: 'ERROR',
      attach_status: 'Attached',
      migration_status: 'Migrating',
    })
    expect([got.status, got.text]).toEqual([202, ''])
    expect(await shown(id)).toMatchObject({ status: 'error', migration_status: 'migrating' })
    await reset(id, { migration_status: 'none' })
    expect(await shown(id)).toMatchObject({ status: 'error', migration_status: null })
  })

  test.each(['error_deleting', 'detaching', 'reserved', 'awaiting-transfer', 'error_backing-up'])(
    '%s is taken',
    async (status) => {
      const id = await volume()
      expect((await reset(id, { status })).status).toBe(202)
      expect((await shown(id)).status).toBe(status)
    },
  )

  const STATUSES =
    "('creating', 'available', 'deleting', 'error', 'error_deleting', 'error_managing', " +
    "'managing', 'attaching', 'in-use', 'detaching', 'maintenance', 'restoring-backup', " +
    "'error_restoring', 'reserved', 'awaiting-transfer', 'backing-up', 'error_backing-up', " +
    "'error_extending', 'downloading', 'uploading', 'retyping', 'extending')"
  const MUST = "400 Must specify 'status', 'attach_status' or 'migration_status' for update."

  test.each([
    [{}, MUST],
    [{ status: null }, MUST],
    [{ status: '', attach_status: '' }, MUST],
    [{ foo: 'x' }, MUST],
    [
      { status: 'error', foo: 'x' },
      '400 Invalid input for field/attribute os-reset_status. ' +
        "Value: {'status': 'error', 'foo': 'x'}. " +
        "Additional properties are not allowed ('foo' was unexpected)",
    ],
    [
      { status: 5 },
      "400 Invalid input for field/attribute status. Value: 5. 5 is not of type 'string', 'null'",
    ],
    [
      { status: 'nosuch' },
      `400 Volume status: nosuch is invalid, valid statuses are: ${STATUSES}.`,
    ],
    [
      { attach_status: 'foo' },
      "400 Volume attach status: foo is invalid, valid statuses are: ['attached', 'detached'].",
    ],
    [
      { migration_status: 'foo' },
      '400 Volume migration status: foo is invalid, valid statuses are: ' +
        "('migrating', 'error', 'success', 'completing', 'none', 'starting').",
    ],
    [{ status: 'deleting' }, '400 Cannot reset-state to deleting'],
    [
      { status: 'in-use' },
      '400 Cannot reset-state to in-use because volume does not have any attachments.',
    ],
  ])('%j is refused', async (to, refused) => {
    const id = await volume()
    expect(refusal(await reset(id, to))).toBe(refused)
    expect((await shown(id)).status).toBe('available')
  })

  test('only administrators may: 403', async () => {
    const id = await volume()
    for (const api of [demo, reader]) {
      expect(refusal(await reset(id, { status: 'error' }, api))).toBe(
        "403 Policy doesn't allow volume_extension:volume_admin_actions:reset_status to be performed.",
      )
    }
  })

  test('a volume that is not there, or of another project: 404', async () => {
    expect((await reset('nosuch', { status: 'error' })).status).toBe(404)
    const stranger = volumeApi(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
    expect((await reset(await volume(), { status: 'error' }, stranger)).status).toBe(404)
  })

  test('whose role shows no volumes is refused in its own project, and finds none to extend', async () => {
    const id = await volume()
    const blind = volumeApi(cloud, await cloud.user('blind', 'service', 'demo'))
    expect((await reset(id, { status: 'error' }, blind)).status).toBe(403)
    const metadata = { os: 'x' }
    expect((await act(id, { 'os-set_image_metadata': { metadata } }, blind)).status).toBe(403)
    expect((await act(id, { 'os-unset_image_metadata': { key: 'os' } }, blind)).status).toBe(403)
    expect((await blind('GET', `/volumes/${id}/encryption`)).status).toBe(403)
    expect((await extend(id, 2, blind)).status).toBe(404)
  })
})

test('bodies that name no action', async () => {
  const id = await volume()
  expect(refusal(await act(id, { nosuch: {} }))).toBe(
    '400 There is no such action: nosuch. Verify the request body and Content-Type header and ' +
      'try again.',
  )
  expect(refusal(await act(id, { 'os-extend': { new_size: 2 }, b: 1 }))).toBe(
    '400 Malformed request body',
  )
  expect(refusal(await act(id, {}))).toBe('400 Malformed request body')
  const none = await demo('POST', `/volumes/${id}/action`)
  expect(refusal(none)).toMatch(/^400 There is no such action: None\. Verify the request body/)
  expect(refusal(await demo('POST', `/volumes/${id}/action`, '"os-extend"'))).toBe(
    '400 Malformed request body',
  )
})
