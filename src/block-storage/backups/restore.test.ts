import { describe, expect, test } from 'vitest'
import { backUp, resetBackup, shownBackup } from '../../../test/support/backup-api.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

const restore = (id: string, body: object, api = all.demo) =>
  api('POST', `/backups/${id}/restore`, { restore: body })

describe('restoring into a new volume', () => {
  test('makes one that gets name, description and metadata of the one backed up', async () => {
    const source = { name: 'kept', description: 'too', metadata: { k: 'v' } }
    const id = await backUp(all, await all.volume({ ...source, size: 2 }))
    const got = await restore(id, {})
    const { volume_id, ...rest } = got.body.restore
    expect([got.status, rest]).toEqual([
      202,
      { backup_id: id, volume_name: `restore_backup_${id}` },
    ])
    await all.cloud.settled()
    expect(await all.shown(volume_id)).toMatchObject({
      ...{ status: 'available', size: 2, name: 'kept', description: 'too' },
      metadata: { k: 'v', src_backup_id: id },
    })
    expect((await shownBackup(all, id)).status).toBe('available')
  })

  test('gives back what the volume had from its image, and makes it bootable', async () => {
    const source = await all.volume()
    const image = { 'os-set_image_metadata': { metadata: { image_name: 'cirros' } } }
    await all.demo('POST', `/volumes/${source}/action`, image)
    const id = await backUp(all, source)
    const target = await all.volume()
    const other = { 'os-set_image_metadata': { metadata: { image_id: 'other' } } }
    await all.demo('POST', `/volumes/${target}/action`, other)
    await restore(id, { volume_id: target })
    await all.cloud.settled()
    expect(await all.shown(target)).toMatchObject({
      bootable: 'true',
      volume_image_metadata: { image_name: 'cirros' },
    })
    expect((await all.shown(target)).volume_image_metadata).not.toHaveProperty('image_id')
  })

  test('leaves a name that was asked for', async () => {
    const id = await backUp(all, await all.volume({ name: 'kept' }))
    const { body } = await restore(id, { name: 'mine' })
    await all.cloud.settled()
    expect(await all.shown(body.restore.volume_id)).toMatchObject({
      name: 'mine',
      description: 'auto-created_from_restore_from_backup',
    })
  })

  test('counts against the quotas, in words of its own', async () => {
    const id = await backUp(all, await all.volume())
    const limit = (quota_set: object) =>
      all.admin('PUT', `/os-quota-sets/${all.persona.projectId}`, { quota_set })
    const usage = await all.admin('GET', `/os-quota-sets/${all.persona.projectId}?usage=True`)
    const { in_use } = usage.body.quota_set.volumes
    await limit({ volumes: in_use })
    expect(refusal(await restore(id, {}))).toBe(
      `413 Maximum number of volumes allowed (${in_use}) exceeded for quota 'volumes'.`,
    )
    await limit({ volumes: -1 })
    expect((await shownBackup(all, id)).status).toBe('available')
  })
})

describe('restoring into a volume that is there', () => {
  test('may be larger, and keeps its name where it has one', async () => {
    const id = await backUp(all, await all.volume({ name: 'kept' }))
    const larger = await all.volume({ size: 2, name: 'own', metadata: { own: 'x' } })
    const got = await restore(id, { volume_id: larger })
    expect(got.body.restore).toEqual({ backup_id: id, volume_id: larger, volume_name: 'own' })
    await all.cloud.settled()
    expect(await all.shown(larger)).toMatchObject({
      ...{ status: 'available', name: 'own', size: 2 },
      metadata: { own: 'x', src_backup_id: id },
    })
  })

  test('of which it is a backup notes no source', async () => {
    const volume = await all.volume()
    await restore(await backUp(all, volume), { volume_id: volume })
    await all.cloud.settled()
    expect((await all.shown(volume)).metadata).toEqual({})
  })

  test('must fit and be available', async () => {
    const id = await backUp(all, await all.volume({ size: 2 }))
    const small = await all.volume()
    expect(refusal(await restore(id, { volume_id: small }))).toBe(
      '400 Invalid volume: volume size 1 is too small to restore backup of size 2.',
    )
    await all.reset(small, { status: 'error' })
    expect(refusal(await restore(id, { volume_id: small }))).toBe(
      '400 Invalid volume: Volume to be restored to must be available',
    )
    expect((await shownBackup(all, id)).status).toBe('available')
  })

  test('that is not there is 404, as is one of another project', async () => {
    const id = await backUp(all, await all.volume())
    const elsewhere = await all.admin('POST', '/volumes', { volume: { size: 1 } })
    for (const volume_id of [NONE, elsewhere.body.volume.id]) {
      expect(refusal(await restore(id, { volume_id }))).toBe(
        `404 Volume ${volume_id} could not be found.`,
      )
    }
  })
})

