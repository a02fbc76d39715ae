import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError } from '../../../test/support/identity.ts'
import { GROUPS, idsOf, ROOT, CatalogFixture } from '../../../test/support/catalog-fixture.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('what a project was given, on $name', (backend) => {
  let fixture: CatalogFixture
  beforeAll(async () => {
    fixture = await CatalogFixture.open(await backend.url('cloud'))
  })
  afterAll(() => fixture.cloud.app.stop())

  test('is all that its tokens show, until it is taken back', async () => {
    const { project, token } = await fixture.keystone.tenant()
    const all = await fixture.seenBy(token)
    expect(all.length).toBeGreaterThan(5)
    const [face, inside] = fixture.endpoints
    const of = `${ROOT}/projects/${project.id}/endpoints`
    await fixture.send('PUT', `${of}/${face!.id}`)
    await fixture.send('GET', `${of}/${face!.id}`)
    await fixture.send('HEAD', `${of}/${face!.id}`)
    const seen = [
      {
        endpoints: [
          {
            id: face!.id,
            interface: 'public',
            region_id: 'RegionOne',
            url: `http://public.example/${project.id}`,
            region: 'RegionOne',
          },
        ],
        id: fixture.serviceId,
        type: 'seen',
        name: 'eyes',
      },
    ]
    expect(await fixture.catalog(token)).toEqual(seen)
    const shown = await fixture.keystone.get('/auth/tokens', { subject: token })
    expect(shown.body.token.catalog).toEqual(seen)
    const again = await fixture.keystone.auth({
      identity: { methods: ['token'], token: { id: token } },
      scope: { project: { id: project.id } },
    })
    expect(again.body.token.catalog).toEqual(seen)
    const { id } = await fixture.group({ service_id: fixture.serviceId, interface: 'internal' })
    await fixture.send('PUT', `${GROUPS}/${id}/projects/${project.id}`)
    const both = idsOf(fixture.endpoints)
    expect(await fixture.seenBy(token)).toEqual(both.toSorted())
    const listed = await fixture.keystone.get(of)
    expect(idsOf(listed.body.endpoints)).toEqual(both)
    expect(listed.body.endpoints[0]).toMatchObject({
      region: 'RegionOne',
      links: { self: `${fixture.base}/endpoints/${both[0]}` },
    })
    await fixture.send('DELETE', `${of}/${face!.id}`)
    expect(await fixture.seenBy(token)).toEqual([inside!.id])
    await fixture.send('DELETE', `${GROUPS}/${id}/projects/${project.id}`)
    expect(await fixture.seenBy(token)).toEqual(all)
    expect((await fixture.keystone.get(of)).body.endpoints).toEqual([])
  })

  test('does not narrow what others see, nor what shows no project', async () => {
    const { project } = await fixture.keystone.tenant()
    const other = await fixture.keystone.tenant()
    const before = await fixture.seenBy(other.token)
    await fixture.send(
      'PUT',
      `${ROOT}/projects/${project.id}/endpoints/${fixture.endpoints[0]!.id}`,
    )
    expect(await fixture.seenBy(other.token)).toEqual(before)
    const system = await fixture.keystone.adminScopedTo({ system: { all: true } })
    const { body } = await fixture.keystone.get('/auth/tokens', { subject: system })
    expect(body.token.catalog.length).toBeGreaterThan(1)
  })

  test('leaves nothing to see where it is all disabled', async () => {
    const { project, token } = await fixture.keystone.tenant()
    const service = await fixture.keystone.make('service', { type: 'dark' })
    const { id } = await fixture.endpointOf(service.id, 'public')
    await fixture.send('PUT', `${ROOT}/projects/${project.id}/endpoints/${id}`)
    await fixture.keystone.change('endpoint', id, { enabled: false })
    expect(await fixture.catalog(token)).toEqual([])
    await fixture.keystone.change('endpoint', id, { enabled: true })
    await fixture.keystone.change('service', service.id, { enabled: false })
    expect(await fixture.catalog(token)).toEqual([])
  })

  test('is told from both sides', async () => {
    const { project } = await fixture.keystone.tenant()
    const { id: endpointId } = fixture.endpoints[1]!
    const made = await fixture.group({ service_id: fixture.serviceId })
    await fixture.send('PUT', `${ROOT}/projects/${project.id}/endpoints/${endpointId}`)
    await fixture.send('PUT', `${GROUPS}/${made.id}/projects/${project.id}`)
    const shown = (await fixture.keystone.get(`/projects/${project.id}`)).body.project
    const ofEndpoint = await fixture.keystone.get(`${ROOT}/endpoints/${endpointId}/projects`)
    expect(ofEndpoint.body.projects).toEqual([shown])
    const ofGroup = await fixture.keystone.get(`${GROUPS}/${made.id}/projects`)
    expect(ofGroup.body.projects).toEqual([shown])
    const groups = await fixture.keystone.get(`${ROOT}/projects/${project.id}/endpoint_groups`)
    expect(groups.body.endpoint_groups).toEqual([made])
    const path = `${GROUPS}/${made.id}/projects/${project.id}`
    expect((await fixture.keystone.get(path)).body).toEqual({
      project_endpoint_group: {
        endpoint_group_id: made.id,
        project_id: project.id,
        links: { self: fixture.base + path },
      },
    })
    await fixture.send('HEAD', path, 200)
  })

  test('is given once', async () => {
    const { project } = await fixture.keystone.tenant()
    const { id } = await fixture.group({ service_id: fixture.serviceId })
    for (const [path, what] of [
      [`${ROOT}/projects/${project.id}/endpoints/${fixture.endpoints[0]!.id}`, 'project_endpoint'],
      [`${GROUPS}/${id}/projects/${project.id}`, 'project_endpoint_group'],
    ] as const) {
      const both = await Promise.all([
        fixture.keystone.send('PUT', path),
        fixture.keystone.send('PUT', path),
      ])
      expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 409])
      expectError(
        await fixture.keystone.send('PUT', path),
        409,
        `Conflict occurred attempting to store ${what} - Duplicate entry.`,
      )
    }
  })

  test('goes with the endpoint, the group and the project', async () => {
    const { project, token } = await fixture.keystone.tenant()
    const service = await fixture.keystone.make('service', { type: 'brief' })
    const { id } = await fixture.endpointOf(service.id, 'public')
    const all = (await fixture.seenBy(token)).filter((one) => one !== id)
    const path = `${ROOT}/projects/${project.id}/endpoints/${id}`
    await fixture.send('PUT', path)
    await fixture.keystone.remove('endpoint', id)
    expect(await fixture.seenBy(token)).toEqual(all)
    const made = await fixture.group({ service_id: fixture.serviceId, interface: 'public' })
    await fixture.send('PUT', `${GROUPS}/${made.id}/projects/${project.id}`)
    expect(await fixture.seenBy(token)).toEqual([fixture.endpoints[0]!.id])
    await fixture.send('DELETE', `${GROUPS}/${made.id}`)
    expect(await fixture.seenBy(token)).toEqual(all)
    const last = await fixture.group({ service_id: fixture.serviceId })
    await fixture.send('PUT', `${GROUPS}/${last.id}/projects/${project.id}`)
    await fixture.keystone.remove('project', project.id)
    expect((await fixture.keystone.get(`${GROUPS}/${last.id}/projects`)).body.projects).toEqual([])
  })

  test('is of things that are there', async () => {
    const { project } = await fixture.keystone.tenant()
    const { id } = fixture.endpoints[0]!
    const made = await fixture.group({ service_id: fixture.serviceId })
    const of = (projectId: string, endpointId: string) =>
      `${ROOT}/projects/${projectId}/endpoints/${endpointId}`
    const within = (groupId: string, projectId: string) =>
      `${GROUPS}/${groupId}/projects/${projectId}`
    const noEndpoint = 'Could not find endpoint: nothing.'
    const noProject = 'Could not find project: nothing.'
    const noGroup = 'Could not find Endpoint Group: nothing.'
    for (const method of ['GET', 'PUT']) {
      expectError(await fixture.keystone.send(method, of(project.id, 'nothing')), 404, noEndpoint)
      expectError(await fixture.keystone.send(method, of('nothing', id)), 404, noProject)
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expectError(await fixture.keystone.send(method, within('nothing', project.id)), 404, noGroup)
      expectError(await fixture.keystone.send(method, within(made.id, 'nothing')), 404, noProject)
    }
    for (const method of ['GET', 'DELETE']) {
      expectError(
        await fixture.keystone.send(method, of(project.id, id)),
        404,
        `Endpoint ${id} not found in project ${project.id}`,
      )
      expectError(
        await fixture.keystone.send(method, within(made.id, project.id)),
        404,
        'Endpoint Group Project Association not found',
      )
    }
    for (const [path, message] of [
      [`${ROOT}/endpoints/nothing/projects`, noEndpoint],
      [`${ROOT}/projects/nothing/endpoints`, noProject],
      [`${ROOT}/projects/nothing/endpoint_groups`, noProject],
    ] as const) {
      expectError(await fixture.keystone.get(path), 404, message)
    }
  })

  test('is for administrators to give', async () => {
    const { token } = await fixture.cloud.demo()
    for (const [method, path] of [
      ['GET', GROUPS],
      ['POST', GROUPS],
      ['GET', `${GROUPS}/x`],
      ['PATCH', `${GROUPS}/x`],
      ['DELETE', `${GROUPS}/x`],
      ['GET', `${GROUPS}/x/endpoints`],
      ['GET', `${GROUPS}/x/projects`],
      ['GET', `${GROUPS}/x/projects/y`],
      ['PUT', `${GROUPS}/x/projects/y`],
      ['DELETE', `${GROUPS}/x/projects/y`],
      ['GET', `${ROOT}/endpoints/x/projects`],
      ['GET', `${ROOT}/projects/x/endpoint_groups`],
      ['GET', `${ROOT}/projects/x/endpoints`],
      ['GET', `${ROOT}/projects/x/endpoints/y`],
      ['PUT', `${ROOT}/projects/x/endpoints/y`],
      ['DELETE', `${ROOT}/projects/x/endpoints/y`],
    ] as const) {
      // Bodies are looked at before the policy is asked.
      const hasBody = method === 'PATCH' || method === 'POST'
      const body = hasBody ? { endpoint_group: { name: 'x', filters: {} } } : undefined
      const got = await fixture.keystone.send(method, path, { token, ...(body && { body }) })
      expect(got.status, `${method} ${path}`).toBe(403)
    }
  })
})
