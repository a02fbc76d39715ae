/** Showing and changing volumes. */
import { describe, expect, test } from 'vitest'
import { refusal, volumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

describe('show', () => {
  const FIELDS = [
    ...['id', 'status', 'size', 'availability_zone', 'created_at', 'updated_at', 'name'],
    ...['description', 'volume_type', 'snapshot_id', 'source_volid', 'metadata', 'links'],
    ...['user_id', 'bootable', 'encrypted', 'replication_status', 'consistencygroup_id'],
    ...['multiattach', 'attachments'],
  ]

  test('has the fields of the real service in its order', async () => {
    const id = await my.volume({ name: 'v', description: 'd', metadata: { k: 'v' } })
    const body = await my.shown(id, my.demo)
    const { projectId, userId } = my.persona
    const base = my.cloud.app.addresses.get('block-storage')
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
    const id = await my.volume()
    const before = new Set(Object.keys(await my.shown(id, my.demo)))
    const added = async (version: string) => {
      const names = Object.keys(await my.shown(id, my.admin, version)).filter(
        (name) => !before.has(name),
      )
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
    const body = await my.shown(await my.volume(), my.demo, '3.71')
    for (const name of ['migration_status', 'provider_id', 'cluster_name']) {
      expect(body).not.toHaveProperty(name)
    }
    expect(Object.keys(body).filter((name) => name.startsWith('os-'))).toEqual([
      'os-vol-tenant-attr:tenant_id',
    ])
  })

  test('states that came later show as those before them', async () => {
    const id = await my.volume()
    await my.reset(id, { status: 'managing' })
    expect((await my.shown(id)).status).toBe('creating')
    await my.reset(id, { status: 'error_managing' })
    expect((await my.shown(id)).status).toBe('error')
  })

  test('links name the project only where the request does', async () => {
    const id = await my.volume()
    const { token } = my.persona
    const got = await my.cloud.request('block-storage', 'GET', `/v3/volumes/${id}`, { token })
    const base = my.cloud.app.addresses.get('block-storage')
    expect(got.body.volume.links.map((link: { href: string }) => link.href)).toEqual([
      `${base}/v3/volumes/${id}`,
      `${base}/volumes/${id}`,
    ])
  })

  test('v2 shows what v3 showed at first', async () => {
    const id = await my.volume()
    const v2 = volumeApi(my.cloud, my.persona, '/v2')
    const body = (await v2('GET', `/volumes/${id}`, undefined, '3.71')).body.volume
    expect(Object.keys(body)).toEqual([...FIELDS, 'os-vol-tenant-attr:tenant_id'])
    expect(body.links[0].href).toMatch(`/v2/${my.persona.projectId}/volumes/${id}`)
  })

  test('readers and administrators see it; for others there is none: 404', async () => {
    const id = await my.volume()
    expect((await my.shown(id, my.reader)).id).toBe(id)
    expect((await my.shown(id, my.admin)).id).toBe(id)
    expect(refusal(await my.stranger('GET', `/volumes/${id}`))).toBe(
      `404 Volume ${id} could not be found.`,
    )
  })
})

describe('update', () => {
  test('changes name and description, and leaves the rest alone', async () => {
    const id = await my.volume({ name: 'old', description: 'kept', metadata: { k: 'v' } })
    const got = await my.demo('PUT', `/volumes/${id}`, { volume: { name: '  new ' } })
    expect(got.status).toBe(200)
    expect(got.body.volume).toMatchObject({
      name: 'new',
      description: 'kept',
      metadata: { k: 'v' },
    })
    expect(await my.shown(id, my.demo)).toMatchObject(got.body.volume)
    expect(got.body.volume).not.toHaveProperty('os-vol-tenant-attr:tenant_id')
  })

  test('null takes name and description away', async () => {
    const id = await my.volume({ name: 'old', description: 'old' })
    await my.demo('PUT', `/volumes/${id}`, { volume: { name: null, description: null } })
    expect(await my.shown(id)).toMatchObject({ name: null, description: null })
  })

  test('the older names of fields mean the same, but count less', async () => {
    const id = await my.volume()
    const both = { display_name: 'older', display_description: 'text' }
    await my.demo('PUT', `/volumes/${id}`, { volume: both })
    expect(await my.shown(id)).toMatchObject({ name: 'older', description: 'text' })
    await my.demo('PUT', `/volumes/${id}`, { volume: { ...both, name: 'newer' } })
    expect(await my.shown(id)).toMatchObject({ name: 'newer', description: 'text' })
  })

  test('metadata are replaced', async () => {
    const id = await my.volume({ metadata: { gone: 'x', kept: 'y' } })
    const volumeBody = { volume: { metadata: { new: 'n', kept: 'y' } } }
    const got = await my.demo('PUT', `/volumes/${id}`, volumeBody, '3.53')
    expect(got.body.volume.metadata).toEqual({ new: 'n', kept: 'y' })
    expect((await my.shown(id)).metadata).toEqual({ new: 'n', kept: 'y' })
  })

  test('nothing to change is fine until 3.53', async () => {
    const id = await my.volume()
    expect((await my.demo('PUT', `/volumes/${id}`, { volume: {} }, '3.52')).status).toBe(200)
    expect(refusal(await my.demo('PUT', `/volumes/${id}`, { volume: {} }, '3.53'))).toBe(
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
    const id = await my.volume()
    expect(refusal(await my.demo('PUT', `/volumes/${id}`, body))).toBe(refused)
  })

  test('a volume in maintenance is left alone: 400', async () => {
    const id = await my.volume()
    await my.reset(id, { status: 'maintenance' })
    expect(refusal(await my.demo('PUT', `/volumes/${id}`, { volume: { name: 'n' } }))).toBe(
      '400 Invalid volume: The volume cannot be updated during maintenance.',
    )
  })

  test('readers may not: 403; for others there is none: 404', async () => {
    const id = await my.volume({ name: 'mine' })
    const body = { volume: { name: 'n' } }
    expect(refusal(await my.reader('PUT', `/volumes/${id}`, body))).toBe(
      "403 Policy doesn't allow volume:update to be performed.",
    )
    expect((await my.stranger('PUT', `/volumes/${id}`, body)).status).toBe(404)
    expect((await my.shown(id)).name).toBe('mine')
  })
})
