/** What happens to snapshots of groups after the answer: to all their snapshots at once. */
import { Type as T } from 'typebox'
import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, jobWork, type JobWork } from '../../jobs/job.ts'
import type { CloudClock } from '../../kernel/clock.ts'
import { SNAPSHOT_PLACE } from '../places.ts'
import {
  SNAPSHOT_CREATION,
  SNAPSHOT_DELETING,
  SNAPSHOT_DELETION,
} from '../snapshots/snapshot-actions.ts'
import { dropSnapshotIn, endSnapshotAction } from '../snapshots/snapshots.store.ts'
import { GROUP_SNAPSHOT_CREATION, GROUP_SNAPSHOT_DELETION } from './group-snapshot.ts'
import { endGroupSnapshotAction, removeGroupSnapshot } from './group-snapshots.store.ts'

const PAYLOAD = T.Object({ id: T.String(), snapshots: T.Array(SNAPSHOT_PLACE) })

export const CREATE_GROUP_SNAPSHOT = jobKind({
  name: GROUP_SNAPSHOT_CREATION.job,
  version: 1,
  payload: PAYLOAD,
  realisticSeconds: [1, 3],
})

export const DELETE_GROUP_SNAPSHOT = jobKind({
  name: GROUP_SNAPSHOT_DELETION.job,
  version: 1,
  payload: PAYLOAD,
  realisticSeconds: [1, 3],
})

export interface GroupSnapshotJobParts {
  readonly clock: CloudClock
  readonly volumes: VolumeDriver
}

export function groupSnapshotJobs(parts: GroupSnapshotJobParts): readonly JobWork[] {
  return [createGroupSnapshot(parts), deleteGroupSnapshot(parts)]
}

function createGroupSnapshot({ clock, volumes }: GroupSnapshotJobParts): JobWork {
  return jobWork(CREATE_GROUP_SNAPSHOT, {
    steps: {
      create: {
        async do({ snapshots }) {
          const providerIds: (string | null)[] = []
          for (const snapshot of snapshots) {
            providerIds.push((await volumes.createSnapshot(snapshot)).providerId)
          }
          return { providerIds }
        },
      },
    },
    async finish(tx, { id, snapshots }, { create }) {
      const updated_at = clock.isoNow()
      for (const [index, snapshot] of snapshots.entries()) {
        const provider_id = create.providerIds[index] ?? null
        const changes = { ...SNAPSHOT_CREATION.done, provider_id, updated_at }
        await endSnapshotAction(tx, SNAPSHOT_CREATION, snapshot.id, changes)
      }
      const changes = { ...GROUP_SNAPSHOT_CREATION.done, updated_at }
      await endGroupSnapshotAction(tx, GROUP_SNAPSHOT_CREATION, id, changes)
    },
    async failed(tx, { id, snapshots }) {
      const updated_at = clock.isoNow()
      for (const snapshot of snapshots) {
        const changes = { ...SNAPSHOT_CREATION.failed, updated_at }
        await endSnapshotAction(tx, SNAPSHOT_CREATION, snapshot.id, changes)
      }
      const changes = { ...GROUP_SNAPSHOT_CREATION.failed, updated_at }
      await endGroupSnapshotAction(tx, GROUP_SNAPSHOT_CREATION, id, changes)
    },
  })
}

function deleteGroupSnapshot({ clock, volumes }: GroupSnapshotJobParts): JobWork {
  return jobWork(DELETE_GROUP_SNAPSHOT, {
    steps: {
      delete: {
        async do({ snapshots }) {
          for (const snapshot of snapshots) await volumes.deleteSnapshot(snapshot)
        },
      },
    },
    async finish(tx, { id, snapshots }) {
      for (const snapshot of snapshots) await dropSnapshotIn(tx, snapshot.id, SNAPSHOT_DELETING)
      await removeGroupSnapshot(tx, id)
    },
    async failed(tx, { id, snapshots }) {
      const updated_at = clock.isoNow()
      for (const snapshot of snapshots) {
        const changes = { ...SNAPSHOT_DELETION.failed, updated_at }
        await endSnapshotAction(tx, SNAPSHOT_DELETION, snapshot.id, changes)
      }
      const changes = { ...GROUP_SNAPSHOT_DELETION.failed, updated_at }
      await endGroupSnapshotAction(tx, GROUP_SNAPSHOT_DELETION, id, changes)
    },
  })
}
