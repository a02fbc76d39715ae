/** Attaching by actions, as clients did before there were attachments. */
import { describe, expect, test } from 'vitest'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const SERVER = '11111111-2222-4333-8444-555555555555'
const OTHER = '11111111-2222-4333-8444-666666666666'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const CONNECTOR = { initiator: 'iqn.2020-01.org.x:1', host: 'h1' }
const USE = { instance_uuid: SERVER, mountpoint: '/dev/vdb' }

function act(id: string, action: string, how: unknown = null, api = all.demo) {
  return api('POST', `/volumes/${id}/action`, { [action]: how })
}

async function attached(use: object = USE, more?: object): Promise<string> {
  const id = await all.volume(more)
  expect((await act(id, 'os-attach', use)).status).toBe(202)
  return id
}

async function multiattachType(): Promise<string> {
  const name = `multi-${Math.random()}`
  const got = await all.admin('POST', '/types', {
    volume_type: { name, extra_specs: { multiattach: '<is> True' } },
  })
  expect(got.status).toBe(200)
  return name
}

describe('202', () => {
  test('a reserved volume is attaching until it is taken back or attached', async () => {
    const id = await all.volume()
    expect((await act(id, 'os-reserve')).status).toBe(202)
    expect((await all.shown(id)).status).toBe('attaching')
    expect((await act(id, 'os-unreserve')).status).toBe(202)
    expect((await all.shown(id)).status).toBe('available')
    expect((await act(id, 'os-unreserve')).status).toBe(202)
  })

  test('an attached volume says what uses it, and to administrators where', async () => {
    const id = await attached({ ...USE, host_name: 'Host_1.example.org' })
    const volume = await all.shown(id, all.demo)
    expect(volume).toMatchObject({
      status: 'in-use',
      metadata: { readonly: 'False', attached_mode: 'rw' },
      attachments: [{ id, volume_id: id, server_id: SERVER, host_name: null, device: '/dev/vdb' }],
    })
    expect(volume.attachments[0].attached_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{15}$/)
    const seen = (await all.shown(id)).attachments[0]
    expect(seen.host_name).toBe('host-1.example.org')
    const details = await all.demo('GET', `/volumes/detail?status=in-use`)
    const listed = details.body.volumes.find((one: { id: string }) => one.id === id)
    expect(listed.attachments).toEqual(volume.attachments)
  })

  test('what is detached is available, and nobody uses it', async () => {
    const id = await attached()
    expect((await act(id, 'os-begin_detaching')).status).toBe(202)
    expect((await all.shown(id)).status).toBe('detaching')
    expect((await act(id, 'os-roll_detaching')).status).toBe(202)
    expect((await all.shown(id)).status).toBe('in-use')
    const [{ attachment_id }] = (await all.shown(id)).attachments
    expect((await act(id, 'os-detach', { attachment_id })).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({
      status: 'available',
      metadata: { readonly: 'False' },
      attachments: [],
    })
  })

  test('attaching to the same server or host again changes nothing', async () => {
    const id = await attached()
    expect((await act(id, 'os-attach', { ...USE, mountpoint: '/dev/vdc' })).status).toBe(202)
    const onHost = await attached({ host_name: 'h', mountpoint: '/mnt' })
    const again = await act(onHost, 'os-attach', { host_name: 'H', mountpoint: '/mnt' })
    expect(again.status).toBe(202)
    for (const one of [id, onHost]) expect((await all.shown(one)).attachments).toHaveLength(1)
  })

  test('a volume of a multiattach type is attached to several servers', async () => {
    const id = await attached(USE, { volume_type: await multiattachType() })
    expect((await act(id, 'os-reserve')).status).toBe(202)
    expect((await act(id, 'os-unreserve')).status).toBe(202)
    expect((await all.shown(id)).status).toBe('in-use')
    const second = await act(id, 'os-attach', { ...USE, instance_uuid: OTHER })
    expect(second.status).toBe(202)
    const [first] = (await all.shown(id)).attachments
    expect((await act(id, 'os-detach', { attachment_id: first.attachment_id })).status).toBe(202)
    expect(await all.shown(id)).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: OTHER }],
    })
  })

  test('a connection ends with what was reserved for it', async () => {
    const id = await all.volume()
    await act(id, 'os-reserve')
    const got = await act(id, 'os-terminate_connection', { connector: CONNECTOR })
    expect(got.status).toBe(202)
    expect((await all.shown(id)).status).toBe('available')
    expect((await act(id, 'os-terminate_connection', { connector: null })).status).toBe(202)
  })

  test('an administrator detaches by force', async () => {
    const id = await attached()
    const got = await act(id, 'os-force_detach', { connector: CONNECTOR }, all.admin)
    expect(got.status).toBe(202)
    expect(await all.shown(id)).toMatchObject({ status: 'available', attachments: [] })
  })

  test('v2 attaches and detaches', async () => {
    const id = await all.volume()
    const v2 = volumeApi(all.cloud, all.persona, '/v2')
    const attach = await v2('POST', `/volumes/${id}/action`, { 'os-attach': USE })
    expect(attach.status).toBe(202)
    expect((await v2('GET', `/volumes/${id}`)).body.volume.attachments).toHaveLength(1)
    expect((await v2('POST', `/volumes/${id}/action`, { 'os-detach': {} })).status).toBe(202)
  })
})

