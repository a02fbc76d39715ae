/** What becomes of volumes after the answer, also when the driver fails. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { QUIET } from '../../../test/support/quiet-log.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import { SimulatedVolumes } from '../../drivers/volume/simulated.ts'
import type { JobKind } from '../../jobs/job.ts'
import { JobRunner } from '../../jobs/runner.ts'
import { systemClock } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import type { Database } from '../../storage/database.ts'
import { reserve, usageOf } from '../quota-sets/quota-sets.store.ts'
import { amountKey } from '../quota-sets/quotas.ts'
import { VolumeListeners } from './listeners.ts'
import { allocate, poolAllocations } from './pools.store.ts'
import { CREATE_VOLUME, DELETE_VOLUME, EXTEND_VOLUME, volumeJobs } from './volumes.jobs.ts'
import type { VolumeStatus } from './volume-status.ts'
import { findVolume, insertVolume, updateVolume } from './volumes.store.ts'

describe('with transitions by hand', () => {
  async function setUp() {
    const cloud = await startCloud({ transitions: 'manual' })
    onTestFinished(() => cloud[Symbol.asyncDispose]())
    const demo = volumeApi(cloud, await cloud.demo())
    const { id } = (await demo('POST', '/volumes', { volume: { size: 1 } })).body.volume as {
      id: string
    }
    const state = async () => {
      const { status, body } = await demo('GET', `/volumes/${id}`)
      return status === 200 ? [body.volume.status, body.volume.size] : status
    }
    const advance = async () => {
      await cloud.app.jobs.advance({ resourceId: id })
      await cloud.settled()
    }
    return { cloud, demo, id, state, advance }
  }

  test('a volume is creating, available, extending, available, deleting, gone', async () => {
    const { demo, id, state, advance } = await setUp()
    expect(await state()).toEqual(['creating', 1])
    await advance()
    expect(await state()).toEqual(['available', 1])
    await demo('POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 3 } })
    expect(await state()).toEqual(['extending', 1])
    await advance()
    expect(await state()).toEqual(['available', 3])
    await demo('DELETE', `/volumes/${id}`)
    expect(await state()).toEqual(['deleting', 3])
    await advance()
    expect(await state()).toBe(404)
  })

  test('a state that an administrator wrote meanwhile stays', async () => {
    const { cloud, demo, id, state, advance } = await setUp()
    const admin = volumeApi(cloud, await cloud.admin())
    const reset = (status: string) =>
      admin('POST', `/volumes/${id}/action`, { 'os-reset_status': { status } })
    await reset('error')
    await advance()
    expect(await state()).toEqual(['error', 1])
    await reset('available')
    await demo('POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 3 } })
    await reset('error')
    await advance()
    // The backend did make it larger.
    expect(await state()).toEqual(['error', 3])
    await demo('DELETE', `/volumes/${id}`)
    await reset('available')
    await advance()
    expect(await state()).toEqual(['available', 3])
  })
})

const ID = '11111111-2222-4333-8444-555555555555'
const POOL = 'one@simulated#simulated'
/** A volume of 2 GiB in a given state that paid for its room. */
async function stored(database: Database, status: VolumeStatus) {
  const row = {
    id: ID,
    project_id: 'p',
    user_id: 'u',
    size: 2,
    status,
    previous_status: status === 'extending' ? ('available' as const) : null,
    attach_status: 'detached' as const,
    host: POOL,
    volume_type_id: 't',
    bootable: 0,
    multiattach: 0,
    use_quota: 1,
    created_at: '2026-01-01T00:00:00.000Z',
  }
  const nulls = {
    name: null,
    description: null,
    migration_status: null,
    availability_zone: null,
    cluster_name: null,
    service_uuid: null,
    shared_targets: null,
    snapshot_id: null,
    source_volid: null,
    consistencygroup_id: null,
    group_id: null,
    encryption_key_id: null,
    replication_status: null,
    provider_id: null,
    updated_at: null,
    launched_at: null,
  }
  await database.write(async (tx) => {
    await tx.db
      .insertInto('volume_types')
      .values({
        id: 't',
        name: '__DEFAULT__',
        description: null,
        is_public: 1,
        created_at: row.created_at,
        updated_at: null,
      })
      .execute()
    await insertVolume(tx, { ...row, ...nulls })
    await reserve(tx, {
      projectId: 'p',
      volumeTypeId: 't',
      amounts: { volumes: 1, gigabytes: status === 'extending' ? 5 : 2 },
    })
    await allocate(tx, { name: POOL, capacityGib: 100 }, status === 'extending' ? 5 : 2)
  })
}

const ON_FIRE = () => new Error('the backend is on fire')

