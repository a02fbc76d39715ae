import { describe, expect, test } from 'vitest'
import { backUp, resetBackup, shownBackup } from '../../../test/support/backup-api.ts'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

describe('creating', () => {
  test('answers 202 with id, name and links, and ends in an available backup', async () => {
    const volume = await all.volume({ name: 'of it' })
    const backup = { volume_id: volume, name: ' b1 ', description: 'first', container: 'cont' }
    const got = await all.demo('POST', '/backups', { backup })
    const { id } = got.body.backup
    expect([got.status, Object.keys(got.body.backup), got.body.backup.name]).toEqual([
      202,
      ['id', 'name', 'links'],
      'b1',
    ])
    await all.cloud.settled()
    const { created_at, updated_at, data_timestamp, links, ...rest } = await shownBackup(all, id)
    expect(links[0].href).toContain(`/backups/${id}`)
    expect(data_timestamp).toBe(created_at)
    expect(updated_at >= created_at).toBe(true)
    expect(rest).toEqual({
      id,
      status: 'available',
      size: 1,
      object_count: 1,
      availability_zone: 'nova',
      container: 'cont',
      name: 'b1',
      description: 'first',
      fail_reason: null,
      volume_id: volume,
      is_incremental: false,
      has_dependent_backups: false,
      snapshot_id: null,
    })
    expect((await all.shown(volume)).status).toBe('available')
  })

  test('an increment builds on the latest backup that is available', async () => {
    const volume = await all.volume()
    const full = await backUp(all, volume)
    const broken = await backUp(all, volume)
    await resetBackup(all, broken, 'error')
    const increment = await backUp(all, volume, { incremental: true })
    expect(await shownBackup(all, increment)).toMatchObject({ is_incremental: true })
    expect(await shownBackup(all, full)).toMatchObject({ has_dependent_backups: true })
    expect(await shownBackup(all, broken)).toMatchObject({ has_dependent_backups: false })
  })

  test('a volume that was extended since gets no increment', async () => {
    const volume = await all.volume()
    await backUp(all, volume)
    await all.demo('POST', `/volumes/${volume}/action`, { 'os-extend': { new_size: 2 } })
    await all.cloud.settled()
    const increment = await backUp(all, volume, { incremental: true })
    expect(await shownBackup(all, increment)).toMatchObject({
      status: 'error',
      fail_reason: 'Volume size increased since the last backup. Do a full backup.',
    })
    expect((await all.shown(volume)).status).toBe('available')
  })

  test('a volume in use is backed up where that is forced, and is in use again', async () => {
    const volume = await all.volume()
    await all.cloud.app.database.write((tx) =>
      tx.db.updateTable('volumes').set({ status: 'in-use' }).where('id', '=', volume).execute(),
    )
    const refused = await all.demo('POST', '/backups', { backup: { volume_id: volume } })
    expect(refusal(refused)).toBe(
      '400 Invalid volume: Backing up an in-use volume must use the force flag.',
    )
    const id = await backUp(all, volume, { force: 'true' })
    expect((await shownBackup(all, id)).status).toBe('available')
    expect((await all.shown(volume)).status).toBe('in-use')
  })

  test('in a zone without a backup service ends as error, and can be deleted', async () => {
    const volume = await all.volume()
    const id = await backUp(all, volume, { availability_zone: 'nope' }, '3.51')
    expect(await shownBackup(all, id)).toMatchObject({
      status: 'error',
      availability_zone: 'nope',
      fail_reason: 'Service not found for creating backup.',
      object_count: 0,
    })
    expect((await all.shown(volume)).status).toBe('available')
    expect((await all.demo('DELETE', `/backups/${id}`)).status).toBe(202)
    await all.cloud.settled()
    expect((await all.demo('GET', `/backups/${id}`)).status).toBe(404)
  })

  const bad = (field: string, value: string, why: string) =>
    `400 Invalid input for field/attribute ${field}. Value: ${value}. ${why}`
  test.each([
    [{}, bad('backup', '{}', "'volume_id' is a required property")],
    [{ volume_id: NONE }, `404 Volume ${NONE} could not be found.`],
    [{ volume_id: 'x' }, bad('volume_id', 'x', "'x' is not a 'uuid'")],
    [
      { volume_id: NONE, snapshot_id: 'x' },
      bad('snapshot_id', 'x', "'x' is not valid under any of the given schemas"),
    ],
    [
      { volume_id: NONE, name: 'n'.repeat(256) },
      bad('name', 'n'.repeat(256), `'${'n'.repeat(256)}' is too long`),
    ],
    [
      { volume_id: NONE, metadata: { a: 'b' } },
      bad(
        'backup',
        `{'volume_id': '${NONE}', 'metadata': {'a': 'b'}}`,
        "Additional properties are not allowed ('metadata' was unexpected)",
      ),
    ],
  ])('%j is refused', async (backup, message) => {
    expect(refusal(await all.demo('POST', '/backups', { backup }))).toBe(message)
  })

  test('no backup to build on is 400, and takes no quota', async () => {
    const volume = await all.volume()
    const before = await used()
    const backup = { volume_id: volume, incremental: true }
    expect(refusal(await all.demo('POST', '/backups', { backup }))).toBe(
      '400 Invalid backup: No backups available to do an incremental backup.',
    )
    expect(await used()).toEqual(before)
    expect((await all.shown(volume)).status).toBe('available')
  })

  test('is 403 for readers and 404 for other projects', async () => {
    const backup = { volume_id: await all.volume() }
    expect(refusal(await all.reader('POST', '/backups', { backup }))).toBe(
      "403 Policy doesn't allow backup:create to be performed.",
    )
    expect(refusal(await all.stranger('POST', '/backups', { backup }))).toBe(
      `404 Volume ${backup.volume_id} could not be found.`,
    )
  })
})

