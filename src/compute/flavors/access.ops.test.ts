/** The projects that may use a private flavor. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova
let demo: Nova
let project: string

beforeAll(async () => {
  cloud = await startCloud()
  nova = new Nova(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = new Nova(cloud, persona)
  project = persona.projectId
})
afterAll(() => cloud.app.stop())

let made = 0
async function flavor(isPublic = false): Promise<string> {
  const flavor = { name: `flavor-${++made}`, ram: 64, vcpus: 1, disk: 1 }
  const access = { 'os-flavor-access:is_public': isPublic }
  const got = await nova.send('POST', '/flavors', { flavor: { ...flavor, ...access } })
  return got.body.flavor.id
}
const act = (id: string, action: string, tenant: string, version?: string) =>
  nova.send('POST', `/flavors/${id}/action`, { [action]: { tenant } }, version)
const add = (id: string, tenant = project, version?: string) =>
  act(id, 'addTenantAccess', tenant, version)
const remove = (id: string, tenant = project) => act(id, 'removeTenantAccess', tenant)

test('a project that was given a flavor sees it, until it is taken away', async () => {
  const id = await flavor()
  const granted = { flavor_access: [{ flavor_id: id, tenant_id: project }] }
  expect((await nova.get(`/flavors/${id}/os-flavor-access`)).body).toEqual({ flavor_access: [] })
  expect((await demo.get(`/flavors/${id}`)).status).toBe(404)
  expect((await add(id)).body).toEqual(granted)
  expect((await nova.get(`/flavors/${id}/os-flavor-access`)).body).toEqual(granted)
  expect((await demo.get(`/flavors/${id}`)).status).toBe(200)
  expect((await remove(id)).body).toEqual({ flavor_access: [] })
  expect((await demo.get(`/flavors/${id}`)).status).toBe(404)
})

test('what is given twice, or taken away without, is refused', async () => {
  const id = await flavor()
  await add(id)
  expect((await add(id)).body.conflictingRequest.message).toMatch(
    new RegExp(
      `^Flavor access already exists for flavor \\d+ and project ${project} combination.$`,
    ),
  )
  await remove(id)
  expect((await remove(id)).body.itemNotFound.message).toMatch(
    new RegExp(`^Flavor access not found for \\d+ / ${project} combination.$`),
  )
})

test('the project must be there, but for who lost it', async () => {
  const id = await flavor()
  for (const flavorId of [id, 'nope']) {
    expectFault(await add(flavorId, 'gone'), 400, 'Project ID gone is not a valid project.')
  }
  expectFault(await add('nope'), 404, 'Flavor nope could not be found.')
  expect((await remove(id, 'gone')).body.itemNotFound.message).toMatch('/ gone combination.')
})

test('of a public flavor there is no list, and from 2.7 on nothing to add', async () => {
  const id = await flavor(true)
  expectFault(
    await nova.get(`/flavors/${id}/os-flavor-access`),
    404,
    'Access list not available for public flavors.',
  )
  expectFault(await add(id, project, '2.7'), 409, 'Can not add access to a public flavor.')
  const got = await add(id, project, '2.6')
  expect(got.body).toEqual({ flavor_access: [{ flavor_id: id, tenant_id: project }] })
})

test('the list refuses parameters from 2.102 on', async () => {
  const path = `/flavors/${await flavor()}/os-flavor-access?x=1`
  expect((await nova.get(path, '2.101')).status).toBe(200)
  expect((await nova.get(path, '2.102')).status).toBe(400)
})

test('is for administrators', async () => {
  const rule = (name: string) =>
    `Policy doesn't allow os_compute_api:os-flavor-access${name} to be performed.`
  expectFault(await demo.get('/flavors/x/os-flavor-access'), 403, rule(''))
  const body = (action: string) => ({ [action]: { tenant: project } })
  expectFault(
    await demo.send('POST', '/flavors/x/action', body('addTenantAccess')),
    403,
    rule(':add_tenant_access'),
  )
  expectFault(
    await demo.send('POST', '/flavors/x/action', body('removeTenantAccess')),
    403,
    rule(':remove_tenant_access'),
  )
})