describe('a backup is restored', () => {
  test('only while it is available', async () => {
    const id = await backUp(all, await all.volume())
    await resetBackup(all, id, 'error')
    const message = '400 Invalid backup: Backup status must be available'
    expect(refusal(await restore(id, {}))).toBe(message)
  })

  test('not by readers and other projects, nor without a backup service', async () => {
    const id = await backUp(all, await all.volume())
    expect(refusal(await restore(id, {}, all.reader))).toBe(
      "403 Policy doesn't allow backup:restore to be performed.",
    )
    expect((await restore(id, {}, all.stranger)).status).toBe(404)
    const service = async (word: string) => {
      const { services } = (await all.admin('GET', '/os-services?binary=cinder-backup')).body
      const asked = { binary: 'cinder-backup', host: services[0].host }
      await all.admin('PUT', `/os-services/${word}`, asked)
    }
    await service('disable')
    const gone = '404 Service cinder-backup could not be found.'
    expect(refusal(await restore(id, {}))).toBe(gone)
    expect(refusal(await all.demo('DELETE', `/backups/${id}`))).toBe(gone)
    expect(refusal(await all.admin('GET', `/backups/${id}/export_record`))).toBe(gone)
    const reset = { 'os-reset_status': { status: 'error' } }
    expect(refusal(await all.admin('POST', `/backups/${id}/action`, reset))).toBe(gone)
    await service('enable')
    expect((await restore(id, {})).status).toBe(202)
    await all.cloud.settled()
  })

  test.each([
    [{ volume_id: 'x' }, "volume_id. Value: x. 'x' is not valid under any of the given schemas"],
    [
      { x: 1 },
      "restore. Value: {'x': 1}. Additional properties are not allowed ('x' was unexpected)",
    ],
  ])('%j is 400', async (body, message) => {
    expect(refusal(await restore(NONE, body))).toBe(
      `400 Invalid input for field/attribute ${message}`,
    )
  })
})

describe('a new volume with the content of a backup', () => {
  const create = (volume: object, version = '3.47') =>
    all.demo('POST', '/volumes', { volume }, version)

  test('has its size where none is asked for, at every version', async () => {
    const id = await backUp(all, await all.volume({ size: 2, name: 'kept' }))
    for (const version of ['3.0', '3.46', '3.47']) {
      const got = await create({ backup_id: id }, version)
      expect([got.status, got.body.volume.status, got.body.volume.name]).toEqual([
        ...[202, 'creating', null],
      ])
      await all.cloud.settled()
      expect(await all.shown(got.body.volume.id)).toMatchObject({
        ...{ status: 'available', size: 2, name: 'kept' },
        metadata: { src_backup_id: id },
      })
    }
    expect((await shownBackup(all, id)).status).toBe('available')
  })

  test('is not smaller, and the backup is available', async () => {
    const id = await backUp(all, await all.volume({ size: 2 }))
    expect(refusal(await create({ backup_id: id, size: 1 }))).toBe(
      '400 Invalid input received: Volume size 1GB cannot be smaller than the backup size 2GB. ' +
        'It must be >= backup size.',
    )
    await resetBackup(all, id, 'error')
    expect(refusal(await create({ backup_id: id, size: 2 }))).toBe(
      "400 Invalid backup: Originating backup status must be one of 'available' values",
    )
    expect(refusal(await create({ backup_id: NONE, size: 1 }))).toBe(
      `404 Backup ${NONE} could not be found.`,
    )
  })
})