describe('200', () => {
  test('a host learns how it reaches a volume', async () => {
    const id = await all.volume()
    const got = await act(id, 'os-initialize_connection', {
      connector: { ...CONNECTOR, enforce_multipath: true },
    })
    expect([got.status, got.body]).toEqual([
      200,
      {
        connection_info: {
          driver_volume_type: 'iscsi',
          data: {
            access_mode: 'rw',
            qos_specs: null,
            encrypted: false,
            cacheable: false,
            enforce_multipath: true,
          },
          enforce_multipath: true,
        },
      },
    ])
  })
})

describe('400', () => {
  test('a volume in use is not attached to another server', async () => {
    const got = await act(await attached(), 'os-attach', { ...USE, instance_uuid: OTHER })
    expect(refusal(got)).toBe(
      '400 Invalid volume: volume is already attached and multiple attachments are not enabled',
    )
  })

  test('a volume that is being attached for reading is not attached for writing', async () => {
    const id = await attached({ ...USE, mode: 'ro' })
    await all.reset(id, { status: 'attaching' })
    const got = await act(id, 'os-attach', { ...USE, instance_uuid: OTHER, mode: 'rw' })
    expect(refusal(got)).toBe('400 Invalid volume: being attached by different mode')
  })

  test.each([
    ['os-attach', {}, "os-attach. Value: {}. 'mountpoint' is a required property"],
    ['os-attach', { ...USE, instance_uuid: 'x' }, "instance_uuid. Value: x. 'x' is not a 'uuid'"],
    ['os-attach', { ...USE, mode: 'xx' }, "mode. Value: xx. 'xx' is not one of ['rw', 'ro']"],
    [
      'os-detach',
      { attachment_id: 'x' },
      "attachment_id. Value: x. 'x' is not valid under any of the given schemas",
    ],
    [
      'os-initialize_connection',
      { connector: null },
      "connector. Value: None. None is not of type 'object', 'string'",
    ],
    [
      'os-terminate_connection',
      {},
      "os-terminate_connection. Value: {}. 'connector' is a required property",
    ],
  ])('%s of %j is refused', async (action, how, message) => {
    const got = await act(NOBODY, action, how)
    expect(refusal(got)).toBe(`400 Invalid input for field/attribute ${message}`)
  })

  test.each([[{}], [{ host: 'h' }], ['x']])('a connector %j lacks something', async (connector) => {
    const got = await act(await all.volume(), 'os-initialize_connection', { connector })
    expect(refusal(got)).toBe(
      "400 Invalid input received: Connector doesn't have required information: initiator",
    )
  })

  test('an attachment of another volume is not detached', async () => {
    const [other] = (await all.shown(await attached())).attachments
    const { attachment_id } = other
    const got = await act(await attached(), 'os-detach', { attachment_id })
    expect(refusal(got)).toBe('400 Invalid input received: Mismatched volume and attachment')
  })

  test('a volume that something uses is neither deleted nor written over', async () => {
    const id = await attached()
    expect((await all.demo('DELETE', `/volumes/${id}`)).status).toBe(400)
    const forced = await all.admin('DELETE', `/volumes/${id}?force=true`, undefined, '3.23')
    expect(forced.status).toBe(400)
  })
})

test.each(['os-reserve', 'os-attach', 'os-detach', 'os-begin_detaching', 'os-roll_detaching'])(
  '%s: 403 for readers, 404 for strangers',
  async (action) => {
    const how = action === 'os-attach' ? USE : null
    const id = await all.volume()
    expect((await act(id, action, how, all.reader)).status).toBe(403)
    expect((await act(id, action, how, all.stranger)).status).toBe(404)
    expect((await act(NOBODY, action, how)).status).toBe(404)
  },
)

describe('409', () => {
  const CONFLICT =
    '409 ConflictNovaUsingAttachment: Detach volume from instance  using the Compute API'

  test('nobody but a service detaches what is not there', async () => {
    const id = await attached()
    const how = { attachment_id: NOBODY }
    expect(refusal(await act(id, 'os-detach', how))).toBe(CONFLICT)
    expect(refusal(await act(id, 'os-force_detach', how, all.admin))).toBe(CONFLICT)
    expect((await byService(id, 'os-detach', how)).status).toBe(202)
  })

  test('nobody but a service leaves open which of several attachments it means', async () => {
    const id = await attached(USE, { volume_type: await multiattachType() })
    await act(id, 'os-attach', { ...USE, instance_uuid: OTHER })
    const how = { connector: CONNECTOR }
    expect(refusal(await act(id, 'os-detach', {}))).toBe(CONFLICT)
    expect(refusal(await act(id, 'os-terminate_connection', how))).toBe(CONFLICT)
    expect((await byService(id, 'os-terminate_connection', how)).status).toBe(202)
    expect(refusal(await byService(id, 'os-detach', {}))).toBe(
      '400 Invalid volume: Detach volume failed: More than one attachment, but no attachment_id ' +
        'provided.',
    )
  })
})

/** As the Compute service sends what a user asked it for. */
async function byService(id: string, action: string, how: unknown) {
  const { cloud, persona } = all
  const service = await cloud.user(`nova-${Math.random()}`, 'service', 'service')
  return cloud.request('block-storage', 'POST', `/v3/${persona.projectId}/volumes/${id}/action`, {
    token: persona.token,
    body: { [action]: how },
    headers: { 'X-Service-Token': service.token },
  })
}
