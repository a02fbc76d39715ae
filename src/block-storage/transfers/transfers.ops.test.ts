/** Volumes that are handed from one project to another. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { offersIn } from '../../../test/support/volume-transfers.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const { offer, accept, usage } = offersIn(my)

const NONE = '00000000-0000-0000-0000-000000000000'
const ROOTS = ['os-volume-transfer', 'volume-transfers'] as const

async function strangersProject(): Promise<string> {
  const { token } = await my.cloud.admin()
  const got = await my.cloud.request('identity', 'GET', '/v3/projects?name=elsewhere', { token })
  return got.body.projects[0].id
}

describe.each(ROOTS)('%s', (root) => {
  const path = `/${root}`

  test('a volume is offered, and the key told once', async () => {
    const volume_id = await my.volume()
    const transfer = { volume_id, name: ' gift ' }
    const got = await my.demo('POST', path, { transfer }, '3.54')
    expect(got.status).toBe(202)
    const { auth_key, ...told } = got.body.transfer
    expect(auth_key).toMatch(/^[0-9a-f]{16}$/)
    expect(Object.keys(got.body.transfer)).toEqual([
      'id',
      'created_at',
      'name',
      'volume_id',
      'auth_key',
      'links',
    ])
    expect(told).toMatchObject({ name: 'gift', volume_id })
    expect((await my.shown(volume_id)).status).toBe('awaiting-transfer')
    const shown = await my.demo('GET', `${path}/${told.id}`, undefined, '3.54')
    expect(shown.body.transfer).toEqual(told)
    expect(shown.body.transfer.links[0].href).toContain(`/os-volume-transfer/${told.id}`)
  })

  test('fields come with their microversions', async () => {
    const { id } = await offer()
    const keys = async (version: string) => {
      const got = await my.demo('GET', `${path}/${id}`, undefined, version)
      return Object.keys(got.body.transfer).slice(5)
    }
    expect(await keys('3.54')).toEqual([])
    expect(await keys('3.55')).toEqual(['no_snapshots'])
    expect(await keys('3.57')).toEqual([
      'no_snapshots',
      'destination_project_id',
      'source_project_id',
      'accepted',
    ])
    const { transfer } = (await my.demo('GET', `${path}/${id}`, undefined, '3.57')).body
    expect(transfer).toMatchObject({
      no_snapshots: false,
      destination_project_id: null,
      source_project_id: my.persona.projectId,
      accepted: false,
    })
  })

  test('only the owners and administrators see it', async () => {
    const { id } = await offer()
    expect((await my.reader('GET', `${path}/${id}`)).status).toBe(200)
    expect((await my.admin('GET', `${path}/${id}`)).status).toBe(200)
    expect(refusal(await my.stranger('GET', `${path}/${id}`))).toBe(
      `404 Transfer ${id} could not be found.`,
    )
    expect(refusal(await my.stranger('DELETE', `${path}/${id}`))).toBe(
      `404 Transfer ${id} could not be found.`,
    )
    expect((await my.stranger('GET', path)).body).toEqual({ transfers: [] })
  })

  test('readers may neither offer, accept nor take back', async () => {
    const { id, key, volume } = await offer()
    expect(refusal(await my.reader('POST', path, { transfer: { volume_id: volume } }))).toBe(
      "403 Policy doesn't allow volume:create_transfer to be performed.",
    )
    expect((await my.reader('POST', path, { transfer: { volume_id: NONE } })).status).toBe(404)
    const accepting = { accept: { auth_key: key } }
    expect(refusal(await my.reader('POST', `${path}/${id}/accept`, accepting))).toBe(
      "403 Policy doesn't allow volume:accept_transfer to be performed.",
    )
    expect((await my.reader('POST', `${path}/${NONE}/accept`, accepting)).status).toBe(403)
    expect(refusal(await my.reader('DELETE', `${path}/${id}`))).toBe(
      "403 Policy doesn't allow volume:delete_transfer to be performed.",
    )
    expect((await my.reader('DELETE', `${path}/${NONE}`)).status).toBe(404)
  })

  test('an offer that is taken back leaves the volume available', async () => {
    const { id, key, volume } = await offer()
    const got = await my.demo('DELETE', `${path}/${id}`)
    expect([got.status, got.text]).toEqual([202, ''])
    expect((await my.shown(volume)).status).toBe('available')
    expect(refusal(await accept(id, key))).toBe(`404 Transfer ${id} could not be found.`)
    expect((await my.demo('DELETE', `${path}/${id}`)).status).toBe(404)
  })

  test('whoever has the key takes the volume, with its metadata and its quota', async () => {
    const other = await strangersProject()
    const volume = await my.volume({ size: 3, metadata: { k: root } })
    const { id, key } = await offer({ name: 'gift' }, volume)
    const before = [await usage(my.persona.projectId), await usage(other)] as const
    const got = await my.stranger('POST', `${path}/${id}/accept`, { accept: { auth_key: key } })
    expect(got.status).toBe(202)
    expect(Object.keys(got.body.transfer)).toEqual(['id', 'volume_id', 'name', 'links'])
    expect(got.body.transfer).toMatchObject({ id, volume_id: volume, name: 'gift' })
    expect((await my.demo('GET', `/volumes/${volume}`)).status).toBe(404)
    const shown = await my.shown(volume, my.stranger)
    expect(shown).toMatchObject({
      status: 'available',
      metadata: { k: root },
      'os-vol-tenant-attr:tenant_id': other,
    })
    expect(shown.user_id).not.toBe(my.persona.userId)
    const found = await my.stranger('GET', `/volumes?metadata={'k':'${root}'}`)
    expect(found.body.volumes.map((each: { id: string }) => each.id)).toContain(volume)
    const [[v, g], [ov, og]] = before
    expect(await usage(my.persona.projectId)).toEqual([v - 1, g - 3])
    expect(await usage(other)).toEqual([ov + 1, og + 3])
    expect((await my.demo('GET', `${path}/${id}`)).status).toBe(404)
    const gone = `404 Transfer ${id} could not be found.`
    expect(refusal(await accept(id, key))).toBe(gone)
  })

  test.each([
    [{}, "Invalid input for field/attribute accept. Value: {}. 'auth_key' is a required property"],
    [
      { auth_key: null },
      "Invalid input for field/attribute auth_key. Value: None. None is not of type 'string', 'integer'",
    ],
    [{ auth_key: 'x' }, undefined],
    [{ auth_key: 5 }, undefined],
  ])('a wrong key %j is refused', async (body, message) => {
    const { id } = await offer()
    const got = await my.stranger('POST', `${path}/${id}/accept`, { accept: body })
    const wrong = `Invalid auth key: Attempt to transfer ${id} with invalid auth key.`
    expect(refusal(got)).toBe(`400 ${message ?? wrong}`)
  })

  test.each([
    [{ name: 'x' }, /'volume_id' is a required property/],
    [{ volume_id: 'x' }, /'x' is not a 'uuid'/],
    [{ volume_id: NONE, name: ' ' }, /is not valid under any of the given schemas/],
    [{ volume_id: NONE, name: 'n'.repeat(256) }, /is not valid under any of the given schemas/],
    [{ volume_id: NONE, x: 1 }, /Additional properties are not allowed \('x' was unexpected\)/],
    [{ volume_id: NONE, no_snapshots: true }, /'no_snapshots' was unexpected/],
  ])('%j is no offer', async (transfer, message) => {
    const got = await my.demo('POST', path, { transfer }, '3.54')
    expect(refusal(got)).toMatch(/^400/)
    expect(refusal(got)).toMatch(message)
  })

  test('only a volume that is available and known can be offered', async () => {
    const { volume } = await offer()
    const again = await my.demo('POST', path, { transfer: { volume_id: volume } })
    expect(refusal(again)).toBe('400 Invalid volume: status must be available')
    for (const [api, id] of [
      [my.demo, NONE],
      [my.stranger, volume],
    ] as const) {
      const got = await api('POST', path, { transfer: { volume_id: id } })
      expect(refusal(got)).toBe(`404 Volume ${id} could not be found.`)
    }
  })
})

test('the newer root takes snapshots along or leaves them, from 3.55 on', async () => {
  const volume_id = await my.volume()
  const send = (no_snapshots: unknown) =>
    my.demo('POST', '/volume-transfers', { transfer: { volume_id, no_snapshots } }, '3.55')
  expect(refusal(await send('x'))).toMatch(/^400 .*no_snapshots.*'x' is not one of \[True/)
  expect((await send('yes')).body.transfer.no_snapshots).toBe(true)
})

describe('the snapshots of a volume', () => {
  const snapshotted = async () => {
    const volume_id = await my.volume()
    const snapshot = { volume_id, metadata: { k: 'v' } }
    const { body } = await my.demo('POST', '/snapshots', { snapshot })
    await my.cloud.settled()
    return { volume_id, id: body.snapshot.id as string }
  }

  test('go along, and count for the other project', async () => {
    const { volume_id, id } = await snapshotted()
    const project = await strangersProject()
    const [volumes, gigabytes] = await usage(project)
    const offered = await offer({}, volume_id)
    expect((await accept(offered.id, offered.key)).status).toBe(202)
    expect(await usage(project)).toEqual([volumes + 1, gigabytes + 2])
    expect((await my.demo('GET', `/snapshots/${id}`)).status).toBe(404)
    expect((await my.stranger('GET', `/snapshots/${id}`)).body.snapshot).toMatchObject({
      'os-extended-snapshot-attributes:project_id': project,
      metadata: { k: 'v' },
    })
  })

  test('stay where the offer says so', async () => {
    const { volume_id, id } = await snapshotted()
    const transfer = { volume_id, no_snapshots: true }
    const { body } = await my.demo('POST', '/volume-transfers', { transfer }, '3.55')
    expect((await accept(body.transfer.id, body.transfer.auth_key)).status).toBe(202)
    expect((await my.demo('GET', `/snapshots/${id}`)).status).toBe(200)
  })

  test('are refused with the volume where the other project may have no more', async () => {
    const { volume_id, id } = await snapshotted()
    const project = await strangersProject()
    const limit = (snapshots: number) =>
      my.admin('PUT', `/os-quota-sets/${project}`, { quota_set: { snapshots } })
    const { quota_set } = (await my.admin('GET', `/os-quota-sets/${project}?usage=True`)).body
    await limit(quota_set.snapshots.in_use)
    const before = await usage(project)
    const offered = await offer({}, volume_id)
    expect(refusal(await accept(offered.id, offered.key))).toMatch(/^413 SnapshotLimitExceeded/)
    expect(await usage(project)).toEqual(before)
    expect((await my.demo('GET', `/snapshots/${id}`)).status).toBe(200)
    await limit(10)
  })
})

test('who accepts an own offer has room for the volume and its snapshots once more', async () => {
  const volume_id = await my.volume()
  await my.demo('POST', '/snapshots', { snapshot: { volume_id } })
  await my.cloud.settled()
  const { projectId } = my.persona
  const [, gigabytes] = await usage(projectId)
  const allow = (gib: number) =>
    my.admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { gigabytes: gib } })
  const { id, key } = await offer({}, volume_id)
  await allow(gigabytes + 1)
  expect((await accept(id, key, my.demo)).status).toBe(413)
  await allow(gigabytes + 2)
  expect((await accept(id, key, my.demo)).status).toBe(202)
  expect((await usage(projectId))[1]).toBe(gigabytes)
  await allow(1000)
})

test('a volume that is deleted takes its offers along', async () => {
  const { id, volume } = await offer()
  const force = `/volumes/${volume}?force=True`
  expect((await my.admin('DELETE', force, undefined, '3.23')).status).toBe(202)
  await my.cloud.settled()
  expect((await my.demo('GET', `/os-volume-transfer/${id}`)).status).toBe(404)
})

test('no key is kept that could be read', async () => {
  const { id, key } = await offer()
  const row = await my.cloud.app.database.read((tx) =>
    tx.db.selectFrom('volume_transfers').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  expect(row!.key_hash).toMatch(/^[0-9a-f]{64}$/)
  expect(JSON.stringify(row)).not.toContain(key)
})

test('v2 has the older root alone', async () => {
  const { token, projectId } = my.persona
  const ask = (path: string) =>
    my.cloud.request('block-storage', 'GET', `/v2/${projectId}/${path}`, { token })
  const { id } = await offer()
  expect((await ask(`os-volume-transfer/${id}`)).body.transfer.links[0].href).toContain('/v2/')
  expect((await ask('volume-transfers')).status).toBe(404)
})
