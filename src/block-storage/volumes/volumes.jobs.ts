/**
 * What happens to volumes after the answer: the driver is asked, then the state changes, each time
 * only if nobody changed it meanwhile.
 */
import { Type as T, type Static } from 'typebox'
import type { CreatedVolume, VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Tx } from '../../storage/database.ts'
import type { NewMessage } from '../messages/message.ts'
import { addMessage } from '../messages/messages.usecase.ts'
import { SNAPSHOT_PLACE, VOLUME_PLACE } from '../places.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { SNAPSHOT_DELETING, SNAPSHOT_DELETION } from '../snapshots/snapshot-actions.ts'
import { dropSnapshotIn, endSnapshotAction, hasSnapshots } from '../snapshots/snapshots.store.ts'
import type { VolumeListener } from './listeners.ts'
import { saysOf } from './placement.ts'
import { deallocate, giveBackRoom, moveRoom } from './pools.store.ts'
import type { Volume } from './volume.ts'
import {
  CREATION,
  CREATION_FROM_IMAGE,
  DELETING,
  DELETION,
  EXTENSION,
  type VolumeCourse,
} from './volume-actions.ts'
import { takeOverImage } from './image-of-volume.usecase.ts'
import {
  endAction,
  endExtending,
  findVolume,
  finishExtending,
  removeVolumeIn,
} from './volumes.store.ts'

export const VOLUME_TO_MAKE = T.Object({
  id: T.String(),
  sizeGib: T.Integer(),
  /** Null where no backend has room for it. */
  pool: T.Union([T.String(), T.Null()]),
  /** What it is a copy of. */
  source: T.Union([VOLUME_PLACE, T.Null()]),
  snapshot: T.Union([SNAPSHOT_PLACE, T.Null()]),
  /** What it takes over from the image that it is made from. */
  image: T.Optional(T.Record(T.String(), T.String())),
})
export type VolumeToMake = Static<typeof VOLUME_TO_MAKE>

export const CREATE_VOLUME = jobKind({
  name: CREATION.job,
  version: 2,
  payload: VOLUME_TO_MAKE,
  upgrades: { 1: (payload: object) => ({ ...payload, snapshot: null }) },
  realisticSeconds: [1, 4],
})

export const DELETE_VOLUME = jobKind({
  name: DELETION.job,
  version: 2,
  /** With its snapshots, where they go too. */
  payload: T.Object({ volume: VOLUME_PLACE, snapshots: T.Array(SNAPSHOT_PLACE) }),
  upgrades: { 1: (payload: object) => ({ ...payload, snapshots: [] }) },
  realisticSeconds: [1, 3],
})

/** As `Demand` of the quotas. */
const DEMAND = T.Object({
  projectId: T.String(),
  volumeTypeId: T.String(),
  amounts: T.Object({ volumes: T.Optional(T.Integer()), gigabytes: T.Optional(T.Integer()) }),
  volumeSize: T.Optional(T.Integer()),
})

const EXTENSION_PAYLOAD = T.Object({
  volume: VOLUME_PLACE,
  sizeGib: T.Integer(),
  /** Was there room in its pool? It was allocated then. */
  hasRoom: T.Boolean(),
  /** What was taken from the project's quotas for it; null where the volume does not count. */
  taken: T.Union([DEMAND, T.Null()]),
})
type Extension = Static<typeof EXTENSION_PAYLOAD>

export const EXTEND_VOLUME = jobKind({
  name: EXTENSION.job,
  version: 1,
  payload: EXTENSION_PAYLOAD,
  realisticSeconds: [1, 3],
})

type Said = Pick<NewMessage, 'action' | 'detail'>

const NO_BACKEND: Said = { action: 'scheduleVolume', detail: 'noBackendAvailable' }
const NOT_CREATED: Said = { action: 'createVolume', detail: 'driverCreateFailed' }
const NO_ROOM: Said = { action: 'extendVolume', detail: 'noBackendAvailable' }
const NOT_EXTENDED: Said = { action: 'extendVolume', detail: 'driverExtendFailed' }

function aboutVolume(
  resourceId: string,
  { project_id: projectId }: Pick<Volume, 'project_id'>,
  requestId: string | null,
  said: Said,
): NewMessage {
  return { projectId, requestId, resourceType: 'VOLUME', resourceId, ...said }
}

export interface VolumeJobParts {
  readonly clock: CloudClock
  readonly ids: Ids
  readonly volumes: VolumeDriver
  /** Who waits for volumes that are being made. */
  readonly volumeListeners: VolumeListener
}

export function volumeJobs(parts: VolumeJobParts): readonly JobWork[] {
  return [createVolume(parts), deleteVolume(parts), extendVolume(parts)]
}

function courseOf({ image, pool }: VolumeToMake): VolumeCourse {
  return image === undefined || pool === null ? CREATION : CREATION_FROM_IMAGE
}