/** Does one job to its end, on a backend whose calls fail as told. */
async function end<Payload>(
  database: Database,
  kind: JobKind<Payload>,
  payload: NoInfer<Payload>,
  fault: () => Error | undefined = ON_FIRE,
): Promise<void> {
  const clock = new ManualProcessClock()
  const volumes = new SimulatedVolumes(['one'], fault)
  const volumeListeners = new VolumeListeners()
  const jobs = new JobRunner({
    ...{ database, clock, ids: systemIds, log: QUIET, transitions: 'instant' },
    work: volumeJobs({ clock: systemClock, ids: systemIds, volumes, volumeListeners }),
  })
  onTestFinished(() => jobs.stop())
  jobs.start()
  await database.write((tx) => jobs.enqueue(tx, kind, { resourceId: ID, payload, requestId: 'r' }))
  await eventually(async () => {
    await jobs.idle()
    clock.advance(60_000)
    const [job] = await jobs.history.latest({ resourceId: ID })
    expect(job?.finishedAt).not.toBeNull()
  })
}

async function state(database: Database) {
  return database.read(async (tx) => {
    const volume = await findVolume(tx, ID)
    const usage = await usageOf(tx, 'p')
    return {
      status: volume?.status,
      size: volume?.size,
      used: usage.get(amountKey('gigabytes', '')),
      allocated: (await poolAllocations(tx)).get(POOL),
    }
  })
}

/** What the project is told: the events, each with the request that began the work. */
async function told(database: Database): Promise<readonly string[]> {
  const rows = await database.read((tx) => tx.db.selectFrom('messages').selectAll().execute())
  return rows.map((row) => `${row.project_id} ${row.event_id} of ${row.request_id}`)
}

const CREATE = { id: ID, sizeGib: 2, pool: POOL, source: null, snapshot: null }

const EXTEND = {
  volume: { id: ID, sizeGib: 2, pool: POOL },
  sizeGib: 5,
  hasRoom: true,
  taken: { projectId: 'p', volumeTypeId: 't', amounts: { gigabytes: 3 } },
}

describe.each(BACKENDS)('with a backend that fails, on $name', (backend) => {
  test('a volume that could not be made is an error, and still counts', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'creating')
    await end(database, CREATE_VOLUME, CREATE)
    expect(await state(database)).toEqual({ status: 'error', size: 2, used: 2, allocated: 2 })
    expect(await told(database)).toEqual(['p VOLUME_VOLUME_008_012 of r'])
  })

  test('a copy that could not be made is an error, and still counts', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'creating')
    const source = { id: 's', sizeGib: 1, pool: POOL }
    await end(database, CREATE_VOLUME, { ...CREATE, source })
    expect(await state(database)).toEqual({ status: 'error', size: 2, used: 2, allocated: 2 })
  })

  test('a volume that could not be deleted is error_deleting, and still counts', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'deleting')
    await end(database, DELETE_VOLUME, { volume: EXTEND.volume, snapshots: [] })
    expect(await state(database)).toEqual({
      status: 'error_deleting',
      size: 2,
      used: 2,
      allocated: 2,
    })
  })

  test('a volume that could not be extended is error_extending and pays for what it has', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'extending')
    await end(database, EXTEND_VOLUME, EXTEND)
    expect(await state(database)).toEqual({
      status: 'error_extending',
      size: 2,
      used: 2,
      allocated: 2,
    })
    expect(await told(database)).toEqual(['p VOLUME_VOLUME_007_010 of r'])
  })

  test('a pool without room for more leaves the volume as it was', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'extending')
    await end(database, EXTEND_VOLUME, { ...EXTEND, hasRoom: false })
    expect(await state(database)).toEqual({ status: 'available', size: 2, used: 2, allocated: 5 })
    expect(await told(database)).toEqual(['p VOLUME_VOLUME_007_003 of r'])
  })

  test('a failure comes too late where the state has changed', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'creating')
    await database.write((tx) => updateVolume(tx, ID, { status: 'available' }))
    await end(database, CREATE_VOLUME, CREATE)
    await end(database, DELETE_VOLUME, { volume: EXTEND.volume, snapshots: [] })
    expect((await state(database)).status).toBe('available')
    expect(await told(database)).toEqual([])
  })

  test('a volume that is deleted gives its room back, to the project and to the pool', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'deleting')
    await end(database, DELETE_VOLUME, { volume: EXTEND.volume, snapshots: [] }, () => undefined)
    expect(await state(database)).toEqual({
      status: undefined,
      size: undefined,
      used: 0,
      allocated: 0,
    })
  })

  test('an extension that ends when the volume is gone gives everything back', async () => {
    const database = await freshDatabase(backend)
    await stored(database, 'extending')
    await database.write((tx) => tx.db.deleteFrom('volumes').execute())
    await end(database, EXTEND_VOLUME, EXTEND, () => undefined)
    expect(await state(database)).toEqual({
      status: undefined,
      size: undefined,
      used: 2,
      allocated: 2,
    })
  })
})
