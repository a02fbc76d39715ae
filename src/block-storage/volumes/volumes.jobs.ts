/**
 * What happens to volumes after the answer: the driver is asked, then the state changes, each time
 * only if nobody changed it meanwhile.
 */
import type { VolumeDriver, VolumePlace } from '../../drivers/volume/interface.ts'
import type { JobKind } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { release, type Demand } from '../quota-sets/quota-sets.store.ts'
import { deallocate, giveBackRoom } from './pools.store.ts'
import { endExtending, finishExtending, removeVolumeIn, updateVolumeIn } from './volumes.store.ts'

export interface CreateVolumeJob {
  readonly id: string
  readonly sizeGib: number
  /** Null where no backend has room for it. */
  readonly pool: string | null
  /** What it is a copy of. */
  readonly source: VolumePlace | null
}

export interface DeleteVolumeJob {
  readonly volume: VolumePlace
}

export interface ExtendVolumeJob {
  readonly volume: VolumePlace
  readonly sizeGib: number
  /** Was there room in its pool? It was allocated then. */
  readonly hasRoom: boolean
  /** What was taken from the project's quotas for it; null where the volume does not count. */
  readonly taken: Demand | null
}

export const CREATE_VOLUME = 'volume.create'
export const DELETE_VOLUME = 'volume.delete'
export const EXTEND_VOLUME = 'volume.extend'

export interface VolumeJobParts {
  readonly clock: CloudClock
  readonly volumes: VolumeDriver
}

export function volumeJobs(parts: VolumeJobParts): JobKind[] {
  return [createVolume(parts), deleteVolume(parts), extendVolume(parts)] as JobKind[]
}

function createVolume({ clock, volumes }: VolumeJobParts): JobKind<CreateVolumeJob> {
  const giveUp = (id: string) => async (tx: Tx) => {
    await updateVolumeIn(tx, id, ['creating'], { status: 'error', updated_at: clock.isoNow() })
  }
  return {
    kind: CREATE_VOLUME,
    realisticSeconds: [1, 4],
    async work({ id, sizeGib, pool, source }) {
      if (pool === null) return giveUp(id)
      const place = { id, sizeGib, pool }
      const created = await (source ? volumes.clone(place, source) : volumes.create(place))
      return async (tx) => {
        const now = clock.isoNow()
        await updateVolumeIn(tx, id, ['creating'], {
          status: 'available',
          provider_id: created.providerId,
          launched_at: now,
          updated_at: now,
        })
      }
    },
    failed: ({ id }) => giveUp(id),
  }
}

const DELETING = ['deleting', 'error_managing_deleting'] as const

function deleteVolume({ clock, volumes }: VolumeJobParts): JobKind<DeleteVolumeJob> {
  return {
    kind: DELETE_VOLUME,
    realisticSeconds: [1, 3],
    async work({ volume }) {
      await volumes.delete(volume)
      return async (tx) => {
        const removed = await removeVolumeIn(tx, volume.id, DELETING)
        if (removed !== undefined) await giveBackRoom(tx, removed)
      }
    },
    failed:
      ({ volume }) =>
      async (tx) => {
        const changes = { status: 'error_deleting', updated_at: clock.isoNow() }
        await updateVolumeIn(tx, volume.id, DELETING, changes)
      },
  }
}

function extendVolume({ clock, volumes }: VolumeJobParts): JobKind<ExtendVolumeJob> {
  const giveBack = async (tx: Tx, { volume, sizeGib, hasRoom, taken }: ExtendVolumeJob) => {
    if (taken !== null) await release(tx, taken)
    if (hasRoom) await deallocate(tx, volume.pool, sizeGib - volume.sizeGib)
  }
  const undo = (payload: ExtendVolumeJob, error?: 'error_extending') => async (tx: Tx) => {
    await endExtending(tx, payload.volume.id, error, clock.isoNow())
    await giveBack(tx, payload)
  }
  return {
    kind: EXTEND_VOLUME,
    realisticSeconds: [1, 3],
    async work(payload) {
      const { volume, sizeGib, hasRoom } = payload
      if (!hasRoom) return undo(payload)
      await volumes.extend(volume, sizeGib)
      return async (tx) => {
        const to = { size: sizeGib, updated_at: clock.isoNow() }
        if (!(await finishExtending(tx, volume.id, to))) await giveBack(tx, payload)
      }
    },
    failed: (payload) => undo(payload, 'error_extending'),
  }
}
