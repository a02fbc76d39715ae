import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

test('where one may go, asked with a token for nothing yet', async () => {
  const { user, name, project } = await keystone.tenant()
  const domain = await keystone.make('domain', { name: 'open' })
  await keystone.grant('domains', domain.id, 'users', user.id, 'reader')
  const token = await keystone.issue(user.id, name, 'unscoped')
  const base = `${cloud.app.addresses.get('identity')}/v3`
  const links = (path: string) => ({ next: null, self: base + path, previous: null })
  const projects = await keystone.get('/auth/projects', { token })
  expect(projects.body).toEqual({ projects: [project], links: links('/auth/projects') })
  const domains = await keystone.get('/auth/domains', { token })
  expect(domains.body).toEqual({ domains: [domain], links: links('/auth/domains') })
  for (const [kind, own] of Object.entries({ projects: project, domains: domain })) {
    const older = await keystone.get(`/OS-FEDERATION/${kind}`, { token })
    expect(older.body).toEqual({ [kind]: [own], links: links(`/OS-FEDERATION/${kind}`) })
  }
  const system = await keystone.get('/auth/system', { token })
  expect(system.body).toEqual({ system: [], links: { self: `${base}/auth/system` } })
  await keystone.grant('system', '', 'users', user.id, 'reader')
  const after = await keystone.get('/auth/system', { token })
  expect(after.body.system).toEqual([{ all: true }])
})

test('nobody asks without a token', async () => {
  for (const path of ['catalog', 'projects', 'domains', 'system']) {
    const got = await cloud.request('identity', 'GET', `/v3/auth/${path}`)
    expect(got.status, path).toBe(401)
  }
})
