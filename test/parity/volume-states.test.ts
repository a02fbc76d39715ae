/**
 * What the real service answered to actions on volumes in each state, and in which state they were
 * right after: measured on Cinder of 2026.2, with administrators' rights and states that its API wrote.
 */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { imagesWithoutBytes } from '../support/imaged-volumes.ts'
import { useVolumeCloud } from '../support/volume-cloud.ts'

const all = useVolumeCloud('manual')

const SERVER = '11111111-2222-4333-8444-555555555555'
const OTHER_SERVER = '11111111-2222-4333-8444-666666666666'
const USE = { instance_uuid: SERVER, mountpoint: '/dev/vdb' }
const CONNECTOR = { connector: { initiator: 'iqn.2020-01.org.x:1', host: 'h1' } }

/** By the names of the table: the action, what it is sent with, and the microversion. */
const ACTIONS: Record<string, readonly [action: string, how?: unknown, version?: string]> = {
  extend: ['os-extend', { new_size: 2 }],
  'extend_3.42': ['os-extend', { new_size: 2 }, '3.42'],
  reserve: ['os-reserve'],
  unreserve: ['os-unreserve'],
  begin_detaching: ['os-begin_detaching'],
  roll_detaching: ['os-roll_detaching'],
  // Another server than the one that uses the volume already.
  attach: ['os-attach', { ...USE, instance_uuid: OTHER_SERVER }],
  detach: ['os-detach', {}],
  force_detach: ['os-force_detach', {}],
  initialize_connection: ['os-initialize_connection', CONNECTOR],
  terminate_connection: ['os-terminate_connection', CONNECTOR],
  upload_image: ['os-volume_upload_image', { image_name: 'i' }],
  upload_image_force: ['os-volume_upload_image', { image_name: 'i', force: true }],
  set_bootable: ['os-set_bootable', { bootable: true }],
  readonly: ['os-update_readonly_flag', { readonly: true }],
  set_image_metadata: ['os-set_image_metadata', { metadata: { os: 'x' } }],
}

const [, ...LINES] = readFileSync(new URL('volume-states.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

const CASES = LINES.flatMap((line) => {
  const [action = '', before = '', status = '', after = ''] = line.split('\t')
  return before.split(' ').map((state) => ({ action, state, status: Number(status), after }))
})

let image: string

beforeAll(async () => {
  image = await imagesWithoutBytes(all.cloud, all.persona)()
})

const act = (id: string, action: string, how: unknown = null, version?: string) =>
  all.admin('POST', `/volumes/${id}/action`, { [action]: how }, version)

async function send(action: string, id: string) {
  if (action === 'delete') return all.admin('DELETE', `/volumes/${id}`)
  if (action === 'update') return all.admin('PUT', `/volumes/${id}`, { volume: { name: 'n' } })
  if (action === 'attachment_create') {
    const attachment = { volume_uuid: id, instance_uuid: OTHER_SERVER }
    return all.admin('POST', '/attachments', { attachment }, '3.27')
  }
  if (action === 'retype') {
    const name = `type-${id}`
    await all.admin('POST', '/types', { volume_type: { name } })
    return act(id, 'os-retype', { new_type: name })
  }
  if (action === 'migrate') {
    const { 'os-vol-host-attr:host': host } = await all.shown(id)
    const { pools } = (await all.admin('GET', '/scheduler-stats/get_pools')).body
    const other = pools.find(({ name }: { name: string }) => name !== host)
    return act(id, 'os-migrate_volume', { host: other.name })
  }
  if (action === 'reimage' || action === 'reimage_reserved') {
    const reserved = action === 'reimage' ? {} : { reimage_reserved: true }
    return act(id, 'os-reimage', { image_id: image, ...reserved }, '3.68')
  }
  const [name, how, version] = ACTIONS[action]!
  return act(id, name, how, version)
}

/** Brings a new volume into a state, as far as its API lets one. */
async function volumeIn(state: string): Promise<string> {
  const id = await all.volume()
  await all.cloud.app.jobs.advance({ resourceId: id })
  await all.cloud.settled()
  if (state === 'in-use' || state === 'detaching') await act(id, 'os-attach', USE)
  if (state === 'detaching') await act(id, 'os-begin_detaching')
  else if (state !== 'in-use') await all.reset(id, { status: state })
  return id
}

test.each(CASES)('$action of a volume that is $state: $status', async (one) => {
  const { action, state, status, after } = one
  const id = await volumeIn(state)
  const got = await send(action, id)
  const said = after.replaceAll('<id>', id).replace(/\bS(?=[ .]|$)/, state)
  if (status >= 400) {
    expect([got.status, got.body.badRequest?.message]).toEqual([status, said])
    expect((await all.shown(id)).status).toBe(state)
    return
  }
  expect([got.status, (await all.shown(id)).status]).toEqual([
    status,
    after === '=' ? state : after,
  ])
})
