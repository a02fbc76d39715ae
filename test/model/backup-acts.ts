/** What users do to backups, and administrators. */
import { accepted, addVolume, hidden, pick, type Act } from './act.ts'
import {
  Model,
  ofBackup,
  ofVolume,
  type Backup,
  type ProjectName,
  type Snapshot,
  type Volume,
} from './model.ts'
import type { RealCloud } from './real.ts'

interface BackupPlan {
  readonly volume: Volume
  readonly snapshot: Snapshot | undefined
  readonly incremental: boolean
  readonly force: boolean
}

async function backUp(
  model: Model,
  real: RealCloud,
  project: ProjectName,
  { volume, snapshot, incremental, force }: BackupPlan,
): Promise<void> {
  const { size } = volume
  const ready = volume.status === 'available' || (force && volume.status === 'in-use')
  const parent = incremental ? model.parentFor(project, volume, snapshot) : undefined
  const expected = Model.first(202, [
    hidden(project, volume),
    [400, snapshot === undefined && !ready],
    [413, !model.fits(project, ofBackup(size))],
    [400, incremental && parent === undefined],
  ])
  const got = await real.send(project, 'POST', '/backups', {
    backup: {
      ...{ volume_id: volume.id, incremental, force },
      ...(snapshot && { snapshot_id: snapshot.id }),
    },
  })
  if (!accepted(got, expected)) return
  // A volume that has grown since cannot be backed up by increments.
  const made = parent === undefined || size <= parent.size
  model.backups.push({
    ...{ id: got.body.backup.id, project, volume, snapshot, size, parent, made },
    status: made ? 'available' : 'error',
    contentOf: snapshot?.madeAt ?? model.time,
  })
}

export const backUpVolume: Act = async (model, real, { project, which, other, flag }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const incremental = other % 3 === 0
  await backUp(model, real, project, { volume, snapshot: undefined, incremental, force: flag })
}

export const backUpSnapshot: Act = async (model, real, { project, which, flag }) => {
  const snapshot = pick(model.snapshots, project, which)
  if (snapshot === undefined) return
  const { volume } = snapshot
  await backUp(model, real, project, { volume, snapshot, incremental: flag, force: false })
}

export const deleteBackup: Act = async (model, real, { project, which }) => {
  const backup = pick(model.backups, project, which)
  if (backup === undefined) return
  const expected = Model.first(202, [
    hidden(project, backup),
    [400, model.incrementsOf(backup).length > 0],
  ])
  const got = await real.send(project, 'DELETE', `/backups/${backup.id}`)
  if (accepted(got, expected)) model.remove('backups', backup)
}

export const resetBackup: Act = async (model, real, { project, which, flag }) => {
  const backup = pick(model.backups, project, which)
  if (backup === undefined) return
  const status = flag ? 'available' : 'error'
  const action = { 'os-reset_status': { status } }
  const got = await real.send('admin', 'POST', `/backups/${backup.id}/action`, action)
  if (accepted(got, 202)) backup.status = status
}

export const restoreNew: Act = async (model, real, { project, which }) => {
  const backup = pick(model.backups, project, which)
  if (backup === undefined) return
  const { size } = backup
  const expected = Model.first(202, [
    hidden(project, backup),
    [400, backup.status !== 'available'],
    [413, !model.fits(project, ofVolume('plain', size))],
  ])
  const got = await real.send(project, 'POST', `/backups/${backup.id}/restore`, { restore: {} })
  if (!accepted(got, expected)) return
  addVolume(model, got.body.restore.volume_id, { project, size, type: 'plain' })
}

export const restoreInto: Act = async (model, real, { project, which, other }) => {
  const [backup, volume] = [
    pick(model.backups, project, which),
    pick(model.volumes, project, other),
  ]
  if (backup === undefined || volume === undefined) return
  const expected = Model.first(202, [
    hidden(project, backup),
    [400, backup.status !== 'available'],
    hidden(project, volume),
    [400, volume.status !== 'available' || backup.size > volume.size],
  ])
  const restore = { volume_id: volume.id }
  const got = await real.send(project, 'POST', `/backups/${backup.id}/restore`, { restore })
  accepted(got, expected)
}

export const volumeFromBackup: Act = async (model, real, { project, type, size, which }) => {
  const backup: Backup | undefined = pick(model.backups, project, which)
  if (backup === undefined) return
  const expected = Model.first(202, [
    hidden(project, backup),
    [400, backup.status !== 'available' || size < backup.size],
    [413, !model.fits(project, ofVolume(type, size))],
  ])
  const volume = { size, backup_id: backup.id, volume_type: real.types[type] }
  const got = await real.send(project, 'POST', '/volumes', { volume })
  if (accepted(got, expected)) addVolume(model, got.body.volume.id, { project, size, type })
}
