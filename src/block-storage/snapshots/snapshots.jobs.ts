/** What happens to snapshots after the answer, as to volumes (`volumes.jobs.ts`). */
import { Type as T } from 'typebox'
import type { SnapshotPlace, VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
import { release } from '../quota-sets/quota-sets.store.ts'
import { SNAPSHOT_PLACE } from '../places.ts'
import { REVERSION } from '../volumes/volume-actions.ts'
import { endAction } from '../volumes/volumes.store.ts'
import {
  SNAPSHOT_CREATION,
  SNAPSHOT_DELETING,
  SNAPSHOT_DELETION,
  SNAPSHOT_RESTORING,
  SNAPSHOT_UNMANAGING,
} from './snapshot-actions.ts'
import { dropSnapshotIn, endSnapshotAction, findSnapshot } from './snapshots.store.ts'
import { leaveUnmanagedSnapshot, takeUnmanagedSnapshot } from './unmanaged.store.ts'

export const CREATE_SNAPSHOT = jobKind({
  name: SNAPSHOT_CREATION.job,
  version: 1,
  payload: T.Object({ snapshot: SNAPSHOT_PLACE }),
  realisticSeconds: [1, 3],
})

export const DELETE_SNAPSHOT = jobKind({
  name: SNAPSHOT_DELETION.job,
  version: 1,
  payload: T.Object({ snapshot: SNAPSHOT_PLACE }),
  realisticSeconds: [1, 3],
})

export const UNMANAGE_SNAPSHOT = jobKind({
  name: SNAPSHOT_UNMANAGING.job,
  version: 1,
  payload: T.Object({ id: T.String() }),
  realisticSeconds: [1, 2],
})

export const MANAGE_SNAPSHOT = jobKind({
  name: 'snapshot.manage',
  version: 1,
  payload: T.Object({
    id: T.String(),
    volumeId: T.String(),
    /** Null where the reference is none that the backend understands. */
    name: T.Union([T.String(), T.Null()]),
  }),
  realisticSeconds: [1, 3],
})

export const REVERT_VOLUME = jobKind({
  name: REVERSION.job,
  version: 1,
  payload: T.Object({ snapshot: SNAPSHOT_PLACE }),
  realisticSeconds: [1, 4],
})

export interface SnapshotJobParts {
  readonly clock: CloudClock
  readonly volumes: VolumeDriver
}

export function snapshotJobs(parts: SnapshotJobParts): readonly JobWork[] {
  return [
    createSnapshot(parts),
    deleteSnapshot(parts),
    unmanageSnapshot(),
    manageSnapshot(parts),
    revertVolume(parts),
  ]
}

function createSnapshot({ clock, volumes }: SnapshotJobParts): JobWork {
  return jobWork(CREATE_SNAPSHOT, {
    steps: { create: { do: ({ snapshot }) => volumes.createSnapshot(snapshot) } },
    async finish(tx, { snapshot }, { create }) {
      await endSnapshotAction(tx, SNAPSHOT_CREATION, snapshot.id, {
        ...SNAPSHOT_CREATION.done,
        provider_id: create.providerId,
        updated_at: clock.isoNow(),
      })
    },
    async failed(tx, { snapshot }) {
      const changes = { ...SNAPSHOT_CREATION.failed, updated_at: clock.isoNow() }
      await endSnapshotAction(tx, SNAPSHOT_CREATION, snapshot.id, changes)
    },
  })
}

function deleteSnapshot({ clock, volumes }: SnapshotJobParts): JobWork {
  return jobWork(DELETE_SNAPSHOT, {
    steps: { delete: { do: ({ snapshot }) => volumes.deleteSnapshot(snapshot) } },
    async finish(tx, { snapshot }) {
      await dropSnapshotIn(tx, snapshot.id, SNAPSHOT_DELETING)
    },
    async failed(tx, { snapshot }) {
      const changes = { ...SNAPSHOT_DELETION.failed, updated_at: clock.isoNow() }
      await endSnapshotAction(tx, SNAPSHOT_DELETION, snapshot.id, changes)
    },
  })
}

/** The backend keeps it as it is, so it is not asked. */
function unmanageSnapshot(): JobWork {
  return jobWork(UNMANAGE_SNAPSHOT, {
    steps: {},
    async finish(tx, { id }) {
      const removed = await dropSnapshotIn(tx, id, [SNAPSHOT_UNMANAGING.at.status])
      if (removed === undefined) return
      const { volume_id, size } = removed
      await leaveUnmanagedSnapshot(tx, { volume_id, name: `snapshot-${id}`, size })
    },
    async failed() {},
  })
}

/** Only now is the size known; what was counted is that of the volume. */
function manageSnapshot({ clock }: SnapshotJobParts): JobWork {
  return jobWork(MANAGE_SNAPSHOT, {
    steps: {},
    async finish(tx, { id, volumeId, name }) {
      const held = name === null ? undefined : await takeUnmanagedSnapshot(tx, volumeId, name)
      if (held === undefined) throw new JobRefused('the backend keeps nothing of that name')
      const snapshot = await findSnapshot(tx, id, 'change')
      const { size } = held
      const changes = { ...SNAPSHOT_CREATION.done, size, updated_at: clock.isoNow() }
      if (snapshot?.status !== SNAPSHOT_CREATION.at.status) return leaveUnmanagedSnapshot(tx, held)
      await endSnapshotAction(tx, SNAPSHOT_CREATION, id, changes)
      const { project_id: projectId, volume_type_id: volumeTypeId } = snapshot
      const amounts = { gigabytes: snapshot.size - size }
      await release(tx, { projectId, volumeTypeId, amounts })
    },
    async failed(tx, { id }) {
      const changes = { ...SNAPSHOT_CREATION.failed, updated_at: clock.isoNow() }
      await endSnapshotAction(tx, SNAPSHOT_CREATION, id, changes)
    },
  })
}

function revertVolume({ clock, volumes }: SnapshotJobParts): JobWork {
  const end = async (tx: Tx, { id, volume }: SnapshotPlace, how: 'done' | 'failed') => {
    const now = { updated_at: clock.isoNow() }
    await endAction(tx, REVERSION, volume.id, { ...REVERSION[how], ...now })
    await endSnapshotAction(tx, SNAPSHOT_RESTORING, id, { ...SNAPSHOT_RESTORING[how], ...now })
  }
  return jobWork(REVERT_VOLUME, {
    steps: { revert: { do: ({ snapshot }) => volumes.revert(snapshot) } },
    finish: (tx, { snapshot }) => end(tx, snapshot, 'done'),
    failed: (tx, { snapshot }) => end(tx, snapshot, 'failed'),
  })
}
