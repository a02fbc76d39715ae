/** What users do to groups of volumes, and to snapshots of groups. */
import { expect } from 'vitest'
import { accepted, addVolume, hidden, pick, type Act } from './act.ts'
import {
  Model,
  ofSnapshot,
  ofVolume,
  sumOf,
  type Amounts,
  type Group,
  type ProjectName,
  type Snapshot,
  type Status,
  type TypeName,
  type Volume,
} from './model.ts'
import { GROUP_TYPE, type RealCloud } from './real.ts'

export const createGroup: Act = async (model, real, { project }) => {
  const expected = Model.first(202, [[413, !model.fits(project, { groups: 1 })]])
  const group = { group_type: GROUP_TYPE, volume_types: Object.values(real.types) }
  const got = await real.send(project, 'POST', '/groups', { group })
  if (accepted(got, expected)) model.groups.push({ id: got.body.group.id, project })
}

export const createVolumeInGroup: Act = async (model, real, { project, type, size, which }) => {
  const group = pick(model.groups, project, which)
  if (group === undefined) return
  const expected = Model.first(202, [
    hidden(project, group),
    [413, !model.fits(project, ofVolume(type, size))],
  ])
  const volume = { size, volume_type: real.types[type], group_id: group.id }
  const got = await real.send(project, 'POST', '/volumes', { volume })
  if (accepted(got, expected)) addVolume(model, got.body.volume.id, { project, size, type, group })
}

export const removeFromGroup: Act = async (model, real, { project, which }) => {
  const volume = pick(
    model.volumes.filter(({ group }) => group !== undefined),
    project,
    which,
  )
  if (volume?.group === undefined) return
  const expected = Model.first(202, [
    hidden(project, volume.group),
    [400, !['available', 'in-use', 'error'].includes(volume.status)],
  ])
  const group = { remove_volumes: volume.id }
  const got = await real.send(project, 'PUT', `/groups/${volume.group.id}`, { group })
  if (accepted(got, expected)) volume.group = undefined
}

export const deleteGroup: Act = async (model, real, { project, which, other }) => {
  const group = pick(model.groups, project, which)
  if (group === undefined) return
  const takesVolumes = other % 4 > 0
  const volumes = model.volumesOf(group)
  const expected = Model.first(202, [
    hidden(project, group),
    [400, model.groupSnapshots.some((one) => one.group === group)],
    [400, volumes.length > 0 && !takesVolumes],
    [400, volumes.some((one) => one.status === 'in-use' || model.snapshotsOf(one).length > 0)],
  ])
  const action = { delete: { 'delete-volumes': takesVolumes } }
  const got = await real.send(project, 'POST', `/groups/${group.id}/action`, action)
  if (!accepted(got, expected)) return
  for (const volume of volumes) model.remove('volumes', volume)
  model.remove('groups', group)
}

export const createGroupSnapshot: Act = async (model, real, { project, which }) => {
  const group = pick(model.groups, project, which)
  if (group === undefined) return
  const volumes = model.volumesOf(group)
  const demand = sumOf(volumes.map(({ type, size }) => ofSnapshot(type, size)))
  const expected = Model.first(202, [
    hidden(project, group),
    [400, volumes.length === 0 || volumes.some(({ status }) => status === 'error')],
    [413, !model.fits(project, demand)],
  ])
  const asked = { group_snapshot: { group_id: group.id } }
  const got = await real.send(project, 'POST', '/group_snapshots', asked)
  if (!accepted(got, expected)) return
  const { id } = got.body.group_snapshot
  const groupSnapshot = { id, project, group }
  model.groupSnapshots.push(groupSnapshot)
  const made = (await real.list(project, 'snapshots')).filter((one) => one.group_snapshot_id === id)
  expect(made).toHaveLength(volumes.length)
  for (const one of made.toReversed()) {
    const volume = volumes.find((each) => each.id === one.volume_id)!
    const { size, type } = volume
    const snapshot = { id: one.id, project, volume, size, type, madeAt: model.time }
    model.snapshots.push({ ...snapshot, groupSnapshot })
  }
}

export const deleteGroupSnapshot: Act = async (model, real, { project, which }) => {
  const groupSnapshot = pick(model.groupSnapshots, project, which)
  if (groupSnapshot === undefined) return
  const expected = Model.first(202, [hidden(project, groupSnapshot)])
  const got = await real.send(project, 'DELETE', `/group_snapshots/${groupSnapshot.id}`)
  if (!accepted(got, expected)) return
  for (const snapshot of model.snapshots.filter((one) => one.groupSnapshot === groupSnapshot)) {
    model.remove('snapshots', snapshot)
  }
  model.remove('groupSnapshots', groupSnapshot)
}

/** A volume of a group that is copied, and whether it can be. */
interface Part {
  readonly id: string
  readonly type: TypeName
  readonly size: number
  readonly isReady: boolean
}

/** The volumes of a copy are made one after another, each judged before it is counted. */
function refusalOfCopy(model: Model, project: ProjectName, parts: readonly Part[]): Status {
  if (!model.fits(project, { groups: 1 })) return 413
  if (parts.length === 0) return 400
  const made: Amounts[] = []
  for (const { type, size, isReady } of parts) {
    if (!isReady) return 400
    made.push(ofVolume(type, size))
    if (!model.fits(project, sumOf(made))) return 413
  }
  return 202
}

async function copyGroup(
  model: Model,
  real: RealCloud,
  project: ProjectName,
  {
    source,
    parts,
    owner,
  }: { source: object; parts: readonly Part[]; owner: { project: ProjectName } },
): Promise<void> {
  const expected = Model.first(refusalOfCopy(model, project, parts), [hidden(project, owner)])
  const got = await real.send(project, 'POST', '/groups/action', { 'create-from-src': source })
  if (!accepted(got, expected)) return
  const group: Group = { id: got.body.group.id, project }
  model.groups.push(group)
  const made = (await real.list(project, 'volumes')).filter((one) => one.group_id === group.id)
  expect(made).toHaveLength(parts.length)
  for (const one of made.toReversed()) {
    const from = [one.snapshot_id, one.source_volid]
    const { size, type } = parts.find(({ id }) => from.includes(id))!
    addVolume(model, one.id, { project, size, type, group })
  }
}

export const copyGroupSnapshot: Act = async (model, real, { project, which }) => {
  const owner = pick(model.groupSnapshots, project, which)
  if (owner === undefined) return
  const parts = model.snapshots
    .filter((one: Snapshot) => one.groupSnapshot === owner)
    .map(({ id, type, size }) => ({ id, type, size, isReady: true }))
  await copyGroup(model, real, project, { source: { group_snapshot_id: owner.id }, parts, owner })
}

export const copyLiveGroup: Act = async (model, real, { project, which }) => {
  const owner = pick(model.groups, project, which)
  if (owner === undefined) return
  const parts = model.volumesOf(owner).map((volume: Volume) => ({
    ...{ id: volume.id, type: volume.type, size: volume.size },
    isReady: ['available', 'in-use'].includes(volume.status),
  }))
  await copyGroup(model, real, project, { source: { source_group_id: owner.id }, parts, owner })
}
