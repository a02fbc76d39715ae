import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import { Fault } from '../../kernel/faults.ts'
import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { MANAGING, UNMANAGING } from '../volumes/volume-actions.ts'
import { allocate, giveBackRoom } from '../volumes/pools.store.ts'
import { endAction, findVolume, removeVolumeIn } from '../volumes/volumes.store.ts'
import { leaveUnmanaged, takeUnmanaged } from './manageable-volumes.store.ts'

export const MANAGE_VOLUME = jobKind({
  name: MANAGING.job,
  version: 1,
  payload: T.Object({
    id: T.String(),
    /** Null where no pool of the backend suits the type. */
    pool: T.Union([T.String(), T.Null()]),
    /** Null where the reference is none that the backend understands. */
    name: T.Union([T.String(), T.Null()]),
  }),
  realisticSeconds: [1, 3],
})

export const UNMANAGE_VOLUME = jobKind({
  name: UNMANAGING.job,
  version: 1,
  payload: T.Object({
    volume: T.Object({
      id: T.String(),
      sizeGib: T.Integer(),
      /** Null where no backend has ever seen it. */
      pool: T.Union([T.String(), T.Null()]),
    }),
  }),
  realisticSeconds: [1, 2],
})

interface ManageParts {
  readonly clock: CloudClock
  readonly volumes: Pick<VolumeDriver, 'pools'>
}

export function manageJobs(parts: ManageParts): readonly JobWork[] {
  return [manageVolume(parts), unmanageVolume(parts)]
}

/** Only now is the size known, and counted. Source: openstack/cinder cinder/volume/flows/manager/manage_existing.py. */
function manageVolume({ clock, volumes }: ManageParts): JobWork {
  return jobWork(MANAGE_VOLUME, {
    steps: {},
    async finish(tx, { id, pool: place, name }) {
      const pool = volumes.pools.find((each) => each.name === place)
      if (pool === undefined) throw new JobRefused('no pool of the backend suits the volume')
      const held = name === null ? undefined : await takeUnmanaged(tx, pool.name, name)
      if (held === undefined) throw new JobRefused('the backend holds nothing of that name')
      const volume = await findVolume(tx, id, 'change')
      const { size } = held
      const now = clock.isoNow()
      const done = { ...MANAGING.done, size, launched_at: now, updated_at: now }
      if (!volume || !(await endAction(tx, MANAGING, id, done))) {
        return leaveUnmanaged(tx, held)
      }
      if (!(await allocate(tx, pool, size))) throw new JobRefused('the pool is full')
      const { project_id: projectId, volume_type_id: volumeTypeId } = volume
      const demand = { projectId, volumeTypeId, amounts: { gigabytes: size }, volumeSize: size }
      await reserve(tx, demand).catch((error: unknown) => {
        throw error instanceof Fault ? new JobRefused(error.message) : error
      })
    },
    async failed(tx, { id }) {
      await endAction(tx, MANAGING, id, { ...MANAGING.failed, updated_at: clock.isoNow() })
    },
  })
}

function unmanageVolume({ clock }: ManageParts): JobWork {
  return jobWork(UNMANAGE_VOLUME, {
    steps: {},
    async finish(tx, { volume }) {
      const removed = await removeVolumeIn(tx, volume.id, [UNMANAGING.at.status])
      if (removed === undefined) return
      await giveBackRoom(tx, removed)
      const { pool, sizeGib: size } = volume
      if (pool !== null) await leaveUnmanaged(tx, { pool, name: `volume-${volume.id}`, size })
    },
    async failed(tx, { volume }) {
      const now = clock.isoNow()
      await endAction(tx, UNMANAGING, volume.id, { ...UNMANAGING.failed, updated_at: now })
    },
  })
}
