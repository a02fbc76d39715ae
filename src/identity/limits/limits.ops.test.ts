import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

const REQUIRED = 'The server could not comply with the request since it is either malformed or'

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let serviceId: string
  let base: string

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
    serviceId = (await keystone.make('service', { type: 'rationed' })).id
    base = `${cloud.app.addresses.get('identity')}/v3`
  })
  afterAll(() => cloud.app.stop())

  const register = (...list: object[]): Promise<Got> =>
    keystone.send('POST', '/registered_limits', {
      body: { registered_limits: list.map((one) => ({ service_id: serviceId, ...one })) },
    })
  const assign = (...list: object[]): Promise<Got> =>
    keystone.send('POST', '/limits', {
      body: { limits: list.map((one) => ({ service_id: serviceId, ...one })) },
    })

  async function registered(): Promise<{ id: string; resource_name: string }> {
    const resource_name = keystone.name('resource')
    const got = await register({ resource_name, default_limit: 5 })
    expect(got.status, got.text).toBe(201)
    return { id: got.body.registered_limits[0].id, resource_name }
  }

  async function assigned(owner: object) {
    const of = await registered()
    const { resource_name } = of
    const got = await assign({ resource_name, resource_limit: 3, ...owner })
    expect(got.status, got.text).toBe(201)
    return { of, limit: got.body.limits[0] }
  }

  describe('registered limits', () => {
    test('are made together, shown, filtered, changed and deleted', async () => {
      const resource_name = keystone.name('resource')
      const there = { resource_name, default_limit: 6, region_id: 'RegionOne', description: 'd' }
      const got = await register({ resource_name, default_limit: 5 }, there)
      expect(got.status, got.text).toBe(201)
      const [everywhere, inRegion] = got.body.registered_limits
      expect(everywhere).toEqual({
        id: everywhere.id,
        service_id: serviceId,
        region_id: null,
        resource_name,
        default_limit: 5,
        description: null,
        links: { self: `${base}/registered_limits/${everywhere.id}` },
      })
      const path = `/registered_limits/${everywhere.id}`
      expect((await keystone.get(path)).body).toEqual({ registered_limit: everywhere })
      const query = `resource_name=${resource_name}&region_id=RegionOne`
      const list = await keystone.get(`/registered_limits?${query}`)
      expect(list.body.registered_limits).toEqual([inRegion])
      const body = { registered_limit: { default_limit: -1 } }
      const changed = await keystone.send('PATCH', path, { body })
      expect(changed.body).toEqual({ registered_limit: { ...everywhere, default_limit: -1 } })
      const same = await keystone.send('PATCH', path, { body: { registered_limit: {} } })
      expect(same.body).toEqual(changed.body)
      expect((await keystone.send('DELETE', path)).status).toBe(204)
      const gone = `Could not find registered limit for ${everywhere.id}.`
      for (const method of ['GET', 'DELETE']) {
        expectError(await keystone.send(method, path), 404, gone)
      }
      expectError(await keystone.send('PATCH', path, { body }), 404, gone)
    })

    test('are one for each resource, whatever comes at the same time', async () => {
      const twice = 'Conflict occurred attempting to store registered_limit - Duplicate entry.'
      const one = { resource_name: keystone.name('resource'), default_limit: 1 }
      const got = await Promise.all([register(one), register(one)])
      expect(got.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
      expectError(await register(one), 409, twice)
      const there = await register({ ...one, region_id: 'RegionOne' })
      const path = `/registered_limits/${there.body.registered_limits[0].id}`
      const body = { registered_limit: { region_id: null } }
      expectError(await keystone.send('PATCH', path, { body }), 409, twice)
    })

    test('are of services and regions that are there', async () => {
      const one = { resource_name: 'x', default_limit: 1 }
      const expecting = (name: string) =>
        new RegExp(`^Expecting to find ${name} in registered_limit. ${REQUIRED}`)
      expectError(
        await register({ ...one, service_id: 'f'.repeat(32) }),
        400,
        expecting('service_id'),
      )
      expectError(await register({ ...one, region_id: 'none' }), 400, expecting('region_id'))
      expectError(await register(), 400, /should be non-empty/)
      expectError(
        await register({}),
        400,
        /^Invalid .* 0. Value: {.*}. 'resource_name' is a required property$/,
      )
    })

    test('stay when their service or region is deleted, with the limits under them', async () => {
      const region = await keystone.make('region', { id: keystone.name('region') })
      const service = await keystone.make('service', { type: 'short-lived' })
      const resource_name = keystone.name('resource')
      const of = { service_id: service.id, region_id: region.id, resource_name }
      const made = await register({ ...of, default_limit: 5 })
      const path = `/registered_limits/${made.body.registered_limits[0].id}`
      const own = await assign({ ...of, resource_limit: 3, domain_id: 'default' })
      expect((await keystone.send('DELETE', `/regions/${region.id}`)).status).toBe(204)
      expect((await keystone.send('DELETE', `/services/${service.id}`)).status).toBe(204)
      const left = await keystone.send('GET', path)
      expect([left.status, left.body.registered_limit]).toMatchObject([200, of])
      const limit = await keystone.send('GET', `/limits/${own.body.limits[0].id}`)
      expect([limit.status, limit.body.limit]).toMatchObject([200, of])
    })

    test('stay as they are while somebody has a limit of their own', async () => {
      const { of, limit } = await assigned({ domain_id: 'default' })
      const path = `/registered_limits/${of.id}`
      const message =
        `Unable to update or delete registered limit ${of.id} because there are project limits ` +
        'associated with it.'
      const body = { registered_limit: { default_limit: 9 } }
      expectError(await keystone.send('PATCH', path, { body }), 403, message)
      expectError(await keystone.send('DELETE', path), 403, message)
      await keystone.send('DELETE', `/limits/${limit.id}`)
      expect((await keystone.send('DELETE', path)).status).toBe(204)
    })
  })

  describe('limits', () => {
    test('are made, shown, changed and deleted', async () => {
      const { projectId } = keystone.admin
      const { of, limit } = await assigned({ project_id: projectId })
      expect(limit).toEqual({
        id: limit.id,
        project_id: projectId,
        domain_id: null,
        resource_limit: 3,
        description: null,
        service_id: serviceId,
        region_id: null,
        resource_name: of.resource_name,
        links: { self: `${base}/limits/${limit.id}` },
      })
      const path = `/limits/${limit.id}`
      expect((await keystone.get(path)).body).toEqual({ limit })
      const body = { limit: { resource_limit: 4, description: 'more' } }
      const changed = await keystone.send('PATCH', path, { body })
      expect(changed.body.limit).toEqual({ ...limit, ...body.limit })
      const zero = { limit: { resource_limit: 0 } }
      expect((await keystone.send('PATCH', path, { body: zero })).body).toEqual(changed.body)
      expect((await keystone.send('DELETE', path)).status).toBe(204)
      const gone = `Could not find limit for ${limit.id}.`
      expectError(await keystone.get(path), 404, gone)
      expectError(await keystone.send('PATCH', path, { body }), 404, gone)
      expectError(await keystone.send('DELETE', path), 404, gone)
    })

    test('of a project that is a domain are the domain’s', async () => {
      const { limit } = await assigned({ project_id: 'default' })
      expect(limit).toMatchObject({ project_id: null, domain_id: 'default' })
    })

    test('are one for each owner, and only of what is registered', async () => {
      const { of } = await assigned({ domain_id: 'default' })
      const { resource_name } = of
      const one = { resource_name, resource_limit: 3 }
      expectError(
        await assign({ ...one, domain_id: 'default' }),
        409,
        'Conflict occurred attempting to store limit - Duplicate entry.',
      )
      expectError(
        await assign({ ...one, resource_name: 'nothing', domain_id: 'default' }),
        403,
        'Unable to create a limit that has no corresponding registered limit.',
      )
      expectError(
        await assign({ ...one, project_id: 'none' }),
        400,
        /^Expecting to find project_id/,
      )
      expectError(await assign({ ...one, domain_id: 'none' }), 400, /^Expecting to find domain_id/)
      expectError(
        await assign({ ...one, domain_id: 'default', project_id: keystone.admin.projectId }),
        400,
        /^Invalid .* 0. .* is valid under each of {'required'/,
      )
      const { limits } = (await keystone.get(`/limits?resource_name=${resource_name}`)).body
      expect(limits).toHaveLength(1)
      const body = { limit: { service_id: 'x' } }
      const refused = await keystone.send('PATCH', `/limits/${limits[0].id}`, { body })
      expectError(
        refused,
        400,
        /^Invalid .* limit. .* Additional properties are not allowed \('service_id' was/,
      )
    })

    test('are shown to those whom they concern', async () => {
      const domain = await keystone.make('domain', { name: keystone.name('domain') })
      const inside = await keystone.tenant('member', domain.id)
      await keystone.grant('domains', domain.id, 'users', inside.user.id, 'reader')
      const wide = await keystone.issue(inside.user.id, inside.name, { domain })
      const own = (await assigned({ project_id: inside.project.id })).limit
      const whole = (await assigned({ domain_id: domain.id })).limit
      const other = (await assigned({ project_id: keystone.admin.projectId })).limit
      const seen = async (token: string) => {
        const { body } = await keystone.get('/limits', { token })
        return body.limits.map(({ id }: { id: string }) => id).sort()
      }
      expect(await seen(inside.token)).toEqual([own.id])
      expect(await seen(wide)).toEqual([String(own.id), String(whole.id)].sort())
      const all = await seen(keystone.admin.token)
      expect(all).toEqual(expect.arrayContaining([own.id, whole.id, other.id]))
      const unscoped = await keystone.issue(inside.user.id, inside.name, 'unscoped')
      expect(await seen(unscoped)).toEqual([])
      const status = async (id: string, token: string) =>
        (await keystone.get(`/limits/${id}`, { token })).status
      expect(await status(own.id, inside.token)).toBe(200)
      expect(await status(whole.id, wide)).toBe(200)
      expect(await status(other.id, inside.token)).toBe(403)
    })

    test('go with their project', async () => {
      const project = await keystone.make('project', { name: keystone.name('project') })
      const { limit } = await assigned({ project_id: project.id })
      await keystone.remove('project', project.id)
      expect((await keystone.get(`/limits/${limit.id}`)).status).toBe(404)
    })

    test('are enforced by the flat model', async () => {
      expect((await keystone.get('/limits/model')).body.model.name).toBe('flat')
    })
  })
})
