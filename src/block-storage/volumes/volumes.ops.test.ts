/** Volumes: show, update, delete. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let persona: Persona
let demo: VolumeApi
let admin: VolumeApi
let reader: VolumeApi
let stranger: VolumeApi

beforeAll(async () => {
  cloud = await startCloud()
  persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  admin = volumeApi(cloud, await cloud.admin())
  reader = volumeApi(cloud, await cloud.user('reader', 'reader', 'demo'))
  stranger = volumeApi(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
  await admin('PUT', `/os-quota-sets/${persona.projectId}`, { quota_set: { volumes: -1 } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

async function volume(more: object = {}): Promise<string> {
  const got = await demo('POST', '/volumes', { volume: { size: 1, ...more } })
  await cloud.settled()
  return got.body.volume.id
}
const shown = async (id: string, api = demo, version?: string) =>
  (await api('GET', `/volumes/${id}`, undefined, version)).body.volume
const reset = async (id: string, to: object) => {
  const got = await admin('POST', `/volumes/${id}/action`, { 'os-reset_status': to })
  expect(got.status).toBe(202)
}

describe('show', () => {
  const FIELDS = [
    ...['id', 'status', 'size', 'availability_zone', 'created_at', 'updated_at', 'name'],
    ...['description', 'volume_type', 'snapshot_id', 'source_volid', 'metadata', 'links'],
    ...['user_id', 'bootable', 'encrypted', 'replication_status', 'consistencygroup_id'],
    ...['multiattach', 'attachments'],
  ]

  test('has the fields of the real service in its order', async () => {
    const id = await volume({ name: 'v', description: 'd', metadata: { k: 'v' } })
    const body = await shown(id)
    const { projectId, userId } = persona
    const base = cloud.app.addresses.get('block-storage')
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
    expect(body).toEqual({
      id,
      status: 'available',
      size: 1,
      availability_zone: 'nova',
      created_at: time,
      updated_at: time,
      name: 'v',
      description: 'd',
      volume_type: '__DEFAULT__',
      snapshot_id: null,
      source_volid: null,
      metadata: { k: 'v' },
      links: [
        { rel: 'self', href: `${base}/v3/${projectId}/volumes/${id}` },
        { rel: 'bookmark', href: `${base}/${projectId}/volumes/${id}` },
      ],
      user_id: userId,
      bootable: 'false',
      encrypted: false,
      replication_status: null,
      consistencygroup_id: null,
      multiattach: false,
      attachments: [],
      'os-vol-tenant-attr:tenant_id': projectId,
    })
    expect(Object.keys(body)).toEqual([...FIELDS, 'os-vol-tenant-attr:tenant_id'])
  })

  test('what each microversion added', async () => {
    const id = await volume()
    const before = new Set(Object.keys(await shown(id)))
    const added = async (version: string) => {
      const names = Object.keys(await shown(id, admin, version)).filter((name) => !before.has(name))
      for (const name of names) before.add(name)
      return names
    }
    expect(await added('3.0')).toEqual([
      'migration_status',
      'os-vol-mig-status-attr:migstat',
      'os-vol-mig-status-attr:name_id',
      'os-vol-host-attr:host',
    ])
    expect(await added('3.12')).toEqual([])
    expect(await added('3.13')).toEqual(['group_id'])
    expect(await added('3.20')).toEqual([])
    expect(await added('3.21')).toEqual(['provider_id'])
    expect(await added('3.47')).toEqual([])
    expect(await added('3.48')).toEqual(['shared_targets', 'service_uuid'])
    expect(await added('3.60')).toEqual([])
    expect(await added('3.61')).toEqual(['cluster_name'])
    expect(await added('3.62')).toEqual([])
    expect(await added('3.63')).toEqual(['volume_type_id'])
    expect(await added('3.64')).toEqual([])
    expect(await added('3.65')).toEqual(['consumes_quota'])
    expect(await added('3.71')).toEqual([])
  })

  test('what only administrators see', async () => {
    const body = await shown(await volume(), demo, '3.71')
    for (const name of ['migration_status', 'provider_id', 'cluster_name']) {
      expect(body).not.toHaveProperty(name)
    }
    expect(Object.keys(body).filter((name) => name.startsWith('os-'))).toEqual([
      'os-vol-tenant-attr:tenant_id',
    ])
  })

  test('states that came later show as those before them', async () => {
    const id = await volume()
    await reset(id, { status: 'managing' })
    expect((await shown(id)).status).toBe('creating')
    await reset(id, { status: 'error_managing' })
    expect((await shown(id)).status).toBe('error')
  })

  test('links name the project only where the request does', async () => {
    const id = await volume()
    const { token } = persona
    const got = await cloud.request('block-storage', 'GET', `/v3/volumes/${id}`, { token })
    const base = cloud.app.addresses.get('block-storage')
    expect(got.body.volume.links.map((link: { href: string }) => link.href)).toEqual([
      `${base}/v3/volumes/${id}`,
      `${base}/volumes/${id}`,
    ])
  })

  test('v2 shows what v3 showed at first', async () => {
    const id = await volume()
    const v2 = volumeApi(cloud, persona, '/v2')
    const body = (await v2('GET', `/volumes/${id}`, undefined, '3.71')).body.volume
    expect(Object.keys(body)).toEqual([...FIELDS, 'os-vol-tenant-attr:tenant_id'])
    expect(body.links[0].href).toMatch(`/v2/${persona.projectId}/volumes/${id}`)
  })

  test('readers and administrators see it; for others there is none: 404', async () => {
    const id = await volume()
    expect((await shown(id, reader)).id).toBe(id)
    expect((await shown(id, admin)).id).toBe(id)
    expect(refusal(await stranger('GET', `/volumes/${id}`))).toBe(
      `404 Volume ${id} could not be found.`,
    )
  })
})

describe('update', () => {
  test('changes name and description, and leaves the rest alone', async () => {
    const id = await volume({ name: 'old', description: 'kept', metadata: { k: 'v' } })
    const got = await demo('PUT', `/volumes/${id}`, { volume: { name: '  new ' } })
    expect(got.status).toBe(200)
    expect(got.body.volume).toMatchObject({
      name: 'new',
      description: 'kept',
      metadata: { k: 'v' },
    })
    expect(await shown(id)).toMatchObject(got.body.volume)
    expect(got.body.volume).not.toHaveProperty('os-vol-tenant-attr:tenant_id')
  })

  test('null takes name and description away', async () => {
    const id = await volume({ name: 'old', description: 'old' })
    await demo('PUT', `/volumes/${id}`, { volume: { name: null, description: null } })
    expect(await shown(id)).toMatchObject({ name: null, description: null })
  })

  test('the older names of fields mean the same, but count less', async () => {
    const id = await volume()
    const both = { display_name: 'older', display_description: 'text' }
    await demo('PUT', `/volumes/${id}`, { volume: both })
    expect(await shown(id)).toMatchObject({ name: 'older', description: 'text' })
    await demo('PUT', `/volumes/${id}`, { volume: { ...both, name: 'newer' } })
    expect(await shown(id)).toMatchObject({ name: 'newer', description: 'text' })
  })

  test('metadata are replaced', async () => {
    const id = await volume({ metadata: { gone: 'x', kept: 'y' } })
    const volumeBody = { volume: { metadata: { new: 'n', kept: 'y' } } }
    const got = await demo('PUT', `/volumes/${id}`, volumeBody, '3.53')
    expect(got.body.volume.metadata).toEqual({ new: 'n', kept: 'y' })
    expect((await shown(id)).metadata).toEqual({ new: 'n', kept: 'y' })
  })

  test('nothing to change is fine until 3.53', async () => {
    const id = await volume()
    expect((await demo('PUT', `/volumes/${id}`, { volume: {} }, '3.52')).status).toBe(200)
    expect(refusal(await demo('PUT', `/volumes/${id}`, { volume: {} }, '3.53'))).toBe(
      '400 Invalid input for field/attribute volume. Value: {}. ' +
        '{} is not valid under any of the given schemas',
    )
  })

  test.each([
    [{}, "400 'volume' is a required property"],
    [
      { volume: { size: 1 } },
      "400 Invalid input for field/attribute volume. Value: {'size': 1}. " +
        "Additional properties are not allowed ('size' was unexpected)",
    ],
    [
      { volume: { name: 5 } },
      "400 Invalid input for field/attribute name. Value: 5. 5 is not of type 'string', 'null'",
    ],
    [
      { volume: { name: 'n'.repeat(256) } },
      '400 Invalid input received: name has 256 characters, more than 255.',
    ],
    [
      { volume: { description: 'd'.repeat(256) } },
      '400 Invalid input received: description has 256 characters, more than 255.',
    ],
    [
      { volume: { metadata: null } },
      "400 Invalid input for field/attribute metadata. Value: None. None is not of type 'object'",
    ],
  ])('%j is 400', async (body, refused) => {
    const id = await volume()
    expect(refusal(await demo('PUT', `/volumes/${id}`, body))).toBe(refused)
  })

  test('a volume in maintenance is left alone: 400', async () => {
    const id = await volume()
    await reset(id, { status: 'maintenance' })
    expect(refusal(await demo('PUT', `/volumes/${id}`, { volume: { name: 'n' } }))).toBe(
      '400 Invalid volume: The volume cannot be updated during maintenance.',
    )
  })

  test('readers may not: 403; for others there is none: 404', async () => {
    const id = await volume({ name: 'mine' })
    const body = { volume: { name: 'n' } }
    expect(refusal(await reader('PUT', `/volumes/${id}`, body))).toBe(
      "403 Policy doesn't allow volume:update to be performed.",
    )
    expect((await stranger('PUT', `/volumes/${id}`, body)).status).toBe(404)
    expect((await shown(id)).name).toBe('mine')
  })
})

describe('delete', () => {
  const remove = (id: string, query = '', api = demo, version?: string) =>
    api('DELETE', `/volumes/${id}${query}`, undefined, version)
  const REST =
    'must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, ' +
    'or be disassociated from snapshots after volume transfer.'
  const NOT_NOW =
    '400 Invalid volume: Volume status must be available or error or error_restoring or ' +
    `error_extending or error_managing and ${REST}`

  test('answers with nothing, and the volume goes', async () => {
    const id = await volume({ metadata: { k: 'v' } })
    const got = await remove(id)
    expect([got.status, got.text]).toEqual([202, ''])
    await cloud.settled()
    expect(refusal(await remove(id))).toBe(`404 Volume ${id} could not be found.`)
    const { volumes } = (await demo('GET', `/volumes?metadata={'k':'v'}`)).body
    expect(volumes.map((each: { id: string }) => each.id)).not.toContain(id)
  })

  test('gives the quotas back', async () => {
    const used = async () => {
      const path = `/os-quota-sets/${persona.projectId}?usage=True`
      const { volumes, gigabytes, gigabytes___DEFAULT__ } = (await demo('GET', path)).body.quota_set
      return [volumes.in_use, gigabytes.in_use, gigabytes___DEFAULT__.in_use]
    }
    const before = await used()
    const id = await volume({ size: 7 })
    expect(await used()).toEqual([before[0] + 1, before[1] + 7, before[2] + 7])
    await remove(id)
    await cloud.settled()
    expect(await used()).toEqual(before)
  })

  test.each([
    { status: 'creating' },
    { status: 'extending' },
    { status: 'error_deleting' },
    { status: 'reserved' },
    { status: 'maintenance' },
    { attach_status: 'attached' },
  ])('with %j it is refused: 400', async (state) => {
    const id = await volume()
    await reset(id, state)
    expect(refusal(await remove(id))).toBe(NOT_NOW)
    await reset(id, { status: 'available', attach_status: 'detached' })
    expect((await remove(id)).status).toBe(202)
  })

  test.each(['error', 'error_restoring', 'error_extending', 'error_managing'])(
    'in %s it works',
    async (status) => {
      const id = await volume()
      await reset(id, { status })
      expect((await remove(id)).status).toBe(202)
      await cloud.settled()
      expect((await remove(id)).status).toBe(404)
    },
  )

  test('a migration forbids it, a finished one does not', async () => {
    const id = await volume()
    await reset(id, { migration_status: 'migrating' })
    expect(refusal(await remove(id))).toBe(NOT_NOW)
    await reset(id, { migration_status: 'success' })
    expect((await remove(id)).status).toBe(202)
  })

  test('from 3.23 on administrators can force it, whatever the state', async () => {
    const id = await volume()
    await reset(id, { status: 'creating' })
    expect(refusal(await remove(id, '?force=true', admin, '3.22'))).toBe(NOT_NOW)
    expect(refusal(await remove(id, '?force=true', demo, '3.23'))).toBe(
      "403 Policy doesn't allow volume:force_delete to be performed.",
    )
    await reset(id, { attach_status: 'attached' })
    expect(refusal(await remove(id, '?force=true', admin, '3.23'))).toBe(
      `400 Invalid volume: Volume  ${REST}`,
    )
    await reset(id, { attach_status: 'detached' })
    expect((await remove(id, '?force=1', admin, '3.23')).status).toBe(202)
  })

  test('switches that are no booleans are 400', async () => {
    const id = await volume()
    expect(refusal(await remove(id, '?cascade=abc'))).toBe(
      "400 Value 'abc' for 'cascade' is not a boolean.",
    )
    expect(refusal(await remove(id, '?force=abc', demo, '3.23'))).toBe(
      "400 Value 'abc' for 'force' is not a boolean.",
    )
    expect((await remove(id, '?force=abc&cascade=yes')).status).toBe(202)
  })

  test('readers may not: 403; for others there is none: 404', async () => {
    const id = await volume()
    expect(refusal(await remove(id, '', reader))).toBe(
      "403 Policy doesn't allow volume:delete to be performed.",
    )
    expect((await remove(id, '', stranger)).status).toBe(404)
    expect((await shown(id)).status).toBe('available')
  })
})
