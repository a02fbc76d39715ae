/** What becomes of snapshots and their volumes when the driver fails. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { QUIET } from '../../../test/support/quiet-log.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import { SimulatedVolumes, type SimulatedCall } from '../../drivers/volume/simulated.ts'
import { JobRunner } from '../../jobs/runner.ts'
import { systemClock } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import { VolumeListeners } from '../volumes/listeners.ts'
import { volumeJobs } from '../volumes/volumes.jobs.ts'
import { snapshotJobs } from './snapshots.jobs.ts'

/** A cloud with a volume that has a snapshot, whose jobs wait. */
async function setUp(backend: Backend) {
  const cloud = await startCloud({ database: await backend.url('cloud'), transitions: 'manual' })
  onTestFinished(() => cloud[Symbol.asyncDispose]())
  const user = await cloud.demo()
  const demo = volumeApi(cloud, user)
  const advance = async () => {
    await cloud.app.jobs.advance()
    await cloud.settled()
  }
  const make = async (name: string, body: object): Promise<string> =>
    (await demo('POST', `/${name}s`, { [name]: body })).body[name].id
  const volumeId = await make('volume', { size: 1 })
  await advance()
  const id = await make('snapshot', { volume_id: volumeId })
  await advance()
  const states = async () => {
    const answers = [
      await demo('GET', `/volumes/${volumeId}`),
      await demo('GET', `/snapshots/${id}`),
    ]
    return answers.map(({ status, body }) =>
      status === 200 ? (body.volume ?? body.snapshot).status : status,
    )
  }
  const used = async () => {
    const path = `/os-quota-sets/${user.projectId}?usage=True`
    const { volumes, snapshots, gigabytes } = (await demo('GET', path)).body.quota_set
    return [volumes.in_use, snapshots.in_use, gigabytes.in_use]
  }
  return { cloud, demo, make, volumeId, id, states, used }
}

/** Does the job of a resource to its end with a driver whose calls fail as told; returns the calls. */
async function endWith(
  { cloud: { app } }: Awaited<ReturnType<typeof setUp>>,
  resourceId: string,
  failing: SimulatedCall['operation'],
): Promise<string[]> {
  const calls: string[] = []
  const volumes = new SimulatedVolumes(['one'], ({ operation }) => {
    calls.push(operation)
    return operation === failing ? new Error('the backend is on fire') : undefined
  })
  const parts = {
    ...{ clock: systemClock, ids: systemIds, volumes },
    volumeListeners: new VolumeListeners(),
  }
  const clock = new ManualProcessClock()
  clock.advance(systemClock.now() + 86_400_000)
  const jobs = new JobRunner({
    ...{ database: app.database, clock, ids: systemIds, log: QUIET, transitions: 'manual' },
    work: [...volumeJobs(parts), ...snapshotJobs(parts)],
  })
  onTestFinished(() => jobs.stop())
  await app.jobs.stop()
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

describe.each(SHARED_BACKENDS)('with a backend that fails, on $name', (backend) => {
  test('a snapshot that could not be made is an error, and still counts', async () => {
    const setup = await setUp(backend)
    const other = await setup.make('snapshot', { volume_id: setup.volumeId })
    await endWith(setup, other, 'createSnapshot')
    const got = await setup.demo('GET', `/snapshots/${other}`)
    expect(got.body.snapshot).toMatchObject({
      status: 'error',
      'os-extended-snapshot-attributes:progress': '0%',
    })
    expect(await setup.used()).toEqual([1, 2, 3])
  })

  test('one that could not be deleted is error_deleting, and still counts', async () => {
    const setup = await setUp(backend)
    await setup.demo('DELETE', `/snapshots/${setup.id}`)
    await endWith(setup, setup.id, 'deleteSnapshot')
    expect(await setup.states()).toEqual(['available', 'error_deleting'])
    expect(await setup.used()).toEqual([1, 1, 2])
  })

  test('a volume is not deleted where one of its snapshots could not be', async () => {
    const setup = await setUp(backend)
    await setup.demo('DELETE', `/volumes/${setup.volumeId}?cascade=true`)
    const calls = await endWith(setup, setup.volumeId, 'deleteSnapshot')
    expect(calls).not.toContain('delete')
    expect(await setup.states()).toEqual(['error_deleting', 'error_deleting'])
    expect(await setup.used()).toEqual([1, 1, 2])
  })

  test('a volume that could not be reverted is an error, its snapshot is not', async () => {
    const setup = await setUp(backend)
    const body = { revert: { snapshot_id: setup.id } }
    await setup.demo('POST', `/volumes/${setup.volumeId}/action`, body, '3.40')
    expect(await setup.states()).toEqual(['reverting', 'restoring'])
    await endWith(setup, setup.volumeId, 'revert')
    expect(await setup.states()).toEqual(['error', 'available'])
  })

  test('a volume of a snapshot is made by the driver call for that', async () => {
    const setup = await setUp(backend)
    const copy = await setup.make('volume', { snapshot_id: setup.id })
    const calls = await endWith(setup, copy, 'create')
    expect(calls).toEqual(['createFromSnapshot'])
    const got = await setup.demo('GET', `/volumes/${copy}`)
    expect(got.body.volume.status).toBe('available')
  })
})
