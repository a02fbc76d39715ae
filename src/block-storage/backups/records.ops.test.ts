import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { backUp, resetBackup, shownBackup } from '../../../test/support/backup-api.ts'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'
const OTHER = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const SERVICE = 'cinder.backup.drivers.simulated.SimulatedBackupDriver'

const exportOf = (id: string, api = all.admin) => api('GET', `/backups/${id}/export_record`)
const take = (record: unknown, api = all.admin) =>
  api('POST', '/backups/import_record', { 'backup-record': record })

const encoded = (record: unknown) => Buffer.from(JSON.stringify(record)).toString('base64')

test('a record names the driver and has the row as JSON in base 64', async () => {
  const volume = await all.volume({ name: 'of it' })
  const id = await backUp(all, volume, { name: 'b1', metadata: { a: 'b' } }, '3.43')
  const got = await exportOf(id)
  const { backup_service, backup_url } = got.body['backup-record']
  expect([got.status, backup_service]).toEqual([200, SERVICE])
  const record = JSON.parse(Buffer.from(backup_url, 'base64').toString())
  expect(record).toMatchObject({
    ...{ id, volume_id: volume, status: 'available', size: 1, display_name: 'b1' },
    ...{ service: SERVICE, parent_id: null, metadata: { a: 'b' }, deleted: false },
  })
  expect(record.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

test('another cloud takes it in, with its increments, and restores the volume', async () => {
  const volume = await all.volume({ name: 'travels', metadata: { k: 'v' } })
  const full = await backUp(all, volume, { name: 'full' })
  const increment = await backUp(all, volume, { name: 'inc', incremental: true })
  await using other = await startCloud()
  const admin = volumeApi(other, await other.admin())
  for (const id of [full, increment]) {
    const got = await take((await exportOf(id)).body['backup-record'], admin)
    expect([got.status, got.body.backup.id]).toEqual([201, id])
    await other.settled()
  }
  const { backup } = (await admin('GET', `/backups/${full}`)).body
  const original = await shownBackup(all, full)
  expect({ ...backup, links: [], updated_at: '' }).toEqual({
    ...{ ...original, links: [], updated_at: '' },
    created_at: `${original.created_at.slice(0, 19)}.000000`,
    data_timestamp: `${original.data_timestamp.slice(0, 19)}.000000`,
  })
  const made = await admin('POST', `/backups/${increment}/restore`, { restore: {} })
  await other.settled()
  const shown = await admin('GET', `/volumes/${made.body.restore.volume_id}`)
  expect(shown.body.volume).toMatchObject({
    ...{ status: 'available', name: 'travels' },
    metadata: { k: 'v', src_backup_id: increment },
  })
})

describe('exporting', () => {
  test('needs an available backup', async () => {
    const id = await backUp(all, await all.volume())
    await resetBackup(all, id, 'error')
    expect(refusal(await exportOf(id))).toBe(
      '400 Invalid backup: Backup status must be available and not error.',
    )
  })

  test('is for administrators; others do not learn whether it is there', async () => {
    const id = await backUp(all, await all.volume())
    expect(refusal(await exportOf(id, all.demo))).toBe(
      "403 Policy doesn't allow backup:export-import to be performed.",
    )
    expect((await exportOf(id, all.stranger)).status).toBe(404)
    expect((await exportOf(NONE)).status).toBe(404)
  })
})

describe('importing', () => {
  const record = (more: object = {}) => ({
    ...{ id: NONE, size: 1, display_name: 'n', display_description: null, container: 'c' },
    ...{ service_metadata: 's', object_count: 1, ...more },
  })
  const sent = (url: string, service = SERVICE) => ({ backup_service: service, backup_url: url })

  test.each([
    [{}, "backup-record. Value: {}. 'backup_service' is a required property"],
    [{ backup_url: 'x' }, "backup_url. Value: x. 'x' is not a 'base64'"],
    [sent(''), "backup_url. Value: . '' should be non-empty"],
  ])('%j is 400', async (body, message) => {
    expect(refusal(await take(body))).toBe(`400 Invalid input for field/attribute ${message}`)
  })

  test.each([
    ['!!', "Invalid input received: Can't parse backup record."],
    [encoded({ a: 'b' }), 'Invalid input received: Provided backup record is missing an id'],
    [encoded([]), 'Invalid input received: Provided backup record is missing an id'],
    [
      encoded({ id: NONE }),
      'Invalid input received: Provided backup record is missing size attribute',
    ],
  ])('%s is 400', async (url, message) => {
    expect(refusal(await take(sent(url)))).toBe(`400 ${message}`)
  })

  test('of one that is there is 400', async () => {
    const id = await backUp(all, await all.volume())
    expect(refusal(await take((await exportOf(id)).body['backup-record']))).toBe(
      '400 Invalid backup: Backup already exists in database.',
    )
  })

  test.each([
    [
      'an incomplete record',
      sent(encoded({ id: '11111111-0000-4000-8000-000000000000', size: 1 })),
      'Driver successfully decoded imported backup data, but there are missing fields ' +
        '(display_name, display_description, container, service_metadata, object_count).',
    ],
    [
      'one of another driver',
      sent(encoded(record({ id: '22222222-0000-4000-8000-000000000000' })), 'nope'),
      'Import record failed, cannot find backup service to perform the import. ' +
        'Request service nope.',
    ],
  ])('%s ends as error', async (_what, body, reason) => {
    const got = await take(body)
    expect(got.status).toBe(201)
    await all.cloud.settled()
    expect(await shownBackup(all, got.body.backup.id)).toMatchObject({
      ...{ status: 'error', fail_reason: reason },
    })
  })

  test('takes quota, and refuses with 413 where there is none', async () => {
    const admin = await all.cloud.admin()
    const limit = (backups: number) =>
      all.admin('PUT', `/os-quota-sets/${admin.projectId}`, { quota_set: { backups } })
    const usage = await all.admin('GET', `/os-quota-sets/${admin.projectId}?usage=True`)
    const { in_use } = usage.body.quota_set.backups
    await limit(in_use)
    expect(refusal(await take(sent(encoded(record()))))).toBe(
      `413 BackupLimitExceeded: Maximum number of backups allowed (${in_use}) exceeded`,
    )
    await limit(-1)
  })

  test.each([
    ['an increment whose parent is not there', OTHER(1), { parent_id: NONE }],
    ['an increment of itself', OTHER(2), { parent_id: OTHER(2) }],
    ['what a key that is elsewhere encrypted', OTHER(3), { encryption_key_id: NONE }],
  ])('%s cannot be restored', async (_what, id, more) => {
    expect((await take(sent(encoded(record({ id, ...more }))))).status).toBe(201)
    await all.cloud.settled()
    const volume_id = await all.volume()
    expect(
      (await all.admin('POST', `/backups/${id}/restore`, { restore: { volume_id } })).status,
    ).toBe(202)
    await all.cloud.settled()
    expect((await all.shown(volume_id)).status).toBe('error_restoring')
    expect((await shownBackup(all, id)).status).toBe('available')
  })

  test('does not take a key that is here along', async () => {
    const type = (await all.admin('POST', '/types', { volume_type: { name: 'keyed' } })).body
      .volume_type.id
    const encryption = {
      provider: 'luks',
      control_location: 'front-end',
      cipher: 'aes-xts-plain64',
    }
    await all.admin('POST', `/types/${type}/encryption`, { encryption })
    const volume = await all.volume({ volume_type: type })
    const { encryption_key_id } = await all.shown(volume, all.admin, '3.64')
    for (const [id, key] of [
      [OTHER(4), encryption_key_id],
      [OTHER(5), NONE],
    ] as const) {
      await take(sent(encoded(record({ id, encryption_key_id: key }))))
    }
    await all.cloud.settled()
    expect(await shownBackup(all, OTHER(4), '3.64')).not.toHaveProperty('encryption_key_id')
    expect((await shownBackup(all, OTHER(5), '3.64')).encryption_key_id).toBe(NONE)
  })

  test('is for administrators', async () => {
    expect(refusal(await take(sent(encoded(record())), all.demo))).toBe(
      "403 Policy doesn't allow backup:backup-import to be performed.",
    )
  })

  test('is 503 where no backup service is enabled', async () => {
    const { services } = (await all.admin('GET', '/os-services?binary=cinder-backup')).body
    const service = { binary: 'cinder-backup', host: services[0].host }
    await all.admin('PUT', '/os-services/disable', service)
    expect(refusal(await take(sent(encoded(record()))))).toBe(
      `503 Service ${SERVICE} could not be found.`,
    )
    await all.admin('PUT', '/os-services/enable', service)
  })
})