async function used(): Promise<unknown> {
  const path = `/os-quota-sets/${all.persona.projectId}?usage=True`
  const { backups, backup_gigabytes } = (await all.admin('GET', path)).body.quota_set
  return [backups.in_use, backup_gigabytes.in_use]
}

describe('showing', () => {
  test('adds project, metadata and user by microversion, the first and the last for administrators', async () => {
    const id = await backUp(all, await all.volume(), { metadata: { a: 'b' } }, '3.43')
    const project = { 'os-backup-project-attr:project_id': all.persona.projectId }
    const metadata = { metadata: { a: 'b' } }
    const added = ['os-backup-project-attr:project_id', 'metadata', 'user_id']
    const fields = async (api: typeof all.demo, version: string) => {
      const { backup } = (await api('GET', `/backups/${id}`, undefined, version)).body
      return Object.fromEntries(Object.entries(backup).filter(([name]) => added.includes(name)))
    }
    expect(await fields(all.admin, '3.17')).toEqual({})
    expect(await fields(all.admin, '3.18')).toEqual(project)
    expect(await fields(all.admin, '3.43')).toEqual({ ...project, ...metadata })
    const { user_id, ...rest } = await fields(all.admin, '3.56')
    expect([typeof user_id, rest]).toEqual(['string', { ...project, ...metadata }])
    expect(await fields(all.demo, '3.71')).toEqual(metadata)
  })

  test('v2 has the calls of v3.0, and does not know the update', async () => {
    const v2 = volumeApi(all.cloud, all.persona, '/v2')
    const id = await backUp(all, await all.volume())
    const { backup } = (await v2('GET', `/backups/${id}`)).body
    expect(backup).toMatchObject({ id, status: 'available', is_incremental: false })
    expect((await v2('PUT', `/backups/${id}`, { backup: { name: 'x' } })).status).toBe(405)
    expect((await v2('DELETE', `/backups/${id}`)).status).toBe(202)
  })

  test('of another project is 404, an unknown one too', async () => {
    const id = await backUp(all, await all.volume())
    expect(refusal(await all.stranger('GET', `/backups/${id}`))).toBe(
      `404 Backup ${id} could not be found.`,
    )
    expect(refusal(await all.demo('GET', '/backups/x'))).toBe('404 Backup x could not be found.')
    expect((await all.reader('GET', `/backups/${id}`)).status).toBe(200)
  })
})

