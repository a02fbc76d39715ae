/** Walks the state table: every action on a backup, in every state, over HTTP. */
import { describe, expect, test } from 'vitest'
import { resetBackup } from '../../../test/support/backup-api.ts'
import type { Got } from '../../../test/support/cloud.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { setAtOnce } from '../../kernel/state-table.ts'
import { BACKUP_ACTIONS, type BackupAction } from './backup-actions.ts'
import { BACKUP_STATUSES, type BackupStatus } from './backup-status.ts'
import { findBackup, updateBackup } from './backups.store.ts'

const all = useVolumeCloud('manual')

type Name = keyof typeof BACKUP_ACTIONS

/** How a client begins each action. */
const REQUESTS: Record<Name, (id: string) => Promise<Got>> = {
  delete: (id) => all.demo('DELETE', `/backups/${id}`),
  forceDelete: (id) => all.admin('POST', `/backups/${id}/action`, { 'os-force_delete': {} }),
  restore: (id) => all.demo('POST', `/backups/${id}/restore`, { restore: {} }),
  createVolume: (id) => all.demo('POST', '/volumes', { volume: { backup_id: id } }, '3.47'),
  export: (id) => all.admin('GET', `/backups/${id}/export_record`),
}

async function advance(): Promise<void> {
  await all.cloud.app.jobs.advance()
  await all.cloud.settled()
}

/** An available backup that is then written into the given state. */
async function backupIn(status: BackupStatus): Promise<string> {
  const made = await all.demo('POST', '/volumes', { volume: { size: 1 } })
  await advance()
  const backup = { volume_id: made.body.volume.id }
  const { id } = (await all.demo('POST', '/backups', { backup })).body.backup
  await advance()
  await all.cloud.app.database.write((tx) => updateBackup(tx, id, { status }))
  return id
}

async function statusOf(id: string): Promise<BackupStatus | undefined> {
  return (await all.cloud.app.database.read((tx) => findBackup(tx, id)))?.status
}

const ACTIONS = Object.entries(BACKUP_ACTIONS) as [Name, BackupAction][]

describe.each(ACTIONS)('%s', (name, action) => {
  test.each(BACKUP_STATUSES)('of a backup in state %s', async (status) => {
    const id = await backupIn(status)
    const got = await REQUESTS[name](id)
    if (!(action.from.status?.includes(status) ?? true)) {
      expect(refusal(got)).toBe(`400 ${action.refusal({ status }).message}`)
      expect(await statusOf(id)).toBe(status)
      return
    }
    expect(got.status, got.text).toBeLessThan(300)
    expect(await statusOf(id)).toBe(setAtOnce(action, { status }).status ?? status)
    await advance()
    const { done = { status } } = action
    expect(await statusOf(id)).toBe(done === 'gone' ? undefined : done.status)
  })
})

test('a state that an administrator wrote meanwhile stays', async () => {
  const id = await backupIn('available')
  await REQUESTS.restore(id)
  await resetBackup(all, id, 'error')
  await advance()
  expect(await statusOf(id)).toBe('error')
  await REQUESTS.delete(id)
  await resetBackup(all, id, 'available')
  await advance()
  expect(await statusOf(id)).toBe('available')
})

describe('resetting the status', () => {
  const reset = (id: string, body: unknown, api = all.admin) =>
    api('POST', `/backups/${id}/action`, { 'os-reset_status': body })

  test('writes available or error, in whatever case', async () => {
    const id = await backupIn('restoring')
    for (const status of ['ERROR', 'available']) {
      expect((await reset(id, { status })).status).toBe(202)
      expect(await statusOf(id)).toBe(status.toLowerCase())
    }
  })

  test.each([
    [
      { status: 'creating' },
      "Backup status: creating is invalid, valid statuses are: ['available', 'error'].",
    ],
    [
      {},
      "Invalid input for field/attribute os-reset_status. Value: {}. 'status' is a required property",
    ],
    [
      { status: 'error', x: 1 },
      "Invalid input for field/attribute os-reset_status. Value: {'status': 'error', 'x': 1}. " +
        "Additional properties are not allowed ('x' was unexpected)",
    ],
  ])('%j is 400', async (body, message) => {
    expect(refusal(await reset(await backupIn('available'), body))).toBe(`400 ${message}`)
  })

  test('is for administrators, as is deleting with force', async () => {
    const id = await backupIn('available')
    const rule = 'volume_extension:backup_admin_actions'
    expect(refusal(await reset(id, { status: 'error' }, all.demo))).toBe(
      `403 Policy doesn't allow ${rule}:reset_status to be performed.`,
    )
    const forced = { 'os-force_delete': {} }
    expect(refusal(await all.demo('POST', `/backups/${id}/action`, forced))).toBe(
      `403 Policy doesn't allow ${rule}:force_delete to be performed.`,
    )
    const unknown = '/backups/00000000-0000-4000-8000-000000000000/action'
    expect((await all.admin('POST', unknown, forced)).status).toBe(404)
    const badly = { 'os-force_delete': {}, x: 1 }
    expect((await all.admin('POST', `/backups/${id}/action`, badly)).status).toBe(400)
  })
})
