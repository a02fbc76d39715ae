/** What goes on while volumes change their type or their backend. */
import { Type as T, type Static } from 'typebox'
import type { VolumeDriver } from '../../drivers/volume/interface.ts'
import { jobKind, JobRefused, jobWork, type JobStep, type JobWork } from '../../jobs/job.ts'
import type { Tx } from '../../storage/database.ts'
import { deleteKey } from '../keys/keys.store.ts'
import { addMessage } from '../messages/messages.usecase.ts'
import { VOLUME_PLACE } from '../places.ts'
import { count, release } from '../quota-sets/quota-sets.store.ts'
import { lockedSnapshotsOf, updateSnapshot } from '../snapshots/snapshots.store.ts'
import { MIGRATION, RETYPING } from './moving-actions.ts'
import { endMigration, endRetyping } from './moving.store.ts'
import { saysOf } from './placement.ts'
import { deallocate, moveRoom } from './pools.store.ts'
import { typeUsage } from './type-usage.ts'
import type { Volume } from './volume.ts'
import type { VolumeJobParts } from './volumes.jobs.ts'
import { findVolume } from './volumes.store.ts'

/** As `typeUsage` says it; before snapshots counted, without them. */
const OF_TYPE = T.Object({
  projectId: T.String(),
  volumeTypeId: T.String(),
  amounts: T.Object({
    volumes: T.Integer(),
    snapshots: T.Optional(T.Integer()),
    gigabytes: T.Integer(),
  }),
  ofTypeOnly: T.Literal(true),
})

/** Where it lies, and where it is to lie: room was taken there. Null where no backend takes it. */
const MOVE = { volume: VOLUME_PLACE, pool: T.Union([T.String(), T.Null()]) }

const RETYPE_PAYLOAD = T.Object({
  ...MOVE,
  typeId: T.String(),
  multiattach: T.Integer(),
  /** Does its content change, so that even a copy in the same pool is another one? */
  copies: T.Boolean(),
  /** Those before and after; null where its content lies in the clear. */
  keys: T.Object({
    before: T.Union([T.String(), T.Null()]),
    after: T.Union([T.String(), T.Null()]),
  }),
  /** What it and its snapshots are to count for; it was taken from the quotas of the type. */
  reserved: T.Array(OF_TYPE),
})
type Retype = Static<typeof RETYPE_PAYLOAD>

export const RETYPE_VOLUME = jobKind({
  name: RETYPING.job,
  version: 2,
  payload: RETYPE_PAYLOAD,
  upgrades: {
    1: ({ counts, ...payload }: { counts: { after: Static<typeof OF_TYPE> } | null }) => ({
      ...payload,
      reserved: counts === null ? [] : [counts.after],
    }),
  },
  realisticSeconds: [1, 4],
})

const MIGRATE_PAYLOAD = T.Object(MOVE)
type Move = Static<typeof MIGRATE_PAYLOAD>

export const MIGRATE_VOLUME = jobKind({
  name: MIGRATION.job,
  version: 1,
  payload: MIGRATE_PAYLOAD,
  realisticSeconds: [2, 6],
})

export function movingJobs(parts: VolumeJobParts): readonly JobWork[] {
  return [retypeVolume(parts), migrateVolume(parts)]
}

/** Copies the volume to another pool, and removes it from where it was. */
function moveSteps<Payload extends Move>(volumes: VolumeDriver) {
  const isMoved = ({ volume, pool }: Payload) => pool !== null && pool !== volume.pool
  const copy: JobStep<Payload, { remove: void }, void> = {
    async do(payload) {
      const { volume, pool } = payload
      if (pool === null) throw new JobRefused('no backend takes the volume')
      if (isMoved(payload)) await volumes.clone({ ...volume, pool }, volume)
    },
    async undo(payload) {
      const { volume, pool } = payload
      if (pool !== null && isMoved(payload)) await volumes.delete({ ...volume, pool })
    },
  }
  const remove: JobStep<Payload, { remove: void }, void> = {
    async do(payload) {
      if (isMoved(payload)) await volumes.delete(payload.volume)
    },
  }
  return { copy, remove }
}

