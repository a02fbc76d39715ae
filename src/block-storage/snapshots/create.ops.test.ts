/** Making snapshots. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

const create = (snapshot: object, api = my.demo, version?: string) =>
  api('POST', '/snapshots', { snapshot }, version)

describe('create', () => {
  test('answers 202 with a snapshot that is being made, and it becomes available', async () => {
    const volumeId = await my.volume({ size: 3 })
    const got = await create({
      volume_id: volumeId,
      name: ' s1 ',
      description: 'first',
      metadata: { k: 'v', a: 'b' },
    })
    expect(got.status).toBe(202)
    const { id, created_at } = got.body.snapshot
    const base = {
      id,
      name: 's1',
      description: 'first',
      volume_id: volumeId,
      size: 3,
      metadata: { k: 'v', a: 'b' },
      created_at,
    }
    expect(got.body).toEqual({ snapshot: { ...base, status: 'creating', updated_at: null } })
    await my.cloud.settled()
    expect((await my.demo('GET', `/snapshots/${id}`)).body).toEqual({
      snapshot: {
        ...base,
        status: 'available',
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{6}$/),
        'os-extended-snapshot-attributes:project_id': my.persona.projectId,
        'os-extended-snapshot-attributes:progress': '100%',
      },
    })
  })

  test('each microversion adds its fields', async () => {
    const volume = { volume_id: await my.volume() }
    const added = async (version: string) => {
      const { snapshot } = (await create(volume, my.demo, version)).body
      return Object.entries(snapshot).slice(9)
    }
    const group = ['group_snapshot_id', null]
    const user = ['user_id', my.persona.userId]
    expect(await added('3.13')).toEqual([])
    expect(await added('3.14')).toEqual([group])
    expect(await added('3.41')).toEqual([group, user])
    expect(await added('3.65')).toEqual([group, user, ['consumes_quota', true]])
  })

  test('v2 makes them too', async () => {
    const path = `/v2/${my.persona.projectId}/snapshots`
    const body = { snapshot: { volume_id: await my.volume() } }
    const { token } = my.persona
    const got = await my.cloud.request('block-storage', 'POST', path, { token, body })
    expect([got.status, got.body.snapshot.status]).toEqual([202, 'creating'])
  })

  test('display_name counts where there is no name', async () => {
    const volume = { volume_id: await my.volume() }
    const nameOf = async (more: object) => (await create({ ...volume, ...more })).body.snapshot.name
    expect(await nameOf({ display_name: 'dn' })).toBe('dn')
    expect(await nameOf({ display_name: 'dn', name: null })).toBe(null)
  })

  test('what an administrator makes belongs to the administrator', async () => {
    const { id } = (await create({ volume_id: await my.volume() }, my.admin)).body.snapshot
    expect((await my.demo('GET', `/snapshots/${id}`)).status).toBe(404)
    const used = await my.admin('GET', `/snapshots/${id}`)
    expect(used.body.snapshot['os-extended-snapshot-attributes:project_id']).not.toBe(
      my.persona.projectId,
    )
  })
})

describe('of a volume in use', () => {
  async function inUse(): Promise<string> {
    const id = await my.volume()
    await my.cloud.app.database.write((tx) =>
      tx.db.updateTable('volumes').set({ status: 'in-use' }).where('id', '=', id).execute(),
    )
    return id
  }

  test.each([
    ['3.65', {}, 400],
    ['3.65', { force: false }, 400],
    ['3.65', { force: true }, 202],
    ['3.65', { force: 'yes' }, 202],
    ['3.66', {}, 202],
    ['3.66', { force: 'True' }, 202],
  ])('at %s with %j: %i', async (version, force, status) => {
    const got = await create({ volume_id: await inUse(), ...force }, my.demo, version)
    expect(got.status).toBe(status)
  })

  test('from 3.66 on force cannot be false: 400', async () => {
    const volume_id = await my.volume()
    for (const force of [false, 'no']) {
      expect(refusal(await create({ volume_id, force }, my.demo, '3.66'))).toBe(
        "400 Since microversion 3.66 the 'force' flag is invalid for this request.  For backward " +
          "compatability, however, when the 'force' flag is passed with a value evaluating to " +
          'True, it is silently ignored.',
      )
    }
  })
})

describe('refusals', () => {
  test.each([
    [
      {},
      "Invalid input for field/attribute snapshot. Value: {}. 'volume_id' is a required property",
    ],
    [
      { volume_id: 'x' },
      "Invalid input for field/attribute volume_id. Value: x. 'x' is not valid under any of the " +
        'given schemas',
    ],
    [
      { volume_id: NONE, force: 1 },
      "Invalid input for field/attribute force. Value: 1. 1 is not of type 'boolean', 'string'",
    ],
    [
      { volume_id: NONE, metadata: { '': 'b' } },
      "Invalid input for field/attribute metadata. Value: {'': 'b'}. '' does not match any of the " +
        "regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'",
    ],
  ])('%j: 400, whether the volume is there or not', async (snapshot, message) => {
    expect(refusal(await create(snapshot))).toBe(`400 ${message}`)
  })

  test('a volume that is not there, or is hidden: 404', async () => {
    expect(refusal(await create({ volume_id: NONE }))).toBe(
      `404 Volume ${NONE} could not be found.`,
    )
    expect(refusal(await create({ volume_id: null }))).toBe('404 Volume None could not be found.')
    const id = await my.volume()
    expect(refusal(await create({ volume_id: id }, my.stranger))).toBe(
      `404 Volume ${id} could not be found.`,
    )
  })

  test('a reader may not: 403', async () => {
    expect(refusal(await create({ volume_id: await my.volume() }, my.reader))).toBe(
      "403 Policy doesn't allow volume:create_snapshot to be performed.",
    )
  })

  test('a volume that no backend took has none: 400', async () => {
    const id = await my.volume()
    await my.cloud.app.database.write((tx) =>
      tx.db.updateTable('volumes').set({ host: null }).where('id', '=', id).execute(),
    )
    expect(refusal(await create({ volume_id: id }))).toBe(
      '400 Invalid volume: The snapshot cannot be created because volume has not been scheduled ' +
        'to any host.',
    )
  })
})

describe('quotas', () => {
  const used = async () => {
    const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
    const { quota_set: all } = (await my.demo('GET', path)).body
    return ['snapshots', 'gigabytes', 'snapshots___DEFAULT__', 'gigabytes___DEFAULT__'].map(
      (name) => all[name].in_use,
    )
  }
  const limit = (quota_set: object) =>
    my.admin('PUT', `/os-quota-sets/${my.persona.projectId}`, { quota_set })

  test('a snapshot counts, with its GiB, for the project and for the type', async () => {
    const volume_id = await my.volume({ size: 4 })
    const before = await used()
    const { id } = (await create({ volume_id })).body.snapshot
    await my.cloud.settled()
    const [snapshots, gigabytes, ofType, gigabytesOfType] = before
    expect(await used()).toEqual([snapshots + 1, gigabytes + 4, ofType + 1, gigabytesOfType + 4])
    expect((await my.demo('DELETE', `/snapshots/${id}`)).status).toBe(202)
    await my.cloud.settled()
    expect(await used()).toEqual(before)
  })

  test('without quota there is no snapshot: 413', async () => {
    const volume_id = await my.volume({ size: 2 })
    const [snapshots, gigabytes] = await used()
    const listed = async () => (await my.demo('GET', '/snapshots')).body.snapshots.length
    const before = await listed()
    await limit({ snapshots })
    const got = await create({ volume_id })
    expect(refusal(got)).toBe(
      `413 SnapshotLimitExceeded: Maximum number of snapshots allowed (${snapshots}) exceeded`,
    )
    expect(got.headers.get('retry-after')).toBe('0')
    await limit({ snapshots: -1, gigabytes: gigabytes + 1 })
    expect(refusal(await create({ volume_id }))).toBe(
      '413 VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ' +
        `gigabytes quota. Requested 2G, quota is ${gigabytes + 1}G and ${gigabytes}G has been ` +
        'consumed.',
    )
    await limit({ gigabytes: -1, snapshots___DEFAULT__: snapshots })
    expect((await create({ volume_id })).status).toBe(413)
    await limit({ snapshots___DEFAULT__: -1 })
    expect(await listed()).toBe(before)
    expect((await create({ volume_id })).status).toBe(202)
  })
})