describe('updating', () => {
  const put = (id: string, backup: unknown, version: string, api = all.demo) =>
    api('PUT', `/backups/${id}`, { backup }, version)

  test('changes name, description and, from 3.43 on, all metadata', async () => {
    const id = await backUp(all, await all.volume(), { metadata: { a: 'b' } }, '3.43')
    expect((await put(id, { name: ' new ' }, '3.9')).body.backup.name).toBe('new')
    expect((await put(id, { description: 'd', metadata: { m: 'n' } }, '3.43')).status).toBe(200)
    expect(await shownBackup(all, id, '3.43')).toMatchObject({
      name: 'new',
      description: 'd',
      metadata: { m: 'n' },
    })
    expect((await put(id, {}, '3.9')).body.backup.name).toBe('new')
    expect((await put(id, { name: null }, '3.9')).body.backup.name).toBe(null)
  })

  test('came with 3.9, is 400 for what the version has not, 403 for readers', async () => {
    const id = await backUp(all, await all.volume())
    expect((await put(id, { name: 'x' }, '3.8')).status).toBe(404)
    expect((await put(id, { metadata: { m: 'n' } }, '3.42')).status).toBe(400)
    expect((await put(id, { metadata: { m: 1 } }, '3.43')).status).toBe(400)
    expect(refusal(await put(id, { name: 'x' }, '3.9', all.reader))).toBe(
      "403 Policy doesn't allow backup:update to be performed.",
    )
    expect((await put(NONE, { name: 'x' }, '3.9')).status).toBe(404)
  })
})

describe('deleting', () => {
  test('answers 202, and gives the quota back', async () => {
    const before = await used()
    const id = await backUp(all, await all.volume({ size: 3 }))
    expect(await used()).not.toEqual(before)
    const got = await all.demo('DELETE', `/backups/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    await all.cloud.settled()
    expect((await all.demo('GET', `/backups/${id}`)).status).toBe(404)
    expect(await used()).toEqual(before)
  })

  test('the last increment comes first, and the volume may be gone', async () => {
    const volume = await all.volume()
    const full = await backUp(all, volume)
    const first = await backUp(all, volume, { incremental: true })
    const second = await backUp(all, volume, { incremental: true })
    await all.demo('DELETE', `/volumes/${volume}`)
    await all.cloud.settled()
    const message = '400 Invalid backup: Incremental backups exist for this backup.'
    for (const id of [full, first]) {
      expect(refusal(await all.demo('DELETE', `/backups/${id}`))).toBe(message)
      const forced = { 'os-force_delete': {} }
      expect(refusal(await all.admin('POST', `/backups/${id}/action`, forced))).toBe(message)
    }
    for (const id of [second, first, full]) {
      expect((await all.demo('DELETE', `/backups/${id}`)).status).toBe(202)
      await all.cloud.settled()
    }
    const left = await all.demo('GET', `/backups?volume_id=${volume}`)
    expect(left.body).toEqual({ backups: [] })
  })

  test('is 403 for readers and 404 for other projects', async () => {
    const id = await backUp(all, await all.volume())
    expect((await all.reader('DELETE', `/backups/${id}`)).status).toBe(403)
    expect((await all.stranger('DELETE', `/backups/${id}`)).status).toBe(404)
  })
})

describe('the quota', () => {
  const limit = (quota_set: object) =>
    all.admin('PUT', `/os-quota-sets/${all.persona.projectId}`, { quota_set })

  test.each([
    [{ backups: 0 }, 'BackupLimitExceeded: Maximum number of backups allowed (0) exceeded'],
    [
      { backup_gigabytes: 0 },
      'VolumeBackupSizeExceedsAvailableQuota: Requested backup exceeds allowed Backup gigabytes ' +
        'quota. Requested 2G, quota is 0G and 0G has been consumed.',
    ],
  ])('of %j refuses with 413', async (quota, message) => {
    const volume = await all.volume({ size: 2 })
    await limitNothingUsed()
    await limit(quota)
    const got = await all.demo('POST', '/backups', { backup: { volume_id: volume } })
    expect(refusal(got)).toBe(`413 ${message}`)
    expect(got.headers.get('retry-after')).toBe('0')
    await limit({ backups: -1, backup_gigabytes: -1 })
    expect((await all.shown(volume)).status).toBe('available')
  })

  /** Limits cannot be set below what is in use. */
  async function limitNothingUsed(): Promise<void> {
    const listed = (await all.demo('GET', '/backups/detail?sort=created_at:desc')).body.backups
    for (const { id } of listed) {
      await all.demo('DELETE', `/backups/${id}`)
      await all.cloud.settled()
    }
  }
})
