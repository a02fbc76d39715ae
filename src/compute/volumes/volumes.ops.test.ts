/** Volumes and snapshots by way of Compute, which asks Block Storage for them. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let demo: Nova
let admin: Nova
let stranger: Nova
let reader: Nova

beforeAll(async () => {
  demo = new Nova(my.cloud, my.persona)
  admin = new Nova(my.cloud, await my.cloud.admin())
  stranger = new Nova(my.cloud, await my.cloud.persona('stranger', 'strangerpass', 'elsewhere'))
  reader = new Nova(my.cloud, await my.cloud.persona('reader', 'readerpass', 'demo'))
})

/** Cinder's own words come with its status and the id of the request. */
function expectSaid(got: Got, status: number, words: string, saidStatus = 400): void {
  const id = got.headers.get('x-openstack-request-id')
  expectFault(got, status, `${words} (HTTP ${saidStatus}) (Request-ID: ${id})`)
}

async function attach(id: string): Promise<void> {
  const connector = { 'os-attach': { instance_uuid: NONE, mountpoint: '/dev/vdb' } }
  expect((await my.admin('POST', `/volumes/${id}/action`, connector)).status).toBe(202)
}

const refusedTo = (rule: string) =>
  `Policy doesn't allow os_compute_api:os-volumes:${rule} to be performed.`

