/** What becomes of backups and their volumes after the answer, also when the drivers fail. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { QUIET } from '../../../test/support/quiet-log.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import { SimulatedBackups, type SimulatedBackupCall } from '../../drivers/backup/simulated.ts'
import { SimulatedVolumes } from '../../drivers/volume/simulated.ts'
import { JobRunner } from '../../jobs/runner.ts'
import { systemClock } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import { Vault } from '../../kernel/vault.ts'
import { backupJobs } from './backups.jobs.ts'
import { restoreJob } from './restore.jobs.ts'

/** A cloud whose jobs wait, and a worker that does them with a backup driver that fails as told. */
async function setUp(backend: Backend) {
  const cloud = await startCloud({
    database: await backend.url('cloud'),
    transitions: 'manual',
  })
  onTestFinished(() => cloud[Symbol.asyncDispose]())
  const user = await cloud.demo()
  const demo = volumeApi(cloud, user)
  const advance = async () => {
    await cloud.app.jobs.advance()
    await cloud.settled()
  }
  const make = async (path: string, name: string, body: object): Promise<string> => {
    const got = await demo('POST', path, { [name]: body })
    return got.body[name].id
  }
  const volume = async () => {
    const id = await make('/volumes', 'volume', { size: 1 })
    await advance()
    return id
  }
  const state = async (path: string, name: string) => {
    const { status, body } = await demo('GET', path)
    return status === 200 ? body[name].status : status
  }
  const used = async () => {
    const path = `/os-quota-sets/${user.projectId}?usage=True`
    const { backups, backup_gigabytes } = (await demo('GET', path)).body.quota_set
    return [backups.in_use, backup_gigabytes.in_use]
  }
  const events = async () => {
    const { messages } = (await demo('GET', '/messages', undefined, '3.3')).body
    return messages.map(({ event_id }: { event_id: string }) => event_id)
  }
  return { cloud, demo, make, volume, advance, state, used, events }
}

/** Does the job of a resource to its end with drivers whose calls fail as told. */
async function endWith(
  setup: Awaited<ReturnType<typeof setUp>>,
  resourceId: string,
  operations: readonly SimulatedBackupCall['operation'][],
): Promise<string[]> {
  const { database } = setup.cloud.app
  const calls: string[] = []
  const backups = new SimulatedBackups(({ operation }) => {
    calls.push(operation)
    return operations.includes(operation) ? new Error('the shelf is full') : undefined
  })
  const parts = {
    ...{ clock: systemClock, ids: systemIds, backups, volumes: new SimulatedVolumes(['one']) },
    vault: new Vault([Buffer.alloc(32)]),
  }
  const clock = new ManualProcessClock()
  clock.advance(systemClock.now() + 86_400_000)
  const jobs = new JobRunner({
    ...{ database, clock, ids: systemIds, log: QUIET, transitions: 'manual' },
    work: [...backupJobs(parts), restoreJob(parts)],
  })
  onTestFinished(() => jobs.stop())
  await setup.cloud.app.jobs.stop()
  jobs.start()
  await jobs.advance({ resourceId })
  await eventually(async () => {
    await jobs.idle()
    clock.advance(60_000)
    const [job] = await jobs.history.latest({ resourceId })
    expect(job?.finishedAt).not.toBeNull()
  })
  return calls
}

