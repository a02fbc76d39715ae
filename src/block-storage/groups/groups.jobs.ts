/** What happens to groups after the answer, as to volumes (`volumes.jobs.ts`). */
import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import { VOLUME_PLACE } from '../places.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { giveBackRoom } from '../volumes/pools.store.ts'
import { DELETING, DELETION } from '../volumes/volume-actions.ts'
import { VOLUME_TO_MAKE, volumeMaking, type VolumeJobParts } from '../volumes/volumes.jobs.ts'
import { endAction, removeVolumeIn } from '../volumes/volumes.store.ts'
import { GROUP_CHANGE, GROUP_CREATION, GROUP_DELETING, GROUP_DELETION } from './group-actions.ts'
import { endGroupAction, join, leave, removeGroupIn } from './groups.store.ts'

export const CREATE_GROUP = jobKind({
  name: GROUP_CREATION.job,
  version: 2,
  payload: T.Object({
    id: T.String(),
    /** False where no backend has all its types. */
    hasHost: T.Boolean(),
    /** Those that it begins with: it is available when they are. */
    volumes: T.Array(VOLUME_TO_MAKE),
  }),
  upgrades: { 1: (payload: object) => ({ ...payload, volumes: [] }) },
  realisticSeconds: [1, 2],
})

const ID_OR_NULL = T.Union([T.String(), T.Null()])

export const UPDATE_GROUP = jobKind({
  name: GROUP_CHANGE.job,
  version: 1,
  payload: T.Object({
    id: T.String(),
    /** What volumes that join say of their group. */
    group_id: ID_OR_NULL,
    consistencygroup_id: ID_OR_NULL,
    /** Ids of volumes. */
    added: T.Array(T.String()),
    removed: T.Array(T.String()),
  }),
  realisticSeconds: [1, 2],
})

export const DELETE_GROUP = jobKind({
  name: GROUP_DELETION.job,
  version: 1,
  payload: T.Object({
    id: T.String(),
    /** Those that go with it; without a place where no backend has ever seen one. */
    volumes: T.Array(T.Object({ id: T.String(), place: T.Union([VOLUME_PLACE, T.Null()]) })),
  }),
  realisticSeconds: [1, 3],
})

export function groupJobs(parts: VolumeJobParts): readonly JobWork[] {
  return [createGroup(parts), updateGroup(parts), deleteGroup(parts)]
}

function createGroup(parts: VolumeJobParts): JobWork {
  const { clock } = parts
  const making = volumeMaking(parts)
  return jobWork(CREATE_GROUP, {
    steps: {
      create: {
        async do({ hasHost, volumes }) {
          if (!hasHost) throw new JobRefused('no backend has all the volume types of the group')
          return Promise.all(volumes.map((volume) => making.make(volume)))
        },
      },
    },
    async finish(tx, { id, volumes }, { create }) {
      for (const [index, volume] of volumes.entries()) {
        await making.made(tx, volume, create[index]!)
      }
      const changes = { ...GROUP_CREATION.done, updated_at: clock.isoNow() }
      await endGroupAction(tx, GROUP_CREATION, id, changes)
    },
    async failed(tx, { id, volumes }, _failure, { requestId }) {
      for (const volume of volumes) await making.failed(tx, volume, requestId)
      const changes = { ...GROUP_CREATION.failed, updated_at: clock.isoNow() }
      await endGroupAction(tx, GROUP_CREATION, id, changes)
    },
  })
}

function updateGroup({ clock }: VolumeJobParts): JobWork {
  return jobWork(UPDATE_GROUP, {
    // Backends need not know which volumes belong together, until they are to be kept so.
    steps: { update: { do: async () => undefined } },
    async finish(tx, { id, added, removed, ...membership }) {
      await leave(tx, id, removed)
      await join(tx, membership, added)
      const changes = { ...GROUP_CHANGE.done, updated_at: clock.isoNow() }
      await endGroupAction(tx, GROUP_CHANGE, id, changes)
    },
    async failed(tx, { id }) {
      const changes = { ...GROUP_CHANGE.failed, updated_at: clock.isoNow() }
      await endGroupAction(tx, GROUP_CHANGE, id, changes)
    },
  })
}

function deleteGroup({ clock, volumes: driver }: VolumeJobParts): JobWork {
  return jobWork(DELETE_GROUP, {
    steps: {
      delete: {
        async do({ volumes }) {
          for (const { place } of volumes) if (place !== null) await driver.delete(place)
        },
      },
    },
    async finish(tx, { id, volumes }) {
      for (const volume of volumes) {
        const removed = await removeVolumeIn(tx, volume.id, DELETING)
        if (removed !== undefined) await giveBackRoom(tx, removed)
      }
      const group = await removeGroupIn(tx, id, GROUP_DELETING)
      if (group === undefined) return
      await release(tx, { projectId: group.project_id, amounts: { groups: 1 } })
    },
    async failed(tx, { id, volumes }) {
      const updated_at = clock.isoNow()
      for (const volume of volumes) {
        await endAction(tx, DELETION, volume.id, { ...DELETION.failed, updated_at })
      }
      await endGroupAction(tx, GROUP_DELETION, id, { ...GROUP_DELETION.failed, updated_at })
    },
  })
}