describe('a volume', () => {
  const create = (volume: object, nova = demo) => nova.send('POST', '/os-volumes', { volume })

  test('is created, shown and deleted', async () => {
    const texts = { display_name: 'data', display_description: 'd', metadata: { k: 'v' } }
    const made = await create({ size: '1', availability_zone: 'nova', ...texts })
    expect(made.status, made.text).toBe(200)
    const { id } = made.body.volume
    const compute = my.cloud.app.addresses.get('compute')
    expect(made.headers.get('location')).toBe(`${compute}/v2.1/os-volumes/${id}`)
    expect(Object.entries(made.body.volume)).toEqual(
      Object.entries({
        id,
        status: 'creating',
        size: 1,
        availabilityZone: 'nova',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
        attachments: [{}],
        displayName: 'data',
        displayDescription: 'd',
        volumeType: expect.any(String),
        snapshotId: null,
        metadata: { k: 'v' },
      }),
    )
    await my.cloud.settled()
    const shown = { ...made.body.volume, status: 'available' }
    for (const nova of [reader, admin]) {
      expect((await nova.get(`/os-volumes/${id}`)).body).toEqual({ volume: shown })
    }
    const missed = `Volume ${id} could not be found.`
    expectFault(await stranger.get(`/os-volumes/${id}`), 404, missed)
    expectFault(await stranger.send('DELETE', `/os-volumes/${id}`), 404, missed)
    expectFault(await reader.send('DELETE', `/os-volumes/${id}`), 403, refusedTo('delete'))
    const gone = await demo.send('DELETE', `/os-volumes/${id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    await my.cloud.settled()
    expectFault(await demo.send('DELETE', `/os-volumes/${id}`), 404, missed)
    expectFault(await demo.get('/os-volumes/nope'), 404, 'Volume nope could not be found.')
  })

  test('says to which server it is attached', async () => {
    const id = await my.volume()
    await attach(id)
    const { volume } = (await demo.get(`/os-volumes/${id}`)).body
    expect(volume.attachments).toEqual([{ id, volumeId: id, serverId: NONE, device: '/dev/vdb' }])
  })

  test('with a snapshot stays', async () => {
    const id = await my.volume()
    await my.snapshot(id)
    const refused = await demo.send('DELETE', `/os-volumes/${id}`)
    expect(refused.status).toBe(400)
    expect(refused.body.badRequest.message).toMatch(
      /^Invalid input received: Invalid volume: Volume status must be .* \(HTTP 400\) \(Request-ID: /,
    )
  })

  test('is made of a snapshot that is there', async () => {
    const snapshot = await my.snapshot(await my.volume())
    const made = await create({ size: 1, snapshot_id: snapshot })
    expect([made.status, made.body.volume.snapshotId]).toEqual([200, snapshot])
    for (const id of [NONE, 'nope']) {
      const words = `Snapshot ${id} could not be found.`
      expectFault(await create({ size: 1, snapshot_id: id }), 404, words)
    }
  })

  test('is refused in the words of Block Storage', async () => {
    const input = 'Invalid input received'
    const zone = await create({ size: 1, availability_zone: 'nope' })
    expectSaid(zone, 400, `${input}: Availability zone 'nope' is invalid.`)
    const items = await create({ size: 1, metadata: { k: 1 } })
    const reason = "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'"
    expectSaid(items, 400, `${input}: ${reason}`)
    const type = await create({ size: 1, volume_type: 'nope' })
    expectFault(type, 404, 'Volume type with name nope could not be found.')
  })

  test('counts against the quota of Block Storage', async () => {
    const persona = await my.cloud.user('poor', 'member', 'poor')
    const quota = { quota_set: { volumes: 0, snapshots: 0 } }
    await my.admin('PUT', `/os-quota-sets/${persona.projectId}`, quota)
    const words =
      "VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota 'volumes'."
    expectFault(await create({ size: 1 }, new Nova(my.cloud, persona)), 403, words)
  })

  test.each([
    [{}, "Invalid input for field/attribute volume. Value: {}. 'size' is a required property"],
    [
      { size: 0 },
      'Invalid input for field/attribute size. Value: 0. 0 is less than the minimum of 1',
    ],
    [
      { size: 'x' },
      "Invalid input for field/attribute size. Value: x. 'x' does not match '^[0-9]+$'",
    ],
    [
      { size: 1, x: 1 },
      "Invalid input for field/attribute volume. Value: {'size': 1, 'x': 1}. " +
        "Additional properties are not allowed ('x' was unexpected)",
    ],
    [
      { size: 1, volume_type: null },
      'Invalid input for field/attribute volume_type. Value: None. ' +
        "None is not of type 'string'",
    ],
  ])('cannot be %j', async (volume, reason) => expectFault(await create(volume), 400, reason))

  test('is nothing that readers make', async () => {
    expectFault(await create({ size: 1 }, reader), 403, refusedTo('create'))
  })
})

describe('a snapshot', () => {
  const create = (snapshot: object, nova = demo) => nova.send('POST', '/os-snapshots', { snapshot })

  test('is created, shown and deleted', async () => {
    const volume = await my.volume()
    const texts = { display_name: 'then', display_description: 'd' }
    const made = await create({ volume_id: volume, force: 'False', ...texts })
    expect(made.status, made.text).toBe(200)
    const { id } = made.body.snapshot
    expect(Object.entries(made.body.snapshot)).toEqual(
      Object.entries({
        id,
        volumeId: volume,
        status: 'creating',
        size: 1,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
        displayName: 'then',
        displayDescription: 'd',
      }),
    )
    await my.cloud.settled()
    const shown = { ...made.body.snapshot, status: 'available' }
    expect((await reader.get(`/os-snapshots/${id}`)).body).toEqual({ snapshot: shown })
    const missed = `Snapshot ${id} could not be found.`
    expectFault(await stranger.get(`/os-snapshots/${id}`), 404, missed)
    expectFault(await stranger.send('DELETE', `/os-snapshots/${id}`), 404, missed)
    const rule = refusedTo('snapshots:delete')
    expectFault(await reader.send('DELETE', `/os-snapshots/${id}`), 403, rule)
    const gone = await demo.send('DELETE', `/os-snapshots/${id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    await my.cloud.settled()
    expectFault(await demo.send('DELETE', `/os-snapshots/${id}`), 404, missed)
  })

  test('of a volume in use is made by force', async () => {
    const id = await my.volume()
    await attach(id)
    const refused = await create({ volume_id: id })
    expect(refused.status).toBe(400)
    expect(refused.body.badRequest.message).toMatch(/^Invalid input received: Invalid volume: /)
    expect((await create({ volume_id: id, force: 'yes' })).status).toBe(200)
  })

  test('needs a volume that is there', async () => {
    const words = `Volume ${NONE} could not be found.`
    expectFault(await create({ volume_id: NONE }), 404, words)
    const id = await my.volume()
    const foreign = await create({ volume_id: id }, stranger)
    expectFault(foreign, 404, `Volume ${id} could not be found.`)
    expectFault(await create({ volume_id: id }, reader), 403, refusedTo('snapshots:create'))
  })

  test.each([
    [
      {},
      "Invalid input for field/attribute snapshot. Value: {}. 'volume_id' is a required property",
    ],
    [
      { volume_id: NONE, display_name: null },
      'Invalid input for field/attribute display_name. Value: None. ' +
        "None is not of type 'string'",
    ],
  ])('cannot be %j', async (snapshot, reason) => expectFault(await create(snapshot), 400, reason))
})

describe.each([
  ['volumes', 'list', 'volumes'],
  ['snapshots', 'list', 'volumes:snapshots'],
])('the lists of %s', (root) => {
  test('have those of the project, newest first, and are cut', async () => {
    const nova = new Nova(my.cloud, await my.cloud.user(`lists${root}`, 'member', `lists${root}`))
    for (const name of ['a', 'b', 'c']) {
      const made = await nova.send('POST', '/os-volumes', {
        volume: { size: 1, display_name: name },
      })
      expect(made.status, made.text).toBe(200)
      await my.cloud.settled()
      const { id } = made.body.volume
      const snapshot = { volume_id: id, display_name: name }
      expect((await nova.send('POST', '/os-snapshots', { snapshot })).status).toBe(200)
      await my.cloud.settled()
    }
    const names = async (query: string) =>
      (await nova.get(`/os-${root}${query}`)).body[root].map((one: any) => one.displayName)
    expect(await names('')).toEqual(['c', 'b', 'a'])
    expect(await names('/detail?unknown=x&limit=0')).toEqual(['c', 'b', 'a'])
    expect(await names('/detail?limit=1&offset=1')).toEqual(['b'])
    expect(await names('?offset=3')).toEqual([])
    const words =
      "Invalid input for query parameters limit. Value: x. 'x' does not match '^[0-9]*$'"
    expectFault(await nova.get(`/os-${root}?limit=x`), 400, words)
    const [brief] = (await nova.get(`/os-${root}`)).body[root]
    expect((await nova.get(`/os-${root}/detail`)).body[root][0]).toEqual(brief)
    expect((await nova.get(`/os-${root}/${brief.id}`)).body[root.slice(0, -1)]).toEqual(brief)
  })
})

test.each(['os-volumes', 'os-snapshots'])('%s are gone from 2.36 on', async (root) => {
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['GET', '/detail'],
    ['GET', `/${NONE}`],
    ['DELETE', `/${NONE}`],
  ]) {
    const body = method === 'POST' ? {} : undefined
    const got = await demo.send(method!, `/${root}${path}`, body, '2.36')
    expectFault(got, 404, 'The resource could not be found.')
  }
})
