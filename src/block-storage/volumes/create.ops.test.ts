/** Creating volumes: what they then are. */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

const create = (volume: unknown, version?: string, api = my.demo) =>
  api('POST', '/volumes', { volume }, version)
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
      user_id: my.persona.userId,
      metadata: { b: '1', a: '2' },
    })
    expect(volume).not.toHaveProperty('os-vol-tenant-attr:tenant_id')
    await my.cloud.settled()
    const { updated_at, ...rest } = (await my.shown(volume.id)) as Record<string, unknown>
    expect(updated_at).not.toBeNull()
    expect(rest).toMatchObject({
      status: 'available',
      metadata: { b: '1', a: '2' },
      'os-vol-tenant-attr:tenant_id': my.persona.projectId,
      'os-vol-host-attr:host': expect.stringMatching(/^host-\d@simulated#simulated$/),
    })
  })

  test('it knows of its backend when that has made it', async () => {
    const { volume } = (await create({ size: 1 }, '3.69')).body
    expect(volume).toMatchObject({ service_uuid: null, shared_targets: true })
    await my.cloud.settled()
    expect(await my.shown(volume.id, my.demo, '3.69')).toMatchObject({
      service_uuid: expect.stringMatching(/^[0-9a-f]{8}-/),
      shared_targets: true,
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
    const { id } = (await my.admin('POST', '/types', { volume_type: { name: 'fast' } })).body
      .volume_type
    for (const volume_type of ['fast', id]) {
      const got = await create({ size: 1, volume_type }, '3.63')
      expect(got.body.volume).toMatchObject({ volume_type: 'fast', volume_type_id: id })
    }
  })

  describe('hints', () => {
    const placed = async (hints: object, api = my.demo) => {
      const body = { volume: { size: 1 }, 'OS-SCH-HNT:scheduler_hints': hints }
      const { id } = (await api('POST', '/volumes', body, '3.53')).body.volume
      await my.cloud.settled()
      const { status, 'os-vol-host-attr:host': host } = await my.shown(id)
      return host ?? status
    }

    test('bring volumes together and keep them apart', async () => {
      const first = await my.volume()
      const { 'os-vol-host-attr:host': pool } = await my.shown(first)
      for (let times = 0; times < 4; times += 1) {
        expect(await placed({ same_host: first })).toBe(pool)
        expect(await placed({ different_host: [first] })).not.toBe(pool)
      }
      const second = await placed({ different_host: [first] })
      expect(second).toMatch(/@simulated#simulated$/)
      expect(await placed({ same_host: [first], different_host: [first] })).toBe('error')
    })

    test('on volumes that are not there, or are others’, leave no pool to be beside', async () => {
      const { id } = (await my.stranger('POST', '/volumes', { volume: { size: 1 } })).body.volume
      for (const same_host of [NOWHERE, id]) expect(await placed({ same_host })).toBe('error')
      expect(await placed({ different_host: [NOWHERE, id] })).toMatch(/#simulated$/)
    })

    test('on a server that is not there leave none either, and unknown ones all', async () => {
      expect(await placed({ local_to_instance: NOWHERE })).toBe('error')
      expect(await placed({ x: 1, same_host: [] })).toMatch(/#simulated$/)
    })

    test('in the volume count too where nobody checks', async () => {
      const body = { volume: { size: 1, scheduler_hints: { same_host: 'x' } } }
      const { id } = (await my.demo('POST', '/volumes', body)).body.volume
      await my.cloud.settled()
      expect((await my.shown(id)).status).toBe('error')
    })
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
    const source = await my.volume({ size: 3, metadata: { src: '1' } })
    const got = await create({ source_volid: source })
    expect(got.body.volume).toMatchObject({ size: 3, source_volid: source, metadata: {} })
    const copy = await my.shown(got.body.volume.id)
    expect(copy['os-vol-host-attr:host']).toBe((await my.shown(source))['os-vol-host-attr:host'])
  })

  test('it may be larger, not smaller', async () => {
    const source = await my.volume({ size: 2 })
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
    const foreign = (await create({ size: 1 }, undefined, my.admin)).body.volume.id
    expect(refusal(await create({ source_volid: foreign }))).toBe(
      `404 Volume ${foreign} could not be found.`,
    )
    const source = await my.volume({ size: 1 })
    await my.admin('POST', `/volumes/${source}/action`, { 'os-reset_status': { status: 'error' } })
    expect(refusal(await create({ source_volid: source }))).toBe(
      '400 Invalid volume: Originating source volume status must be one of ' +
        "'available, in-use' values",
    )
  })
})