/** How a volume is made: alone, or by a job that makes several. */
export function volumeMaking(parts: VolumeJobParts) {
  const { clock, volumes } = parts
  return {
    async make({ id, sizeGib, pool, source, snapshot }: VolumeToMake): Promise<CreatedVolume> {
      if (pool === null) throw new JobRefused('no backend has room for the volume')
      const place = { id, sizeGib, pool }
      if (snapshot) return volumes.createFromSnapshot(place, snapshot)
      return source ? volumes.clone(place, source) : volumes.create(place)
    },
    /** @returns whether it is what it was to become: somebody may have written another state over it */
    async made(tx: Tx, volume: VolumeToMake, { providerId }: CreatedVolume): Promise<boolean> {
      const { id, pool, image } = volume
      const now = clock.isoNow()
      if (image !== undefined) await takeOverImage(tx, id, image)
      const ended = await endAction(tx, courseOf(volume), id, {
        ...CREATION.done,
        provider_id: providerId,
        ...(pool !== null && saysOf(volumes.pools, pool)),
        launched_at: now,
        updated_at: now,
      })
      return ended !== undefined
    },
    async failed(tx: Tx, volume: VolumeToMake, requestId: string | null): Promise<void> {
      const { id, pool } = volume
      const failed = await endAction(tx, courseOf(volume), id, {
        ...CREATION.failed,
        updated_at: clock.isoNow(),
      })
      const what = pool === null ? NO_BACKEND : NOT_CREATED
      if (failed) await addMessage(tx, parts, aboutVolume(id, failed, requestId, what))
    },
  }
}

async function isAvailable(tx: Tx, id: string): Promise<boolean> {
  return (await findVolume(tx, id))?.status === 'available'
}

function createVolume(parts: VolumeJobParts): JobWork {
  const { volumeListeners } = parts
  const making = volumeMaking(parts)
  return jobWork(CREATE_VOLUME, {
    steps: { create: { do: (volume) => making.make(volume) } },
    async finish(tx, volume, { create }) {
      const isReady = (await making.made(tx, volume, create)) || (await isAvailable(tx, volume.id))
      if (isReady) await volumeListeners.volumeReady(tx, volume.id)
      else await volumeListeners.volumeFailed(tx, volume.id)
    },
    async failed(tx, volume, _failure, { requestId }) {
      await making.failed(tx, volume, requestId)
      await volumeListeners.volumeFailed(tx, volume.id)
    },
  })
}

function deleteVolume({ clock, volumes }: VolumeJobParts): JobWork {
  const fail = async (tx: Tx, id: string) => {
    await endAction(tx, DELETION, id, { ...DELETION.failed, updated_at: clock.isoNow() })
  }
  return jobWork(DELETE_VOLUME, {
    steps: {
      snapshots: {
        async do({ snapshots }) {
          for (const snapshot of snapshots) await volumes.deleteSnapshot(snapshot)
        },
      },
      delete: { do: ({ volume }) => volumes.delete(volume) },
    },
    async finish(tx, { volume, snapshots }) {
      for (const { id } of snapshots) await dropSnapshotIn(tx, id, SNAPSHOT_DELETING)
      // One whose state somebody changed meanwhile has stayed, and a volume never goes before it.
      if (await hasSnapshots(tx, volume.id)) return fail(tx, volume.id)
      const removed = await removeVolumeIn(tx, volume.id, DELETING)
      if (removed !== undefined) await giveBackRoom(tx, removed)
    },
    async failed(tx, { volume, snapshots }) {
      const changes = { ...SNAPSHOT_DELETION.failed, updated_at: clock.isoNow() }
      for (const { id } of snapshots) await endSnapshotAction(tx, SNAPSHOT_DELETION, id, changes)
      await fail(tx, volume.id)
    },
  })
}

function extendVolume(parts: VolumeJobParts): JobWork {
  const { clock, volumes } = parts
  const giveBack = async (tx: Tx, { volume, sizeGib, hasRoom, taken }: Extension) => {
    if (taken !== null) await release(tx, taken)
    if (hasRoom) await deallocate(tx, volume.pool, sizeGib - volume.sizeGib)
  }
  return jobWork(EXTEND_VOLUME, {
    steps: {
      extend: {
        async do({ volume, sizeGib, hasRoom }) {
          if (!hasRoom) throw new JobRefused('the pool has no room for a larger volume')
          await volumes.extend(volume, sizeGib)
        },
      },
    },
    async finish(tx, extension) {
      const { volume, sizeGib, hasRoom } = extension
      const to = { size: sizeGib, updated_at: clock.isoNow() }
      const done = await finishExtending(tx, volume, to)
      if (done === undefined) {
        // Gone, or somebody wrote another state over it and extended it once more.
        await endExtending(tx, volume.id, undefined, clock.isoNow())
        return giveBack(tx, extension)
      }
      // It may have moved after it was decided to extend it.
      if (hasRoom) await moveRoom(tx, sizeGib - volume.sizeGib, volume.pool, done.host)
    },
    async failed(tx, extension, { refused }, { requestId }) {
      const { id } = extension.volume
      const status = refused ? undefined : EXTENSION.failed.status
      const failed = await endExtending(tx, id, status, clock.isoNow())
      const what = refused ? NO_ROOM : NOT_EXTENDED
      if (failed) await addMessage(tx, parts, aboutVolume(id, failed, requestId, what))
      await giveBack(tx, extension)
    },
  })
}
