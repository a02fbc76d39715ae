/** What users do to volumes, and administrators. */
import { expect } from 'vitest'
import { accepted, addVolume, hidden, pick, type Act } from './act.ts'
import { Model, ofVolume } from './model.ts'

export const createVolume: Act = async (model, real, { project, type, size }) => {
  const expected = Model.first(202, [[413, !model.fits(project, ofVolume(type, size))]])
  const volume = { size, volume_type: real.types[type] }
  const got = await real.send(project, 'POST', '/volumes', { volume })
  if (accepted(got, expected)) addVolume(model, got.body.volume.id, { project, size, type })
}

export const cloneVolume: Act = async (model, real, { project, size, which }) => {
  const source = pick(model.volumes, project, which)
  if (source === undefined) return
  const { type } = source
  const expected = Model.first(202, [
    hidden(project, source),
    [400, !['available', 'in-use'].includes(source.status)],
    [400, size < source.size],
    [413, !model.fits(project, ofVolume(type, size))],
  ])
  const volume = { size, source_volid: source.id }
  const got = await real.send(project, 'POST', '/volumes', { volume })
  if (accepted(got, expected)) addVolume(model, got.body.volume.id, { project, size, type })
}

export const extendVolume: Act = async (model, real, { project, size, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const added = size - volume.size
  const expected = Model.first(202, [
    hidden(project, volume),
    [400, added <= 0],
    [400, !['available', 'in-use'].includes(volume.status)],
    [413, !model.fits(project, { gigabytes: added, [`gigabytes_${volume.type}`]: added })],
  ])
  const action = { 'os-extend': { new_size: size } }
  const got = await real.send(project, 'POST', `/volumes/${volume.id}/action`, action)
  if (accepted(got, expected)) volume.size = size
}

export const deleteVolume: Act = async (model, real, { project, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const expected = Model.first(202, [
    hidden(project, volume),
    [400, !['available', 'error', 'error_restoring'].includes(volume.status)],
    [400, volume.group !== undefined || model.snapshotsOf(volume).length > 0],
  ])
  const got = await real.send(project, 'DELETE', `/volumes/${volume.id}`)
  if (accepted(got, expected)) model.remove('volumes', volume)
}

/** An administrator writes `error` over `available`, or the other way round. */
export const resetVolume: Act = async (model, real, { project, which, flag }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined || !['available', 'error'].includes(volume.status)) return
  const status = flag ? 'error' : 'available'
  const action = { 'os-reset_status': { status } }
  const got = await real.send('admin', 'POST', `/volumes/${volume.id}/action`, action)
  if (accepted(got, 202)) volume.status = status
}

export const attachVolume: Act = async (model, real, { project, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const expected = Model.first(202, [hidden(project, volume), [400, volume.status !== 'available']])
  const path = `/volumes/${volume.id}/action`
  if (!accepted(await real.send(project, 'POST', path, { 'os-reserve': null }), expected)) return
  const attaching = { 'os-attach': { host_name: 'a-host', mountpoint: '/dev/vdb' } }
  if (accepted(await real.send(project, 'POST', path, attaching), 202)) volume.status = 'in-use'
}

export const detachVolume: Act = async (model, real, { project, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined) return
  const expected = Model.first(202, [hidden(project, volume), [400, volume.status !== 'in-use']])
  const path = `/volumes/${volume.id}/action`
  const begun = await real.send(project, 'POST', path, { 'os-begin_detaching': null })
  if (!accepted(begun, expected)) return
  if (accepted(await real.send(project, 'POST', path, { 'os-detach': {} }), 202)) {
    volume.status = 'available'
  }
}

/** To the other type; what it counts for, counts for that. */
export const retypeVolume: Act = async (model, real, { project, type, which }) => {
  const volume = pick(model.volumes, project, which)
  if (volume === undefined || model.snapshotsOf(volume).length > 0) return
  const { volumes: _, gigabytes: __, ...typed } = ofVolume(type, volume.size)
  const expected = Model.first(202, [
    hidden(project, volume),
    // Quotas are looked at first here.
    [413, !model.fits(project, typed)],
    [400, !['available', 'in-use'].includes(volume.status)],
    [400, volume.type === type || volume.group !== undefined],
  ])
  const action = { 'os-retype': { new_type: real.types[type] } }
  const got = await real.send(project, 'POST', `/volumes/${volume.id}/action`, action)
  if (accepted(got, expected)) volume.type = type
}

/** A page of those in one state, which begins behind one of them. */
export const listVolumes: Act = async (model, real, { project, size: limit, which, flag }) => {
  const status = flag ? 'available' : 'error'
  const own = model.volumes.filter((volume) => volume.project === project).toReversed()
  const marker = pick(own, project, which)
  const after = marker === undefined ? own : own.slice(own.indexOf(marker) + 1)
  const page = after.filter((volume) => volume.status === status).slice(0, limit)
  const from = marker === undefined ? '' : `&marker=${marker.id}`
  const got = await real.send(project, 'GET', `/volumes?status=${status}&limit=${limit}${from}`)
  accepted(got, 200)
  expect(got.body.volumes.map(({ id }: { id: string }) => id)).toEqual(page.map(({ id }) => id))
}
