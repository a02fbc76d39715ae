/** What happens to snapshots after the answer, as to volumes (`volumes.jobs.ts`). */
import { Type as T } from 'typebox'
import type { SnapshotPlace, VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import type { Tx } from '../../storage/database.ts'
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
import { dropSnapshotIn, endSnapshotAction } from './snapshots.store.ts'

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
  return [createSnapshot(parts), deleteSnapshot(parts), unmanageSnapshot(), revertVolume(parts)]
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
    finish: (tx, { snapshot }) => dropSnapshotIn(tx, snapshot.id, SNAPSHOT_DELETING),
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
    finish: (tx, { id }) => dropSnapshotIn(tx, id, [SNAPSHOT_UNMANAGING.at.status]),
    async failed() {},
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
