/** Flags of volumes, and what administrators do to them. */
import { describe, expect, test } from 'vitest'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { updateVolume } from './volumes.store.ts'

const all = useVolumeCloud()

const NOBODY = '00000000-0000-4000-8000-000000000000'
const USE = { host_name: 'h', mountpoint: '/dev/vdb' }

const act = (id: string, action: string, how: unknown = null, api = all.demo, version = '3.0') =>
  api('POST', `/volumes/${id}/action`, { [action]: how }, version)

describe('os-set_bootable', () => {
  test('200, and servers can boot from the volume, or cannot', async () => {
    const id = await all.volume()
    for (const bootable of [true, 'false', 'yes', false]) {
      expect((await act(id, 'os-set_bootable', { bootable })).status).toBe(200)
      const expected = bootable === true || bootable === 'yes' ? 'true' : 'false'
      expect((await all.shown(id)).bootable).toBe(expected)
    }
    const v2 = volumeApi(all.cloud, all.persona, '/v2')
    const got = await v2('POST', `/volumes/${id}/action`, { 'os-set_bootable': { bootable: true } })
    expect(got.status).toBe(200)
  })

  test.each([['maybe'], [1], [null]])('400 for %j', async (bootable) => {
    expect((await act(NOBODY, 'os-set_bootable', { bootable })).status).toBe(400)
  })
})

describe('os-update_readonly_flag', () => {
  test('202, and nobody attaches the volume for writing', async () => {
    const id = await all.volume({ metadata: { readonly: 'mine', k: 'v' } })
    expect((await act(id, 'os-update_readonly_flag', { readonly: true })).status).toBe(202)
    expect((await all.shown(id)).metadata).toEqual({ readonly: 'True', k: 'v' })
    const kept = (await all.demo('GET', `/volumes/${id}/metadata`)).body.metadata
    expect(kept).toEqual({ readonly: 'mine', k: 'v' })
    expect(refusal(await act(id, 'os-attach', USE))).toBe(
      `400 Invalid attaching mode 'rw' for volume ${id}.`,
    )
    expect((await act(id, 'os-attach', { ...USE, mode: 'ro' })).status).toBe(202)
    const attached = await all.shown(id)
    expect(attached.metadata).toEqual({ readonly: 'True', attached_mode: 'ro', k: 'v' })
  })

  test('an attachment of a volume that has the flag is for reading, as administrators learn', async () => {
    const id = await all.volume()
    await act(id, 'os-update_readonly_flag', { readonly: 'True' })
    const attachment = { volume_uuid: id, mode: 'rw', connector: { initiator: 'iqn' } }
    for (const [api, access_mode] of [
      [all.demo, 'rw'],
      [all.admin, 'ro'],
    ] as const) {
      const got = await api('POST', '/attachments', { attachment }, '3.54')
      const connection_info = { access_mode }
      expect(got.body.attachment).toMatchObject({ attach_mode: 'ro', connection_info })
      await api('DELETE', `/attachments/${got.body.attachment.id}`, undefined, '3.54')
    }
  })

  test('it filters lists like an item of metadata', async () => {
    const id = await all.volume()
    await act(id, 'os-update_readonly_flag', { readonly: true })
    const find = async (filter: string) => {
      const { body } = await all.demo('GET', `/volumes?metadata=${encodeURIComponent(filter)}`)
      return body.volumes.map((one: { id: string }) => one.id)
    }
    expect(await find("{'readonly': 'True'}")).toContain(id)
    expect(await find("{'readonly': 'False'}")).not.toContain(id)
    expect(await find("{'attached_mode': 'rw'}")).not.toContain(id)
  })

  test('400 while the volume is in use', async () => {
    const id = await all.volume()
    await act(id, 'os-attach', USE)
    expect(refusal(await act(id, 'os-update_readonly_flag', { readonly: true }))).toBe(
      `400 Invalid volume: Volume ${id} status must be available to update readonly flag, but ` +
        'current status is: in-use.',
    )
  })
})

describe('os-force_delete', () => {
  test('202 in whatever state', async () => {
    const id = await all.volume()
    await all.reset(id, { status: 'creating' })
    expect((await act(id, 'os-force_delete', null, all.admin)).status).toBe(202)
    await all.cloud.settled()
    expect((await all.demo('GET', `/volumes/${id}`)).status).toBe(404)
  })

  test('400 where something uses the volume, and 403 for others than administrators', async () => {
    const id = await all.volume()
    await act(id, 'os-attach', USE)
    expect(refusal(await act(id, 'os-force_delete', null, all.admin))).toBe(
      '400 Invalid volume: Volume  must not be migrating, attached, belong to a group, have ' +
        'snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
    )
    expect((await act(id, 'os-force_delete')).status).toBe(403)
    expect((await act(id, 'os-force_delete', null, all.stranger)).status).toBe(404)
  })
})

describe('os-extend_volume_completion', () => {
  const complete = (id: string, api = all.admin, version = '3.71') =>
    act(id, 'os-extend_volume_completion', { error: false }, api, version)

  test('202 while a volume in use becomes larger; an error shows', async () => {
    const extending = { status: 'extending', previous_status: 'in-use', size: 2 } as const
    const id = await all.volume()
    await all.cloud.app.database.write((tx) => updateVolume(tx, id, extending))
    expect((await complete(id)).status).toBe(202)
    expect((await all.shown(id)).status).toBe('extending')
    const failed = await act(id, 'os-extend_volume_completion', { error: 'x' }, all.admin, '3.71')
    expect(failed.status).toBe(202)
    expect((await all.shown(id)).status).toBe('error_extending')
  })

  test('400 where no server was asked', async () => {
    const id = await all.volume()
    expect(refusal(await complete(id))).toBe('400 Invalid volume: Volume is not being extended.')
    await all.reset(id, { status: 'extending' })
    expect(refusal(await complete(id))).toBe(
      '400 Invalid volume: Required volume admin metadata is malformed or missing.',
    )
  })

  test('in every version; 403 for members, 404 where there is no volume', async () => {
    const id = await all.volume()
    expect((await complete(id, all.demo)).status).toBe(403)
    expect((await complete(id, all.admin, '3.0')).status).toBe(400)
    expect((await complete(NOBODY)).status).toBe(404)
  })
})

describe('os-reset_status', () => {
  test('what is detached has no attachments', async () => {
    const id = await all.volume()
    await act(id, 'os-attach', USE)
    await all.reset(id, { status: 'error' })
    expect((await all.shown(id)).attachments).toHaveLength(1)
    await all.reset(id, { status: 'in-use' })
    await all.reset(id, { attach_status: 'detached' })
    expect(await all.shown(id)).toMatchObject({
      status: 'in-use',
      metadata: { readonly: 'False' },
      attachments: [],
    })
    const got = await act(id, 'os-reset_status', { status: 'in-use' }, all.admin)
    expect(refusal(got)).toBe(
      '400 Cannot reset-state to in-use because volume does not have any attachments.',
    )
  })
})