describe.each(SHARED_BACKENDS)('with a driver that fails, on $name', (backend) => {
  test('a backup that could not be made is an error with a reason, and still counts', async () => {
    const setup = await setUp(backend)
    const volume = await setup.volume()
    const id = await setup.make('/backups', 'backup', { volume_id: volume })
    expect(await setup.state(`/volumes/${volume}`, 'volume')).toBe('backing-up')
    const calls = await endWith(setup, id, ['backup'])
    // What it may have left is removed.
    expect(calls.at(-1)).toBe('delete')
    const { backup } = (await setup.demo('GET', `/backups/${id}`)).body
    expect([backup.status, backup.fail_reason]).toEqual(['error', 'the shelf is full'])
    expect(await setup.state(`/volumes/${volume}`, 'volume')).toBe('available')
    expect(await setup.used()).toEqual([1, 1])
    expect(await setup.events()).toEqual(['VOLUME_VOLUME_BACKUP_013_020'])
  })

  test('a volume that could not be restored is error_restoring, the backup available', async () => {
    const setup = await setUp(backend)
    const id = await setup.make('/backups', 'backup', { volume_id: await setup.volume() })
    await setup.advance()
    const target = await setup.volume()
    const restore = { volume_id: target }
    await setup.demo('POST', `/backups/${id}/restore`, { restore })
    expect(await setup.state(`/volumes/${target}`, 'volume')).toBe('restoring-backup')
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('restoring')
    await endWith(setup, target, ['restore'])
    expect(await setup.state(`/volumes/${target}`, 'volume')).toBe('error_restoring')
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('available')
    expect(await setup.events()).toEqual(['VOLUME_VOLUME_BACKUP_015_026'])
  })

  test('a backup that could not be deleted is an error, and still counts', async () => {
    const setup = await setUp(backend)
    const id = await setup.make('/backups', 'backup', { volume_id: await setup.volume() })
    await setup.advance()
    await setup.demo('DELETE', `/backups/${id}`)
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('deleting')
    await endWith(setup, id, ['delete'])
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('error')
    expect(await setup.used()).toEqual([1, 1])
    expect(await setup.events()).toEqual(['VOLUME_VOLUME_BACKUP_014_025'])
  })
})

describe.each(SHARED_BACKENDS)('step by step, on $name', (backend) => {
  test('a volume that is made for a backup is restoring until its job has made it', async () => {
    const setup = await setUp(backend)
    const id = await setup.make('/backups', 'backup', { volume_id: await setup.volume() })
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('creating')
    await setup.advance()
    const { body } = await setup.demo('POST', `/backups/${id}/restore`, { restore: {} })
    const path = `/volumes/${body.restore.volume_id}`
    expect(await setup.state(path, 'volume')).toBe('restoring-backup')
    await setup.advance()
    expect(await setup.state(path, 'volume')).toBe('available')
    const made = await setup.make('/volumes', 'volume', { backup_id: id })
    expect(await setup.state(`/volumes/${made}`, 'volume')).toBe('creating')
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('restoring')
    await setup.advance()
    expect(await setup.state(`/volumes/${made}`, 'volume')).toBe('available')
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('available')
  })

  test('a volume that goes while it is backed up or restored is not missed', async () => {
    const setup = await setUp(backend)
    const admin = volumeApi(setup.cloud, await setup.cloud.admin())
    const volume = await setup.volume()
    const backup = { volume_id: volume }
    const id = (await setup.demo('POST', '/backups', { backup })).body.backup.id
    const force = (of: string) => admin('DELETE', `/volumes/${of}?force=True`, undefined, '3.23')
    expect((await force(volume)).status).toBe(202)
    await setup.advance()
    expect(await setup.state(`/volumes/${volume}`, 'volume')).toBe(404)
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('available')
    const { body } = await setup.demo('POST', `/backups/${id}/restore`, { restore: {} })
    expect((await force(body.restore.volume_id)).status).toBe(202)
    await setup.advance()
    expect(await setup.state(`/volumes/${body.restore.volume_id}`, 'volume')).toBe(404)
    expect(await setup.state(`/backups/${id}`, 'backup')).toBe('available')
  })

  test('a backup that goes while it is made or restored leaves the volume as it should be', async () => {
    const setup = await setUp(backend)
    const admin = volumeApi(setup.cloud, await setup.cloud.admin())
    const volume = await setup.volume()
    const force = (id: string) => admin('POST', `/backups/${id}/action`, { 'os-force_delete': {} })
    const first = await setup.make('/backups', 'backup', { volume_id: volume })
    expect((await force(first)).status).toBe(202)
    await setup.advance()
    expect(await setup.state(`/volumes/${volume}`, 'volume')).toBe('available')
    const second = await setup.make('/backups', 'backup', { volume_id: volume })
    await setup.advance()
    const restore = { volume_id: volume }
    await setup.demo('POST', `/backups/${second}/restore`, { restore })
    expect((await force(second)).status).toBe(202)
    await setup.advance()
    expect(await setup.state(`/volumes/${volume}`, 'volume')).toBe('available')
    expect((await setup.demo('GET', '/backups')).body.backups).toEqual([])
    expect(await setup.used()).toEqual([0, 0])
  })
})
