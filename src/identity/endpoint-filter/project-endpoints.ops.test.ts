import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError } from '../../../test/support/identity.ts'
import { GROUPS, idsOf, ROOT, Showroom } from '../../../test/support/showroom.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('what a project was given, on $name', (backend) => {
  let room: Showroom
  beforeAll(async () => {
    room = await Showroom.open(await backend.url('empty'))
  })
  afterAll(() => room.cloud.app.stop())

  test('is all that its tokens show, until it is taken back', async () => {
    const { project, token } = await room.keystone.tenant()
    const all = await room.seenBy(token)
    expect(all.length).toBeGreaterThan(5)
    const [face, inside] = room.endpoints
    const of = `${ROOT}/projects/${project.id}/endpoints`
    await room.send('PUT', `${of}/${face!.id}`)
    await room.send('GET', `${of}/${face!.id}`)
    await room.send('HEAD', `${of}/${face!.id}`)
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
        id: room.serviceId,
        type: 'seen',
        name: 'eyes',
      },
    ]
    expect(await room.catalog(token)).toEqual(seen)
    const shown = await room.keystone.get('/auth/tokens', { subject: token })
    expect(shown.body.token.catalog).toEqual(seen)
    const again = await room.keystone.auth({
      identity: { methods: ['token'], token: { id: token } },
      scope: { project: { id: project.id } },
    })
    expect(again.body.token.catalog).toEqual(seen)
    const { id } = await room.group({ service_id: room.serviceId, interface: 'internal' })
    await room.send('PUT', `${GROUPS}/${id}/projects/${project.id}`)
    const both = idsOf(room.endpoints).sort()
    expect(await room.seenBy(token)).toEqual(both)
    const listed = await room.keystone.get(of)
    expect(idsOf(listed.body.endpoints)).toEqual(both)
    expect(listed.body.endpoints[0]).toMatchObject({
      region: 'RegionOne',
      links: { self: `${room.base}/endpoints/${both[0]}` },
    })
    await room.send('DELETE', `${of}/${face!.id}`)
    expect(await room.seenBy(token)).toEqual([inside!.id])
    await room.send('DELETE', `${GROUPS}/${id}/projects/${project.id}`)
    expect(await room.seenBy(token)).toEqual(all)
    expect((await room.keystone.get(of)).body.endpoints).toEqual([])
  })

  test('does not narrow what others see, nor what shows no project', async () => {
    const { project } = await room.keystone.tenant()
    const other = await room.keystone.tenant()
    const before = await room.seenBy(other.token)
    await room.send('PUT', `${ROOT}/projects/${project.id}/endpoints/${room.endpoints[0]!.id}`)
    expect(await room.seenBy(other.token)).toEqual(before)
    const system = await room.keystone.adminScopedTo({ system: { all: true } })
    const { body } = await room.keystone.get('/auth/tokens', { subject: system })
    expect(body.token.catalog.length).toBeGreaterThan(1)
  })

  test('leaves nothing to see where it is all disabled', async () => {
    const { project, token } = await room.keystone.tenant()
    const service = await room.keystone.make('service', { type: 'dark' })
    const { id } = await room.endpointOf(service.id, 'public')
    await room.send('PUT', `${ROOT}/projects/${project.id}/endpoints/${id}`)
    await room.keystone.change('endpoint', id, { enabled: false })
    expect(await room.catalog(token)).toEqual([])
    await room.keystone.change('endpoint', id, { enabled: true })
    await room.keystone.change('service', service.id, { enabled: false })
    expect(await room.catalog(token)).toEqual([])
  })

  test('is told from both sides', async () => {
    const { project } = await room.keystone.tenant()
    const { id: endpointId } = room.endpoints[1]!
    const made = await room.group({ service_id: room.serviceId })
    await room.send('PUT', `${ROOT}/projects/${project.id}/endpoints/${endpointId}`)
    await room.send('PUT', `${GROUPS}/${made.id}/projects/${project.id}`)
    const shown = (await room.keystone.get(`/projects/${project.id}`)).body.project
    const ofEndpoint = await room.keystone.get(`${ROOT}/endpoints/${endpointId}/projects`)
    expect(ofEndpoint.body.projects).toEqual([shown])
    const ofGroup = await room.keystone.get(`${GROUPS}/${made.id}/projects`)
    expect(ofGroup.body.projects).toEqual([shown])
    const groups = await room.keystone.get(`${ROOT}/projects/${project.id}/endpoint_groups`)
    expect(groups.body.endpoint_groups).toEqual([made])
    const path = `${GROUPS}/${made.id}/projects/${project.id}`
    expect((await room.keystone.get(path)).body).toEqual({
      project_endpoint_group: {
        endpoint_group_id: made.id,
        project_id: project.id,
        links: { self: room.base + path },
      },
    })
    await room.send('HEAD', path, 200)
  })

  test('is given once', async () => {
    const { project } = await room.keystone.tenant()
    const { id } = await room.group({ service_id: room.serviceId })
    for (const [path, what] of [
      [`${ROOT}/projects/${project.id}/endpoints/${room.endpoints[0]!.id}`, 'project_endpoint'],
      [`${GROUPS}/${id}/projects/${project.id}`, 'project_endpoint_group'],
    ] as const) {
      const both = await Promise.all([
        room.keystone.send('PUT', path),
        room.keystone.send('PUT', path),
      ])
      expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 409])
      expectError(
        await room.keystone.send('PUT', path),
        409,
        `Conflict occurred attempting to store ${what} - Duplicate entry.`,
      )
    }
  })

  test('goes with the endpoint, the group and the project', async () => {
    const { project, token } = await room.keystone.tenant()
    const service = await room.keystone.make('service', { type: 'brief' })
    const { id } = await room.endpointOf(service.id, 'public')
    const all = (await room.seenBy(token)).filter((one) => one !== id)
    const path = `${ROOT}/projects/${project.id}/endpoints/${id}`
    await room.send('PUT', path)
    await room.keystone.remove('endpoint', id)
    expect(await room.seenBy(token)).toEqual(all)
    const made = await room.group({ service_id: room.serviceId, interface: 'public' })
    await room.send('PUT', `${GROUPS}/${made.id}/projects/${project.id}`)
    expect(await room.seenBy(token)).toEqual([room.endpoints[0]!.id])
    await room.send('DELETE', `${GROUPS}/${made.id}`)
    expect(await room.seenBy(token)).toEqual(all)
    const last = await room.group({ service_id: room.serviceId })
    await room.send('PUT', `${GROUPS}/${last.id}/projects/${project.id}`)
    await room.keystone.remove('project', project.id)
    expect((await room.keystone.get(`${GROUPS}/${last.id}/projects`)).body.projects).toEqual([])
  })

  test('is of things that are there', async () => {
    const { project } = await room.keystone.tenant()
    const { id } = room.endpoints[0]!
    const made = await room.group({ service_id: room.serviceId })
    const of = (projectId: string, endpointId: string) =>
      `${ROOT}/projects/${projectId}/endpoints/${endpointId}`
    const within = (groupId: string, projectId: string) =>
      `${GROUPS}/${groupId}/projects/${projectId}`
    const noEndpoint = 'Could not find endpoint: nothing.'
    const noProject = 'Could not find project: nothing.'
    const noGroup = 'Could not find Endpoint Group: nothing.'
    for (const method of ['GET', 'PUT']) {
      expectError(await room.keystone.send(method, of(project.id, 'nothing')), 404, noEndpoint)
      expectError(await room.keystone.send(method, of('nothing', id)), 404, noProject)
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expectError(await room.keystone.send(method, within('nothing', project.id)), 404, noGroup)
      expectError(await room.keystone.send(method, within(made.id, 'nothing')), 404, noProject)
    }
    for (const method of ['GET', 'DELETE']) {
      expectError(
        await room.keystone.send(method, of(project.id, id)),
        404,
        `Endpoint ${id} not found in project ${project.id}`,
      )
      expectError(
        await room.keystone.send(method, within(made.id, project.id)),
        404,
        'Endpoint Group Project Association not found',
      )
    }
    for (const [path, message] of [
      [`${ROOT}/endpoints/nothing/projects`, noEndpoint],
      [`${ROOT}/projects/nothing/endpoints`, noProject],
      [`${ROOT}/projects/nothing/endpoint_groups`, noProject],
    ] as const) {
      expectError(await room.keystone.get(path), 404, message)
    }
  })

  test('is for administrators to give', async () => {
    const { token } = await room.cloud.demo()
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
      const got = await room.keystone.send(method, path, { token })
      expect(got.status, `${method} ${path}`).toBe(403)
    }
  })
})