/** Gives back the room in the pool that the volume does not lie in. */
async function leave(tx: Tx, { volume, pool }: Move, left: string | null): Promise<void> {
  if (pool === volume.pool || left === null) return
  await deallocate(tx, left, volume.sizeGib)
}

function retypeVolume(parts: VolumeJobParts): JobWork {
  const { clock, volumes } = parts
  const giveBack = async (tx: Tx, retype: Retype): Promise<void> => {
    const { reserved, keys, pool } = retype
    for (const demand of reserved) await release(tx, demand)
    if (keys.after !== null && keys.after !== keys.before) await deleteKey(tx, keys.after)
    await leave(tx, retype, pool)
  }
  return jobWork(RETYPE_VOLUME, {
    steps: moveSteps<Retype>(volumes),
    async finish(tx, retype) {
      const { volume, pool, reserved, keys, typeId, multiattach } = retype
      const isMoved = pool !== volume.pool || retype.copies
      const before = await findVolume(tx, volume.id, 'change')
      const done = await endRetyping(tx, volume.id, {
        ...{ volume_type_id: typeId, multiattach, encryption_key_id: keys.after },
        ...(pool !== null && { host: pool, ...saysOf(volumes.pools, pool) }),
        ...(isMoved && MIGRATION.done),
        updated_at: clock.isoNow(),
      })
      if (before === undefined || done === undefined) return giveBack(tx, retype)
      for (const demand of reserved) await release(tx, demand)
      await countAsType(tx, before, typeId)
      if (keys.before !== null && keys.after !== keys.before) await deleteKey(tx, keys.before)
      await leave(tx, retype, volume.pool)
      if (pool !== null) await moveRoom(tx, before.size - volume.sizeGib, volume.pool, pool)
    },
    async failed(tx, retype, _failure, { requestId }) {
      const { id } = retype.volume
      const failed = await endRetyping(tx, id, { updated_at: clock.isoNow() })
      await giveBack(tx, retype)
      if (failed === undefined) return
      await addMessage(tx, parts, {
        projectId: failed.project_id,
        requestId,
        resourceType: 'VOLUME',
        resourceId: id,
        action: 'scheduleVolume',
        detail: 'noBackendAvailable',
      })
    },
  })
}

/**
 * Snapshots have the type of their volume. What is there now is counted: some may have gone since
 * room was reserved for all, or have another owner.
 */
async function countAsType(tx: Tx, volume: Volume, typeId: string): Promise<void> {
  const snapshots = await lockedSnapshotsOf(tx, volume.id)
  for (const demand of typeUsage(volume, snapshots)) await release(tx, demand)
  for (const demand of typeUsage(volume, snapshots, typeId)) await count(tx, demand)
  for (const { id } of snapshots) await updateSnapshot(tx, id, { volume_type_id: typeId })
}

function migrateVolume({ clock, volumes }: VolumeJobParts): JobWork {
  return jobWork(MIGRATE_VOLUME, {
    steps: moveSteps<Move>(volumes),
    async finish(tx, move) {
      const { volume, pool } = move
      const done = await endMigration(tx, volume.id, {
        ...MIGRATION.done,
        ...(pool !== null && { host: pool, ...saysOf(volumes.pools, pool) }),
        updated_at: clock.isoNow(),
      })
      await leave(tx, move, done === undefined ? pool : volume.pool)
      if (done === undefined || pool === null) return
      await moveRoom(tx, done.size - volume.sizeGib, volume.pool, pool)
    },
    async failed(tx, move) {
      const changes = { ...MIGRATION.failed, updated_at: clock.isoNow() }
      await endMigration(tx, move.volume.id, changes)
      await leave(tx, move, move.pool)
    },
  })
}
