/** The attachments API: reserve, connect, complete, release. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const SERVER = '11111111-2222-4333-8444-555555555555'
const OTHER = '11111111-2222-4333-8444-666666666666'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const CONNECTOR = { initiator: 'iqn.2020-01.org.x:1', host: 'h1', mountpoint: '/dev/vdb' }
const MISSED = `404 Volume attachment could not be found with filter: attachment_id = ${NOBODY}.`

const NEWEST = '3.70'

function create(id: string, more: object = {}, version = NEWEST, api = all.demo) {
  const attachment = { volume_uuid: id, instance_uuid: SERVER, ...more }
  return api('POST', '/attachments', { attachment }, version)
}

async function reserved(id: string, more: object = {}): Promise<string> {
  const got = await create(id, more)
  expect(got.status, got.text).toBe(200)
  return got.body.attachment.id
}

const show = (id: string, api = all.demo) => api('GET', `/attachments/${id}`, undefined, NEWEST)
const connect = (id: string, connector: unknown = CONNECTOR, api = all.demo) =>
  api('PUT', `/attachments/${id}`, { attachment: { connector } }, NEWEST)
const complete = (id: string, api = all.demo, version = NEWEST) =>
  api('POST', `/attachments/${id}/action`, { 'os-complete': null }, version)
const remove = (id: string, api = all.demo) =>
  api('DELETE', `/attachments/${id}`, undefined, NEWEST)

async function multiattach(): Promise<string> {
  const name = `multi-${Math.random()}`
  const extra_specs = { multiattach: '<is> True' }
  await all.admin('POST', '/types', { volume_type: { name, extra_specs } })
  return all.volume({ volume_type: name })
}

const CONNECTION = {
  access_mode: 'rw',
  qos_specs: null,
  encrypted: false,
  cacheable: false,
  driver_volume_type: 'iscsi',
  enforce_multipath: false,
}

describe('200', () => {
  test('a reservation becomes a connection, then a use, and is released', async () => {
    const volume = await all.volume()
    const made = (await create(volume)).body.attachment
    expect(made).toEqual({
      id: expect.any(String),
      status: 'reserved',
      instance: SERVER,
      volume_id: volume,
      attached_at: '',
      detached_at: '',
      attach_mode: 'null',
      connection_info: {},
    })
    const { id } = made
    expect((await show(id)).body.attachment).toEqual(made)
    expect((await all.shown(volume)).status).toBe('reserved')

    const connection_info = { ...CONNECTION, attachment_id: id }
    const answer = await connect(id)
    expect([answer.status, answer.body.attachment]).toEqual([200, { ...made, connection_info }])
    expect((await show(id)).body.attachment).toMatchObject({
      ...{ status: 'attaching', attach_mode: 'rw', connection_info },
      attached_at: expect.stringMatching(/^\d{4}-/),
    })
    expect(await all.shown(volume)).toMatchObject({ status: 'attaching', attachments: [] })

    expect((await complete(id)).status).toBe(204)
    expect((await complete(id)).status).toBe(204)
    expect(await all.shown(volume)).toMatchObject({
      status: 'in-use',
      attachments: [{ attachment_id: id, server_id: SERVER, host_name: 'h1', device: '/dev/vdb' }],
    })

    const gone = await remove(id)
    expect([gone.status, gone.body]).toEqual([200, { attachments: [] }])
    expect(await all.shown(volume)).toMatchObject({ status: 'available', attachments: [] })
  })

  test('a reservation with a connector is connected at once', async () => {
    const volume = await all.volume()
    const got = await create(volume, { connector: { ...CONNECTOR, enforce_multipath: true } })
    const { id } = got.body.attachment
    const connection_info = { ...CONNECTION, attachment_id: id, enforce_multipath: true }
    expect(got.body.attachment).toMatchObject({ status: 'reserved', connection_info })
    expect((await show(id)).body.attachment).toMatchObject({ status: 'attaching', connection_info })
    expect((await all.shown(volume)).status).toBe('attaching')
  })

  test('the same server may reserve again; what is left holds the volume', async () => {
    const volume = await all.volume()
    const first = await reserved(volume)
    const second = await reserved(volume)
    await connect(first)
    await complete(first)
    const left = await remove(first)
    expect(left.body.attachments).toEqual([
      { id: second, status: 'reserved', instance: SERVER, volume_id: volume },
    ])
    expect((await all.shown(volume)).status).toBe('reserved')
  })

  test('a mere reservation is completed, too', async () => {
    const volume = await all.volume()
    const id = await reserved(volume, { instance_uuid: undefined })
    expect((await complete(id)).status).toBe(204)
    expect((await all.shown(volume)).attachments).toMatchObject([
      { attachment_id: id, server_id: null, device: null, attached_at: null },
    ])
  })

  test('several servers attach a volume of a multiattach type', async () => {
    const volume = await multiattach()
    const first = await reserved(volume, { connector: CONNECTOR })
    await complete(first)
    const second = await reserved(volume, { instance_uuid: OTHER, connector: CONNECTOR })
    await complete(second)
    expect((await all.shown(volume)).attachments).toHaveLength(2)
    await remove(first)
    expect((await all.shown(volume)).status).toBe('in-use')
  })

  test.each([
    [{ mode: 'ro' }, 'ro'],
    [{ mode: 'rw' }, 'rw'],
    [{}, 'null'],
  ])('an attachment with %o is %s', async (more, expected) => {
    const id = await reserved(await all.volume(), more)
    expect((await show(id)).body.attachment.attach_mode).toBe(expected)
    await connect(id, { ...CONNECTOR, mode: 'ro' })
    const then = expected === 'null' ? 'ro' : expected
    expect((await show(id)).body.attachment.attach_mode).toBe(then)
  })

  test('the specs of its type limit how fast a host uses a volume', async () => {
    const specs = { name: `q${Math.random()}`, consumer: 'both', total_iops_sec_per_gb: '10' }
    const qos = (await all.admin('POST', '/qos-specs', { qos_specs: specs })).body.qos_specs.id
    const name = `type-${Math.random()}`
    const type = (await all.admin('POST', '/types', { volume_type: { name } })).body.volume_type.id
    await all.admin('GET', `/qos-specs/${qos}/associate?vol_type_id=${type}`)
    const volume = await all.volume({ size: 2, volume_type: name })
    const got = await create(volume, { connector: CONNECTOR })
    const { connection_info } = got.body.attachment
    expect(connection_info.qos_specs).toEqual({ total_iops_sec: 20 })
  })
})

describe('400', () => {
  test('another server cannot reserve what is reserved or in use', async () => {
    const volume = await all.volume()
    const id = await reserved(volume)
    const busy = (status: string) =>
      `400 Invalid volume: Volume ${volume} status must be available or downloading to reserve, ` +
      `but the current status is ${status}.`
    expect(refusal(await create(volume, { instance_uuid: OTHER }))).toBe(busy('reserved'))
    await complete(id)
    expect(refusal(await create(volume, { instance_uuid: OTHER }))).toBe(busy('in-use'))
    expect(refusal(await create(volume, { instance_uuid: undefined }))).toBe(busy('in-use'))
  })

  test('a volume that failed is not reserved', async () => {
    const volume = await all.volume()
    await all.reset(volume, { status: 'error' })
    expect(refusal(await create(volume))).toBe(
      '400 Invalid volume: Volume attachments can not be created if the volume is in an error ' +
        `state. The Volume ${volume} currently has a status of: error `,
    )
  })

  test('a connector without what the backend needs reserves nothing', async () => {
    const volume = await all.volume()
    const lacks =
      "400 Invalid input received: Connector doesn't have required information: initiator"
    expect(refusal(await create(volume, { connector: { host: 'h' } }))).toBe(lacks)
    expect((await all.shown(volume)).status).toBe('available')
    const id = await reserved(volume)
    expect(refusal(await connect(id, { host: 'h' }))).toBe(lacks)
  })

  test.each([
    [{ volume_uuid: 'x' }, "volume_uuid. Value: x. 'x' is not a 'uuid'"],
    [{ instance_uuid: null }, "instance_uuid. Value: None. None is not of type 'string'"],
    [{ connector: 'x' }, "connector. Value: x. 'x' is not of type 'object', 'null'"],
    [{ mode: 'xx' }, "mode. Value: xx. 'xx' is not one of ['rw', 'ro']"],
  ])('%o is refused', async (more, message) => {
    const got = await create(NOBODY, more)
    expect(refusal(got)).toBe(`400 Invalid input for field/attribute ${message}`)
  })

  test('before 3.54 a reservation has no mode', async () => {
    const got = await create(NOBODY, { mode: 'ro' }, '3.53')
    expect(refusal(got)).toMatch(/Additional properties are not allowed \('mode' was unexpected\)$/)
  })

  test('a connector is an object with something in it', async () => {
    expect(refusal(await connect(NOBODY, {}))).toBe(
      '400 Invalid input for field/attribute connector. Value: {}. {} should be non-empty',
    )
  })
})

describe('403', () => {
  test('readers see attachments and change none', async () => {
    const volume = await all.volume()
    const id = await reserved(volume)
    expect((await show(id, all.reader)).status).toBe(200)
    expect((await create(volume, {}, NEWEST, all.reader)).status).toBe(403)
    expect((await connect(id, CONNECTOR, all.reader)).status).toBe(403)
    expect((await complete(id, all.reader)).status).toBe(403)
    expect((await remove(id, all.reader)).status).toBe(403)
  })
})

describe('404', () => {
  test('strangers find neither the volume nor the attachment', async () => {
    const volume = await all.volume()
    const id = await reserved(volume)
    expect(refusal(await create(volume, {}, NEWEST, all.stranger))).toBe(
      `404 Volume ${volume} could not be found.`,
    )
    for (const ask of [show, remove, complete]) {
      expect((await ask(id, all.stranger)).status).toBe(404)
    }
    expect((await connect(id, CONNECTOR, all.stranger)).status).toBe(404)
  })

  test('what is not there is missed by its id', async () => {
    for (const ask of [show, remove, complete]) expect(refusal(await ask(NOBODY))).toBe(MISSED)
    expect(refusal(await connect(NOBODY))).toBe(MISSED)
    expect(refusal(await create(NOBODY))).toBe(`404 Volume ${NOBODY} could not be found.`)
  })

  test('there are no attachments before 3.27, and none is completed before 3.44', async () => {
    expect((await create(NOBODY, {}, '3.26')).status).toBe(404)
    const id = await reserved(await all.volume())
    expect((await complete(id, all.demo, '3.43')).status).toBe(404)
  })
})

describe('409', () => {
  test('one host connects to a volume that is not made for several', async () => {
    const volume = await all.volume()
    const first = await reserved(volume)
    const second = await reserved(volume)
    await connect(first)
    for (const id of [first, second]) {
      expect(refusal(await connect(id, { ...CONNECTOR, host: 'h2' }))).toBe(
        `409 Resource conflict: duplicate connectors detected on volume ${volume}`,
      )
    }
  })

  test('nobody connects to a volume that failed', async () => {
    const volume = await all.volume()
    const id = await reserved(volume)
    await all.reset(volume, { status: 'error' })
    expect(refusal(await connect(id))).toBe(
      '409 Resource conflict: Volume attachments can not be updated if the volume is in an error ' +
        `state. The Volume ${volume} currently has a status of: error `,
    )
  })
})
