/** Members and managers of a domain who reach for what is not theirs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { Keystone } from '../support/identity.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

describe('a member', () => {
  test('changes nothing about himself but what is his', async () => {
    const { user, token } = await keystone.tenant()
    for (const change of [
      { enabled: false },
      { domain_id: 'other' },
      { default_project_id: keystone.admin.projectId },
      { options: { ignore_lockout_failure_attempts: true } },
      { password: 'without the old one' },
    ]) {
      const got = await keystone.send('PATCH', `/users/${user.id}`, {
        token,
        body: { user: change },
      })
      expect([change, got.status]).toEqual([change, 403])
    }
  })

  test('gives himself no role and enters no group', async () => {
    const { user, token, project } = await keystone.tenant()
    const group = await keystone.make('group', { name: keystone.name('group') })
    const admin = await keystone.roleId('admin')
    const member = await keystone.roleId('member')
    for (const [method, path] of [
      ['PUT', `/projects/${project.id}/users/${user.id}/roles/${admin}`],
      [
        'PUT',
        `/OS-INHERIT/projects/${project.id}/users/${user.id}/roles/${admin}/inherited_to_projects`,
      ],
      ['PUT', `/domains/default/users/${user.id}/roles/${admin}`],
      ['PUT', `/system/users/${user.id}/roles/${admin}`],
      ['PUT', `/groups/${group.id}/users/${user.id}`],
      ['PUT', `/roles/${member}/implies/${admin}`],
      ['DELETE', `/roles/${admin}`],
    ] as const) {
      const got = await keystone.send(method, path, { token })
      expect([path, got.status]).toEqual([path, 403])
    }
  })

  test('makes no credential for others, and gives none of his to them (CVE-2020-12691)', async () => {
    const mine = await keystone.tenant()
    const { token } = mine
    const blob = JSON.stringify({ access: 'a'.repeat(32), secret: 'b' })
    const credential = { type: 'ec2', blob, user_id: mine.user.id, project_id: mine.project.id }
    const forOthers = { ...credential, user_id: keystone.admin.userId }
    const refused = await keystone.send('POST', '/credentials', {
      token,
      body: { credential: forOthers },
    })
    expect(refused.status).toBe(403)
    const made = await keystone.send('POST', '/credentials', { token, body: { credential } })
    expect(made.status, made.text).toBe(201)
    const path = `/credentials/${made.body.credential.id}`
    const given = { user_id: keystone.admin.userId }
    const changed = await keystone.send('PATCH', path, { token, body: { credential: given } })
    expect(changed.status).toBe(403)
    const list = await keystone.get(`/credentials?user_id=${keystone.admin.userId}`, { token })
    expect(list.body.credentials).toEqual([])
  })
})

describe('the manager of a domain', () => {
  async function managed() {
    const domain = await keystone.make('domain', { name: keystone.name('managed') })
    const name = keystone.name('manager')
    const user = await keystone.make('user', { name, password: name, domain_id: domain.id })
    await keystone.grant('domains', domain.id, 'users', user.id, 'manager')
    const inside = await keystone.tenant('member', domain.id)
    return { domain, user, inside, token: await keystone.issue(user.id, name, { domain }) }
  }

  test('hands out no role beyond those of managers and below', async () => {
    const { domain, user, inside, token } = await managed()
    const statuses = async (role: string) => {
      const id = await keystone.roleId(role)
      const paths = [
        `/projects/${inside.project.id}/users/${inside.user.id}/roles/${id}`,
        `/domains/${domain.id}/users/${user.id}/roles/${id}`,
        `/OS-INHERIT/domains/${domain.id}/users/${user.id}/roles/${id}/inherited_to_projects`,
      ]
      return Promise.all(
        paths.map(async (path) => (await keystone.send('PUT', path, { token })).status),
      )
    }
    expect(await statuses('admin')).toEqual([403, 403, 403])
    expect(await statuses('service')).toEqual([403, 403, 403])
    expect(await statuses('member')).toEqual([204, 204, 204])
  })

  test('touches nobody and nothing of another domain', async () => {
    const { inside, domain, token } = await managed()
    const other = await managed()
    const member = await keystone.roleId('member')
    const group = await keystone.make('group', { name: keystone.name('g'), domain_id: domain.id })
    for (const [method, path, body] of [
      ['PATCH', `/users/${other.inside.user.id}`, { user: { password: 'x' } }],
      ['DELETE', `/users/${keystone.admin.userId}`, undefined],
      ['PATCH', `/projects/${other.inside.project.id}`, { project: { enabled: false } }],
      ['PATCH', `/users/${inside.user.id}`, { user: { domain_id: 'default' } }],
      ['POST', '/users', { user: { name: 'x', domain_id: other.domain.id } }],
      ['POST', '/projects', { project: { name: 'x', domain_id: 'default' } }],
      ['POST', '/projects', { project: { name: 'x', domain_id: domain.id, parent_id: 'default' } }],
      ['POST', '/domains', { domain: { name: 'x' } }],
      ['POST', '/roles', { role: { name: 'x' } }],
      ['PUT', `/groups/${group.id}/users/${other.inside.user.id}`, undefined],
      [
        'PUT',
        `/projects/${inside.project.id}/users/${other.inside.user.id}/roles/${member}`,
        undefined,
      ],
      [
        'PUT',
        `/projects/${other.inside.project.id}/users/${inside.user.id}/roles/${member}`,
        undefined,
      ],
    ] as const) {
      const got = await keystone.send(method, path, { token, ...(body && { body }) })
      expect([method, path, got.status >= 400 && got.status < 500], got.text).toEqual([
        method,
        path,
        true,
      ])
    }
    expect((await keystone.get(`/users/${inside.user.id}`)).body.user.domain_id).toBe(domain.id)
  })
})
