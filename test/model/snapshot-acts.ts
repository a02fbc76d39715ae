/** What users do to snapshots, and to volumes with theirs. */
import { accepted, addVolume, hidden, pick, type Act } from './act.ts'
import { Model, ofSnapshot, ofVolume } from './model.ts'

export const createSnapshot: Act = async (model, real, { project, which, flag }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const { size, type } = volume
  const expected = Model.first(202, [
    hidden(project, volume),
    // From 3.66 on volumes in use need no force.
    [400, !['available', 'in-use'].includes(volume.status)],
    [413, !model.fits(project, ofSnapshot(type, size))],
  ])
  const snapshot = { volume_id: volume.id, ...(flag && { force: true }) }
  const got = await real.send(project, 'POST', '/snapshots', { snapshot })
  if (!accepted(got, expected)) return
  const { id } = got.body.snapshot
  model.snapshots.push({ id, project, volume, size, type, madeAt: model.time })
}

export const deleteSnapshot: Act = async (model, real, { project, which }) => {
  const snapshot = pick(model.snapshots, project, which)
  if (snapshot === undefined) return
  const expected = Model.first(202, [
    hidden(project, snapshot),
    [400, snapshot.groupSnapshot !== undefined],
  ])
  const got = await real.send(project, 'DELETE', `/snapshots/${snapshot.id}`)
  if (accepted(got, expected)) model.remove('snapshots', snapshot)
}

export const volumeFromSnapshot: Act = async (model, real, { project, size, which }) => {
  const snapshot = pick(model.snapshots, project, which)
  if (snapshot === undefined) return
  const { type } = snapshot.volume
  const expected = Model.first(202, [
    hidden(project, snapshot),
    [400, size < snapshot.size],
    [413, !model.fits(project, ofVolume(type, size))],
  ])
  const volume = { size, snapshot_id: snapshot.id }
  const got = await real.send(project, 'POST', '/volumes', { volume })
  if (accepted(got, expected)) addVolume(model, got.body.volume.id, { project, size, type })
}

/** To the latest of its snapshots, or to another, which is refused. */
export const revertVolume: Act = async (model, real, { project, which, other }) => {
  const snapshot = pick(model.snapshots, project, which)
  if (snapshot === undefined) return
  const { volume } = snapshot
  const asked = other % 3 > 0 ? model.snapshotsOf(volume).at(-1)! : snapshot
  const expected = Model.first(202, [
    hidden(project, volume),
    [400, asked !== model.snapshotsOf(volume).at(-1) || asked.size !== volume.size],
    [409, volume.status !== 'available'],
  ])
  const action = { revert: { snapshot_id: asked.id } }
  accepted(await real.send(project, 'POST', `/volumes/${volume.id}/action`, action), expected)
}

export const deleteWithSnapshots: Act = async (model, real, { project, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const expected = Model.first(202, [
    hidden(project, volume),
    [400, !['available', 'error', 'error_restoring'].includes(volume.status)],
    [400, model.isGrouped(volume)],
  ])
  const got = await real.send(project, 'DELETE', `/volumes/${volume.id}?cascade=true`)
  if (!accepted(got, expected)) return
  for (const snapshot of model.snapshotsOf(volume)) model.remove('snapshots', snapshot)
  model.remove('volumes', volume)
}
