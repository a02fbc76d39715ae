/** Volumes of servers: attached, shown, detached, and what is refused, in Nova's words. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { attachedVolumes, type AttachedVolumes } from '../../../test/support/attached-volumes.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()
const NONE = '11111111-2222-4333-8444-555555555555'

let at: AttachedVolumes
let server: string
beforeAll(async () => {
  at = await attachedVolumes(my)
  server = await my.server()
})

const attached = async (more: object = {}) => {
  const volumeId = await at.volume()
  const got = await at.attach(server, { volumeId, ...more })
  expect(got.status, got.text).toBe(200)
  await my.cloud.settled()
  return volumeId
}

describe('a volume that is attached', () => {
  test('is in use by the next device, and shown', async () => {
    const id = await my.server()
    const volumeId = await at.volume()
    const asked = { volumeId, tag: 'data', delete_on_termination: true }
    const got = await at.attach(id, asked)
    expect(got.body).toEqual({
      volumeAttachment: { ...asked, id: volumeId, serverId: id, device: '/dev/vdb' },
    })
    await my.cloud.settled()
    const shown = { ...asked, id: volumeId, serverId: id, device: '/dev/vdb' }
    expect((await at.list(id)).body).toEqual({ volumeAttachments: [shown] })
    expect((await at.show(id, volumeId.toUpperCase())).body).toEqual({ volumeAttachment: shown })
    expect((await at.show(id, volumeId, '2.78')).body.volumeAttachment).toEqual({
      ...{ id: volumeId, volumeId, serverId: id, device: '/dev/vdb', tag: 'data' },
    })
    expect((await at.show(id, volumeId, '2.69')).body.volumeAttachment).toEqual({
      ...{ id: volumeId, volumeId, serverId: id, device: '/dev/vdb' },
    })
    const { attachment_id, bdm_uuid, ...rest } = (await at.show(id, volumeId, '2.89')).body
      .volumeAttachment
    expect(rest).toEqual({ ...asked, serverId: id, device: '/dev/vdb' })
    expect(bdm_uuid).toMatch(/^[0-9a-f-]{36}$/)
    expect(await at.shown(volumeId)).toMatchObject({
      status: 'in-use',
      attachments: [{ attachment_id, server_id: id, device: '/dev/vdb' }],
    })
  })

  test('takes the letter that is asked for', async () => {
    const id = await my.server()
    const [first, second] = [await at.volume(), await at.volume()]
    const got = await at.attach(id, { volumeId: first, device: '/dev/sdz' })
    expect(got.body.volumeAttachment.device).toBe('/dev/vdz')
    const taken = await at.attach(id, { volumeId: second, device: '/dev/xvdz' })
    expectFault(taken, 409, 'The supplied device path (/dev/xvdz) is in use.')
    const root = await at.attach(id, { volumeId: second, device: '/dev/vda' })
    expectFault(root, 409, 'The supplied device path (/dev/vda) is in use.')
    expect((await at.shown(second)).status).toBe('available')
  })

  test('is available once it is detached', async () => {
    const volumeId = await attached()
    const got = await at.detach(server, volumeId)
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect(await at.shown(volumeId)).toMatchObject({ status: 'available', attachments: [] })
    const missed = `Instance ${server} is not attached to volume ${volumeId}`
    expectFault(await at.show(server, volumeId), 404, missed)
    expectFault(await at.detach(server, volumeId), 404, missed)
  })

  test('is let go of when its server is deleted, and goes where that was said', async () => {
    const id = await my.server()
    const [kept, gone] = [await at.volume(), await at.volume()]
    await at.attach(id, { volumeId: kept })
    await at.attach(id, { volumeId: gone })
    const update = { volumeId: gone, delete_on_termination: true }
    const got = await at.update(id, gone, update)
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    await my.demo.send('DELETE', `/servers/${id}`)
    await my.cloud.settled()
    expect(await at.shown(kept)).toMatchObject({ status: 'available', attachments: [] })
    expect(await at.shown(gone)).toBeUndefined()
    expect((await at.attachments()).filter(({ instance }) => instance === id)).toEqual([])
  })

  test('comes later from 2.101 on, or not at all', async () => {
    const id = await my.server()
    const [first, second] = [await at.volume(), await at.volume()]
    const attach = (volumeId: string) => at.attach(id, { volumeId, device: '/dev/vdc' }, '2.101')
    for (const volumeId of [first, second]) {
      const got = await attach(volumeId)
      expect([got.status, got.text]).toEqual([202, ''])
    }
    await my.cloud.settled()
    expect((await at.shown(first)).status).toBe('in-use')
    // What the host finds out nobody hears.
    expect((await at.shown(second)).status).toBe('available')
    expect((await at.list(id)).body.volumeAttachments).toHaveLength(1)
    expectFault(
      await at.attach(id, { volumeId: NONE }, '2.101'),
      404,
      `Volume ${NONE} could not be found.`,
    )
  })

  test('may be one for several servers, for who knows of that', async () => {
    const volumeId = await at.volume({ volume_type: await at.sharedType() })
    const other = await my.server()
    expectFault(
      await at.attach(server, { volumeId }, '2.59'),
      400,
      'Multiattach volumes are only supported starting with compute API version 2.60.',
    )
    for (const id of [server, other]) {
      expect((await at.attach(id, { volumeId })).status).toBe(200)
      await my.cloud.settled()
    }
    expect((await at.shown(volumeId)).attachments).toHaveLength(2)
    const again = await at.attach(server, { volumeId })
    expectFault(again, 400, `Invalid volume: volume ${volumeId} already attached`)
    await at.detach(other, volumeId)
    await my.cloud.settled()
    expect(await at.shown(volumeId)).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: server }],
    })
  })

  test('is not for Block Storage alone to let go of', async () => {
    const volumeId = await attached()
    const { attachment_id } = (await at.show(server, volumeId, '2.89')).body.volumeAttachment
    const refused = `ConflictNovaUsingAttachment: Detach volume from instance ${server} using the Compute API`
    const asked = [
      await my.volumes('DELETE', `/attachments/${attachment_id}`, undefined, '3.27'),
      await my.volumes('POST', `/volumes/${volumeId}/action`, { 'os-detach': {} }),
      await my.volumes('POST', `/volumes/${volumeId}/action`, { 'os-detach': { attachment_id } }),
      await my.volumes('POST', `/volumes/${volumeId}/action`, {
        'os-terminate_connection': { connector: {} },
      }),
    ]
    for (const got of asked) expectFault(got, 409, refused)
    expect((await at.shown(volumeId)).status).toBe('in-use')
  })
})

describe('a list of volumes', () => {
  test('counts the disks on the host, though it does not show them', async () => {
    const id = await my.server()
    const volumeId = await at.volume()
    await at.attach(id, { volumeId })
    const ids = async (query: string) =>
      (await at.list(id, '2.85', query)).body.volumeAttachments.map((one: any) => one.id)
    expect(await ids('?limit=1')).toEqual([])
    expect(await ids('?offset=1')).toEqual([volumeId])
    expect(await ids('?limit=0')).toEqual([volumeId])
    expect(await ids('?offset=2')).toEqual([])
  })

  test('knows no other parameters from 2.75 on', async () => {
    expect((await at.list(server, '2.74', '?marker=x')).status).toBe(200)
    expectFault(
      await at.list(server, '2.75', '?marker=x'),
      400,
      "Additional properties are not allowed ('marker' was unexpected)",
    )
    expectFault(
      await at.list(server, '2.1', '?offset=-1'),
      400,
      "Invalid input for query parameters offset. Value: -1. '-1' does not match '^[0-9]*$'",
    )
  })
})

describe('it is refused', () => {
  test('to attach what is not there, is no volume, or is elsewhere', async () => {
    expectFault(
      await at.attach(server, { volumeId: NONE }),
      404,
      `Volume ${NONE} could not be found.`,
    )
    expectFault(
      await at.attach(server, { volumeId: 'x' }),
      400,
      "Invalid input for field/attribute volumeId. Value: x. 'x' is not a 'uuid'",
    )
    expectFault(
      await at.attach(server, { volumeId: NONE, device: 'vdb' }),
      400,
      "Invalid input for field/attribute device. Value: vdb. 'vdb' does not match '(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$'",
    )
    const volumeId = await attached()
    const other = await my.server()
    for (const id of [server, other]) {
      expectFault(
        await at.attach(id, { volumeId }),
        400,
        `Invalid volume: volume ${volumeId} is already attached to instances: ${server}`,
      )
    }
  })

  test('to attach a volume in a state that forbids it', async () => {
    const volumeId = await at.volume()
    await at.reset(volumeId, { status: 'error' })
    const got = await at.attach(server, { volumeId })
    const id = got.headers.get('x-openstack-request-id')
    expectFault(
      got,
      400,
      'Invalid input received: Invalid volume: Volume attachments can not be created if the volume is ' +
        `in an error state. The Volume ${volumeId} currently has a status of: error  (HTTP 400) (Request-ID: ${id})`,
    )
    expect((await at.attach(server, { volumeId }, '2.101')).status).toBe(202)
  })

  test('to detach what is not attached, boots the server, or is on its way', async () => {
    expectFault(await at.detach(server, NONE), 404, `Volume ${NONE} could not be found.`)
    const volumeId = await at.volume({ imageRef: my.imageId })
    const root = {
      source_type: 'volume',
      uuid: volumeId,
      destination_type: 'volume',
      boot_index: 0,
    }
    const id = await my.server({ imageRef: undefined, block_device_mapping_v2: [root] })
    expectFault(await at.detach(id, volumeId), 400, 'Cannot detach a root device volume')
    const other = await attached()
    await at.reset(other, { status: 'detaching' })
    const got = await at.detach(server, other)
    const request = got.headers.get('x-openstack-request-id')
    expectFault(
      got,
      400,
      "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' " +
        `and attach_status must be 'attached' to detach. (HTTP 400) (Request-ID: ${request})`,
    )
  })

  test('to change more than whether it goes with its server', async () => {
    const volumeId = await attached()
    const other = await at.volume()
    const update = (asked: object) => at.update(server, volumeId, { volumeId, ...asked })
    for (const [name, value] of Object.entries({
      ...{ id: other, serverId: other, device: '/dev/vdq', tag: 'other' },
    })) {
      expectFault(await update({ [name]: value }), 400, `The ${name} property is not mutable`)
    }
    const shown = (await at.show(server, volumeId)).body.volumeAttachment
    expect((await update({ id: volumeId, serverId: server, device: shown.device })).status).toBe(
      202,
    )
    const missed = `No volume Block Device Mapping with id ${other}.`
    expectFault(await at.update(server, other, { volumeId: other }), 404, missed)
  })

  test('to exchange a volume that does not move', async () => {
    const volumeId = await attached()
    const other = await at.volume()
    const rule = "Policy doesn't allow os_compute_api:os-volumes-attachments:swap to be performed."
    expectFault(await at.update(server, volumeId, { volumeId: other }), 403, rule)
    expectFault(await at.update(server, volumeId, { volumeId }, '2.84'), 403, rule)
    const calm = `volume ${volumeId} is not migrating; this API should only be called by Cinder`
    const swap = (id: string, asked: string, version: string) =>
      at.update(server, id, { volumeId: asked }, version, my.admin)
    expectFault(await swap(volumeId, other, '2.85'), 409, calm)
    expectFault(await swap(volumeId, volumeId, '2.84'), 409, calm)
    expectFault(await swap(NONE, other, '2.84'), 404, `Volume ${NONE} could not be found.`)
    await at.reset(volumeId, { migration_status: 'success' })
    expectFault(await swap(volumeId, NONE, '2.84'), 400, `Volume ${NONE} could not be found.`)
    const detached = 'Invalid volume: New volume must be detached in order to swap.'
    expectFault(await swap(volumeId, volumeId, '2.84'), 400, detached)
    expect((await swap(volumeId, other, '2.84')).status).toBe(202)
    expect((await at.shown(volumeId)).status).toBe('in-use')
    expect((await at.shown(other)).status).toBe('available')
  })
})
