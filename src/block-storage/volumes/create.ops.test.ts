/** Creating volumes: what is taken, what is refused, what the volume then is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let persona: Persona
let demo: VolumeApi
let admin: VolumeApi

beforeAll(async () => {
  cloud = await startCloud()
  persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  admin = volumeApi(cloud, await cloud.admin())
  const unlimited = { volumes: -1, gigabytes: -1 }
  await admin('PUT', `/os-quota-sets/${persona.projectId}`, { quota_set: unlimited })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const create = (volume: unknown, version?: string, api = demo) =>
  api('POST', '/volumes', { volume }, version)
async function made(volume: object): Promise<string> {
  const { id } = (await create(volume)).body.volume
  await cloud.settled()
  return id
}
const shown = async (id: string) => (await admin('GET', `/volumes/${id}`)).body.volume
const NOWHERE = '11111111-2222-3333-4444-555555555555'

describe('success', () => {
  test('answers 202 with a volume in creation, which then is available', async () => {
    const got = await create({ size: 2, name: 'v', description: 'd', metadata: { b: '1', a: '2' } })
    expect(got.status).toBe(202)
    const { volume } = got.body
    expect(volume).toMatchObject({
      status: 'creating',
      size: 2,
      name: 'v',
      description: 'd',
      updated_at: null,
      availability_zone: 'nova',
      volume_type: '__DEFAULT__',
      user_id: persona.userId,
      metadata: { b: '1', a: '2' },
    })
    expect(volume).not.toHaveProperty('os-vol-tenant-attr:tenant_id')
    await cloud.settled()
    const { updated_at, ...rest } = (await shown(volume.id)) as Record<string, unknown>
    expect(updated_at).not.toBeNull()
    expect(rest).toMatchObject({
      status: 'available',
      metadata: { b: '1', a: '2' },
      'os-vol-tenant-attr:tenant_id': persona.projectId,
      'os-vol-host-attr:host': expect.stringMatching(/^host-\d@simulated#simulated$/),
    })
  })

  test.each([
    ['a size as text', { size: '3' }, { size: 3 }],
    [
      'names with spaces around them',
      { size: 1, name: ' n ', description: ' d ' },
      { name: 'n', description: 'd' },
    ],
    [
      'the older names',
      { size: 1, display_name: 'n', display_description: 'd' },
      { name: 'n', description: 'd' },
    ],
    ['both names', { size: 1, display_name: 'older', name: 'newer' }, { name: 'newer' }],
    ['no metadata', { size: 1, metadata: null }, { metadata: {} }],
    ['the default type', { size: 1, volume_type: '' }, { volume_type: '__DEFAULT__' }],
    ['a zone', { size: 1, availability_zone: 'nova' }, { availability_zone: 'nova' }],
    ['no sharing', { size: 1, multiattach: 'off' }, { multiattach: false }],
    [
      'nothing of everything',
      { size: 1, snapshot_id: null, source_volid: null, imageRef: null },
      {},
    ],
    ['what is unknown, until 3.53', { size: 1, foo: 'bar' }, {}],
  ])('%s', async (_, sent, expected) => {
    const got = await create(sent)
    expect(got.status).toBe(202)
    expect(got.body.volume).toMatchObject(expected)
  })

  test('a type by name or by id', async () => {
    const { id } = (await admin('POST', '/types', { volume_type: { name: 'fast' } })).body
      .volume_type
    for (const volume_type of ['fast', id]) {
      const got = await create({ size: 1, volume_type }, '3.63')
      expect(got.body.volume).toMatchObject({ volume_type: 'fast', volume_type_id: id })
    }
  })

  test('scheduler hints are taken note of', async () => {
    const body = { volume: { size: 1 }, 'OS-SCH-HNT:scheduler_hints': { same_host: NOWHERE, x: 1 } }
    expect((await demo('POST', '/volumes', body, '3.53')).status).toBe(202)
  })

  test('volumes are spread over the hosts, the emptiest first', async () => {
    await using own = await startCloud()
    const api = volumeApi(own, await own.admin())
    for (let i = 0; i < 6; i += 1) await api('POST', '/volumes', { volume: { size: 1 } })
    const { volumes } = (await api('GET', '/volumes/detail')).body
    const hosts = volumes.map((v: Record<string, string>) => v['os-vol-host-attr:host']).sort()
    expect(new Set(hosts).size).toBe(3)
    expect(hosts[0]).toBe(hosts[1])
  })

  test('a disabled service gets no volumes; with none left the volume ends as error', async () => {
    await using own = await startCloud({ hosts: ['one', 'two'] })
    const api = volumeApi(own, await own.admin())
    const disable = (host: string) =>
      api('PUT', '/os-services/disable', { binary: 'cinder-volume', host: `${host}@simulated` })
    const place = async () => {
      const { id } = (await api('POST', '/volumes', { volume: { size: 1 } })).body.volume
      await own.settled()
      const { volume } = (await api('GET', `/volumes/${id}`)).body
      return [volume.status, volume['os-vol-host-attr:host'], id]
    }
    await disable('one')
    for (let i = 0; i < 3; i += 1) expect((await place())[1]).toBe('two@simulated#simulated')
    await disable('two')
    const [status, host, id] = await place()
    expect([status, host]).toEqual(['error', null])
    // What no backend has ever seen is gone at once, and its quota with it.
    expect((await api('DELETE', `/volumes/${id}`)).status).toBe(202)
    expect((await api('GET', `/volumes/${id}`)).status).toBe(404)
  })
})

describe('from another volume', () => {
  test('size, type and zone are those of the source; metadata are not copied', async () => {
    const source = await made({ size: 3, metadata: { src: '1' } })
    const got = await create({ source_volid: source })
    expect(got.body.volume).toMatchObject({ size: 3, source_volid: source, metadata: {} })
    const copy = await shown(got.body.volume.id)
    expect(copy['os-vol-host-attr:host']).toBe((await shown(source))['os-vol-host-attr:host'])
  })

  test('it may be larger, not smaller', async () => {
    const source = await made({ size: 2 })
    expect((await create({ source_volid: source, size: 5 })).body.volume.size).toBe(5)
    expect(refusal(await create({ source_volid: source, size: 1 }))).toBe(
      "400 Invalid input received: Volume size '1'GB cannot be smaller than original volume " +
        'size  2GB. They must be >= original volume size.',
    )
  })

  test('the source must be there, visible and in a fit state', async () => {
    expect(refusal(await create({ source_volid: NOWHERE }))).toBe(
      `404 Volume ${NOWHERE} could not be found.`,
    )
    const foreign = (await create({ size: 1 }, undefined, admin)).body.volume.id
    expect(refusal(await create({ source_volid: foreign }))).toBe(
      `404 Volume ${foreign} could not be found.`,
    )
    const source = await made({ size: 1 })
    await admin('POST', `/volumes/${source}/action`, { 'os-reset_status': { status: 'error' } })
    expect(refusal(await create({ source_volid: source }))).toBe(
      '400 Invalid volume: Originating source volume status must be one of ' +
        "'available, in-use' values",
    )
  })
})

describe('refused', () => {
  const STOCK =
    '400 The server could not comply with the request since it is either malformed or otherwise ' +
    'incorrect.'
  const input = (field: string, value: string, why: string) =>
    `400 Invalid input for field/attribute ${field}. Value: ${value}. ${why}`
  const none = 'is not valid under any of the given schemas'

  test.each([
    [{}, STOCK],
    [{ size: null }, STOCK],
    [{ size: 0 }, input('size', '0', '0 is less than the minimum of 1')],
    [{ size: -1 }, input('size', '-1', '-1 is less than the minimum of 1')],
    [{ size: 'abc' }, input('size', 'abc', "'abc' does not match '^[0-9]+$'")],
    [{ size: 1.5 }, input('size', '1.5', "1.5 is not of type 'integer', 'string', 'null'")],
    [{ size: true }, input('size', 'True', "True is not of type 'integer', 'string', 'null'")],
    [
      { size: 2147483648 },
      input('size', '2147483648', '2147483648 is greater than the maximum of 2147483647'),
    ],
    [
      { size: '01' },
      '400 Invalid input received: Invalid volume size provided for create request: 01 (size ' +
        'argument must be an integer (or string representation of an integer) and greater than ' +
        'zero).',
    ],
    [{ size: 1, name: 5 }, input('name', '5', "5 is not of type 'string', 'null'")],
    [
      { size: 1, name: 'n'.repeat(256) },
      '400 Invalid input received: name has 256 characters, more than 255.',
    ],
    [{ size: 1, metadata: { a: null } }, input('a', 'None', "None is not of type 'string'")],
    [{ size: 1, snapshot_id: 'abc' }, input('snapshot_id', 'abc', `'abc' ${none}`)],
    [{ size: 1, source_volid: '' }, input('source_volid', '', `'' ${none}`)],
    [{ size: 1, availability_zone: '' }, input('availability_zone', '', "'' is too short")],
    [{ size: 1, availability_zone: 'nosuch' }, "400 Availability zone 'nosuch' is invalid."],
    [{ size: 1, volume_type: 'nosuch' }, '404 Volume type with name nosuch could not be found.'],
    [{ size: 1, volume_type: NOWHERE }, `404 Volume type ${NOWHERE} could not be found.`],
    [{ size: 1, snapshot_id: NOWHERE }, `404 Snapshot ${NOWHERE} could not be found.`],
    [{ size: 1, consistencygroup_id: NOWHERE }, `404 Group ${NOWHERE} could not be found.`],
    [
      { size: 1, imageRef: NOWHERE },
      '400 Invalid image identifier or unable to access requested image.',
    ],
    [
      { size: 1, image_id: '' },
      '400 Invalid image identifier or unable to access requested image.',
    ],
    [
      { size: 1, multiattach: true },
      '400 multiattach parameter has been removed. The default behavior is to use multiattach ' +
        'enabled volume types. Contact your administrator to create a multiattach enabled volume ' +
        'type and use it to create multiattach volumes.',
    ],
    [{ size: 1, multiattach: 'abc' }, input('multiattach', 'abc', `'abc' ${none}`)],
  ])('%j', async (volume, refused) => {
    expect(refusal(await create(volume))).toBe(refused)
  })

  test('what later versions know', async () => {
    expect(refusal(await create({ size: 1, group_id: NOWHERE }, '3.13'))).toBe(
      `404 Group ${NOWHERE} could not be found.`,
    )
    expect(refusal(await create({ size: 1, backup_id: NOWHERE }, '3.47'))).toBe(
      `404 Backup ${NOWHERE} could not be found.`,
    )
    expect(refusal(await create({ size: 1, backup_id: 'x' }, '3.47'))).toBe(
      input('backup_id', 'x', `'x' ${none}`),
    )
    expect(refusal(await create({ size: 1, foo: 'bar' }, '3.53'))).toBe(
      input(
        'volume',
        "{'size': 1, 'foo': 'bar'}",
        "Additional properties are not allowed ('foo' was unexpected)",
      ),
    )
  })

  test('bodies that are no request for a volume', async () => {
    const send = async (body: unknown) => refusal(await demo('POST', '/volumes', body))
    expect(await send({})).toBe("400 'volume' is a required property")
    expect(await send({ volume: null })).toBe(
      input('volume', 'None', "None is not of type 'object'"),
    )
    expect(await send({ volume: { size: 1 }, x: 1 })).toBe(
      "400 Additional properties are not allowed ('x' was unexpected)",
    )
    const hints = { volume: { size: 1 }, 'OS-SCH-HNT:scheduler_hints': { same_host: 'b' } }
    expect(await send(hints)).toBe(input('same_host', 'b', `'b' ${none}`))
  })

  test('sizes that the type does not allow, zones it is not in', async () => {
    const extra_specs = {
      'provisioning:min_vol_size': '2',
      'provisioning:max_vol_size': '4',
      'RESKEY:availability_zones': 'elsewhere',
    }
    await admin('POST', '/types', { volume_type: { name: 'narrow', extra_specs } })
    const size = "400 Invalid input received: Specified volume size of '"
    expect(refusal(await create({ size: 1, volume_type: 'narrow' }))).toBe(
      `${size}1' is less than the minimum required size of '2' for volume type 'narrow'.`,
    )
    expect(refusal(await create({ size: 5, volume_type: 'narrow' }))).toBe(
      `${size}5' is greater than the maximum allowable size of '4' for volume type 'narrow'.`,
    )
    expect(refusal(await create({ size: 3, volume_type: 'narrow' }))).toBe(
      "400 Volume type is only supported in these availability zones: ['elsewhere']",
    )
  })

  test('more than the quotas allow: 413, with Retry-After', async () => {
    const { projectId } = await cloud.admin()
    await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { gigabytes: 5, volumes: 2 } })
    const taken = (await admin('GET', `/os-quota-sets/${projectId}?usage=True`)).body.quota_set
    const inUse = taken.gigabytes.in_use
    const got = await create({ size: 300000 }, undefined, admin)
    expect(got.body).toEqual({
      overLimit: {
        code: 413,
        message:
          'VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ' +
          `gigabytes quota. Requested 300000G, quota is 5G and ${inUse}G has been consumed.`,
        retryAfter: '0',
      },
    })
    expect(got.headers.get('retry-after')).toBe('0')
    const { volumes } = (await admin('GET', '/volumes')).body
    for (let i = volumes.length; i < 2; i += 1) await create({ size: 1 }, undefined, admin)
    expect(refusal(await create({ size: 1 }, undefined, admin))).toBe(
      "413 VolumeLimitExceeded: Maximum number of volumes allowed (2) exceeded for quota 'volumes'.",
    )
    const after = (await admin('GET', `/os-quota-sets/${projectId}?usage=True`)).body.quota_set
    expect(after.volumes.in_use).toBe(2)
  })

  test('readers may not: 403', async () => {
    const reader = volumeApi(cloud, await cloud.user('reader', 'reader', 'demo'))
    expect(refusal(await create({ size: 1 }, undefined, reader))).toBe(
      "403 Policy doesn't allow volume:create to be performed.",
    )
  })
})
