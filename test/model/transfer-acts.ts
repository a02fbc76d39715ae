/** What users do to offer a volume to another project. */
import { accepted, hidden, pick, type Act } from './act.ts'
import { Model, ofSnapshot, ofVolume, sumOf } from './model.ts'

export const offerVolume: Act = async (model, real, { project, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined || model.isGrouped(volume)) return
  const expected = Model.first(202, [hidden(project, volume), [400, volume.status !== 'available']])
  const transfer = { volume_id: volume.id }
  const got = await real.send(project, 'POST', '/os-volume-transfer', { transfer })
  if (!accepted(got, expected)) return
  volume.status = 'awaiting-transfer'
  const { id, auth_key: key } = got.body.transfer
  model.transfers.push({ id, key, volume })
}

export const acceptTransfer: Act = async (model, real, { project, which }) => {
  const transfer = model.transfers[which % model.transfers.length]
  if (transfer === undefined) return
  const { id, key, volume } = transfer
  const snapshots = model.snapshotsOf(volume)
  const demand = sumOf([
    ofVolume(volume.type, volume.size),
    ...snapshots.map(({ type, size }) => ofSnapshot(type, size)),
  ])
  const expected = Model.first(202, [[413, !model.fits(project, demand)]])
  const accept = { auth_key: key }
  const got = await real.send(project, 'POST', `/os-volume-transfer/${id}/accept`, { accept })
  if (!accepted(got, expected)) return
  model.remove('transfers', transfer)
  Object.assign(volume, { project, status: 'available' })
  for (const snapshot of snapshots) snapshot.project = project
}

export const withdrawTransfer: Act = async (model, real, { project, which }) => {
  const transfer = model.transfers[which % model.transfers.length]
  if (transfer === undefined) return
  const expected = Model.first(202, [hidden(project, transfer.volume)])
  const got = await real.send(project, 'DELETE', `/os-volume-transfer/${transfer.id}`)
  if (!accepted(got, expected)) return
  model.remove('transfers', transfer)
  transfer.volume.status = 'available'
}
