/** Two or more of everything that identity lists with filters. */
import { expect } from 'vitest'
import type { Keystone } from '../support/identity.ts'

/** Paths of the lists, by operation. */
export type ListPaths = Readonly<Record<string, string>>

export async function makeListedResources(keystone: Keystone): Promise<ListPaths> {
  for (const letter of ['a', 'b']) {
    await catalogue(keystone, letter)
    await federation(keystone, letter)
    await keystone.make('domain', { name: `domain-${letter}` })
    await keystone.make('role', { name: `role-${letter}` })
  }
  await limits(keystone)
  const { user, group } = await people(keystone)
  return {
    'application_credentials.list': `/users/${user}/application_credentials`,
    'access_rules.list': `/users/${user}/access_rules`,
    'credentials.list': '/credentials',
    'domains.list': '/domains',
    'endpoint_groups.list': '/OS-EP-FILTER/endpoint_groups',
    'endpoints.list': '/endpoints',
    'groups.list': '/groups',
    'groups.list_users': `/groups/${group}/users`,
    'identity_providers.list': '/OS-FEDERATION/identity_providers',
    'limits.list': '/limits',
    'policies.list': '/policies',
    'projects.list': '/projects',
    'regions.list': '/regions',
    'registered_limits.list': '/registered_limits',
    'roles.list': '/roles',
    'service_providers.list': '/OS-FEDERATION/service_providers',
    'services.list': '/services',
    'users.list': '/users',
    'users.list_groups': `/users/${user}/groups`,
    'users.list_projects': `/users/${user}/projects`,
  }
}

async function send(
  keystone: Keystone,
  method: string,
  path: string,
  body?: object,
  token = keystone.admin.token,
): Promise<any> {
  const got = await keystone.send(method, path, { token, ...(body && { body }) })
  expect(got.status, `${method} ${path}: ${got.text}`).toBeLessThan(300)
  return got.body
}

async function catalogue(keystone: Keystone, letter: string): Promise<void> {
  const region = await keystone.make('region', { id: `region-${letter}` })
  await keystone.make('region', { id: `below-${letter}`, parent_region_id: region.id })
  const service = await keystone.make('service', { type: `type-${letter}`, name: `name-${letter}` })
  await keystone.make('endpoint', {
    service_id: service.id,
    interface: 'public',
    url: 'http://stock.example',
    region_id: region.id,
  })
  const endpoint_group = { name: `group-${letter}`, filters: { interface: 'public' } }
  await send(keystone, 'POST', '/OS-EP-FILTER/endpoint_groups', { endpoint_group })
  const policy = { type: `type-${letter}`, blob: '{}' }
  await send(keystone, 'POST', '/policies', { policy })
}

async function federation(keystone: Keystone, letter: string): Promise<void> {
  const identity_provider = { domain_id: 'default', enabled: letter === 'a' }
  const at = '/OS-FEDERATION'
  await send(keystone, 'PUT', `${at}/identity_providers/idp-${letter}`, { identity_provider })
  const url = 'https://stock.example'
  const service_provider = { auth_url: url, sp_url: url, enabled: letter === 'a' }
  await send(keystone, 'PUT', `${at}/service_providers/sp-${letter}`, { service_provider })
}

async function limits(keystone: Keystone): Promise<void> {
  const { id: service_id } = await keystone.make('service', { type: 'limited' })
  for (const letter of ['a', 'b']) {
    const of = { service_id, region_id: `region-${letter}`, resource_name: `thing-${letter}` }
    const registered_limits = [{ ...of, default_limit: 9 }]
    await send(keystone, 'POST', '/registered_limits', { registered_limits })
    const project_id = keystone.admin.projectId
    const limit = [{ ...of, project_id, resource_limit: 5 }]
    await send(keystone, 'POST', '/limits', { limits: limit })
  }
}

/** Two users in two groups and two projects; the first has two of everything a user may have. */
async function people(keystone: Keystone): Promise<{ user: string; group: string }> {
  const [one, other] = [await keystone.tenant(), await keystone.tenant()]
  await keystone.grant('projects', other.project.id, 'users', one.user.id, 'member')
  const groups: string[] = []
  for (const letter of ['a', 'b']) {
    const group = await keystone.make('group', { name: `people-${letter}` })
    groups.push(group.id)
    for (const { user } of [one, other]) {
      await send(keystone, 'PUT', `/groups/${group.id}/users/${user.id}`)
    }
    const access_rules = [{ service: `service-${letter}`, method: 'GET', path: `/${letter}` }]
    const application_credential = { name: `credential-${letter}`, secret: 'secret', access_rules }
    const path = `/users/${one.user.id}/application_credentials`
    await send(keystone, 'POST', path, { application_credential }, one.token)
    const credential = { type: `type-${letter}`, blob: 'secret', user_id: one.user.id }
    await send(keystone, 'POST', '/credentials', { credential })
  }
  await keystone.change('user', other.user.id, { enabled: false })
  return { user: one.user.id, group: groups[0]! }
}
