/** Who manages a domain manages that one, and hands out no more than a manager may. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../test/support/cloud.ts'
import { expectError, Keystone } from '../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
/** Of the manager of `home`. */
let token: string
let home: Domain
let away: Domain

interface Domain {
  readonly id: string
  readonly user: string
  readonly project: string
  readonly group: string
}

async function domain(): Promise<Domain> {
  const { id } = await keystone.make('domain', { name: keystone.name('domain') })
  const { user, project } = await keystone.tenant('member', id)
  const group = await keystone.make('group', { name: keystone.name('group'), domain_id: id })
  return { id, user: user.id, project: project.id, group: group.id }
}

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  home = await domain()
  away = await domain()
  const name = keystone.name('manager')
  const { id } = await keystone.make('user', { name, password: name, domain_id: home.id })
  await keystone.grant('domains', home.id, 'users', id, 'manager')
  token = await keystone.issue(id, name, { domain: { id: home.id } })
})
afterAll(() => cloud.app.stop())

const send = (method: string, path: string, body?: object): Promise<Got> =>
  keystone.send(method, path, { token, ...(body && { body }) })

const KINDS = ['user', 'group', 'project'] as const

describe.each(KINDS)('a %s', (kind) => {
  const all = `/${kind}s`
  const making = (domain_id?: string | null) =>
    send('POST', all, {
      [kind]: { name: keystone.name('made'), ...(domain_id !== undefined && { domain_id }) },
    })

  test('is made, changed and deleted at home', async () => {
    const made = await making(home.id)
    expect(made.status, made.text).toBe(201)
    expect(made.body[kind].domain_id).toBe(home.id)
    const path = `${all}/${made.body[kind].id}`
    const changed = await send('PATCH', path, { [kind]: { description: 'mine' } })
    expect(changed.body[kind].description).toBe('mine')
    expect((await send('DELETE', path)).status).toBe(204)
  })

  test('is out of reach elsewhere', async () => {
    // As in Keystone, where none is named there is none to be the manager of.
    for (const asked of [away.id, 'default', undefined]) {
      expect((await making(asked)).status).toBe(403)
    }
    // Users and groups are held against their schema before the policy is asked.
    expect((await making(null)).status).toBe(kind === 'project' ? 403 : 400)
    const path = `${all}/${away[kind]}`
    expect((await send('GET', path)).status).toBe(403)
    expect((await send('PATCH', path, { [kind]: { name: 'taken' } })).status).toBe(403)
    expect((await send('DELETE', path)).status).toBe(403)
    expect((await keystone.get(path)).body[kind].name).not.toBe('taken')
  })

  test('does not move to another domain', async () => {
    const path = `${all}/${home[kind]}`
    const got = await send('PATCH', path, { [kind]: { domain_id: away.id } })
    expect([400, 403]).toContain(got.status)
    expect((await keystone.get(path)).body[kind].domain_id).toBe(home.id)
  })

  test('is listed at home alone, whatever is asked for', async () => {
    for (const query of [
      '',
      `?domain_id=${away.id}`,
      `?domain_id=${home.id}&domain_id=${away.id}`,
    ]) {
      const got = await send('GET', all + query)
      expect(got.status, got.text).toBe(200)
      for (const one of got.body[`${kind}s`]) expect(one.domain_id).toBe(home.id)
    }
  })
})

describe('a project', () => {
  test('is not made below one of another domain', async () => {
    const project = { name: keystone.name('made'), parent_id: away.project }
    for (const more of [{}, { domain_id: home.id }, { domain_id: away.id }]) {
      const got = await send('POST', '/projects', { project: { ...project, ...more } })
      expect([400, 403]).toContain(got.status)
    }
  })

  test('is not made a domain', async () => {
    const project = { name: keystone.name('made'), is_domain: true }
    for (const more of [{}, { domain_id: null }, { parent_id: home.id }]) {
      const got = await send('POST', '/projects', { project: { ...project, ...more } })
      expect(got.status, got.text).toBe(403)
    }
    const got = await send('POST', '/projects', { project: { ...project, domain_id: home.id } })
    expectError(got, 400, 'only root projects are allowed to act as domains.')
  })

  test('has tags at home', async () => {
    const statuses = async ({ project }: Domain) => {
      const path = `/projects/${project}/tags`
      const all: Got[] = []
      all.push(await send('PUT', path, { tags: ['a', 'b'] }))
      all.push(await send('PUT', `${path}/c`))
      all.push(await send('DELETE', `${path}/c`))
      all.push(await send('DELETE', path))
      return all.map(({ status }) => status)
    }
    expect(await statuses(home)).toEqual([200, 201, 204, 204])
    expect(await statuses(away)).toEqual([403, 403, 403, 403])
  })
})

describe('a membership', () => {
  const path = (group: Domain, user: Domain) => `/groups/${group.group}/users/${user.user}`

  test('is given and taken where both are of the domain', async () => {
    expect((await send('PUT', path(home, home))).status).toBe(204)
    expect((await send('DELETE', path(home, home))).status).toBe(204)
  })

  test('does not cross the border', async () => {
    for (const [group, user] of [
      [home, away],
      [away, home],
      [away, away],
    ] as const) {
      expect((await send('PUT', path(group, user))).status).toBe(403)
      await keystone.send('PUT', path(group, user))
      expect((await send('DELETE', path(group, user))).status).toBe(403)
      await keystone.send('DELETE', path(group, user))
    }
  })
})

describe('a role', () => {
  const places = ({ id, project }: Domain) => [
    `/projects/${project}`,
    `/domains/${id}`,
    `/OS-INHERIT/projects/${project}`,
    `/OS-INHERIT/domains/${id}`,
  ]
  const actors = ({ user, group }: Domain) => [`users/${user}`, `groups/${group}`]
  const paths = async (place: Domain, actor: Domain, role: string): Promise<string[]> => {
    const id = await keystone.roleId(role)
    return places(place).flatMap((where) =>
      actors(actor).map((who) => {
        const end = where.startsWith('/OS-INHERIT') ? '/inherited_to_projects' : ''
        return `${where}/${who}/roles/${id}${end}`
      }),
    )
  }

  test.each(['manager', 'member', 'reader'])('%s is given and taken at home', async (role) => {
    for (const path of await paths(home, home, role)) {
      const given = await send('PUT', path)
      expect(given.status, `${path} ${given.text}`).toBe(204)
      expect((await send('HEAD', path)).status, path).toBe(204)
      expect((await send('DELETE', path)).status, path).toBe(204)
    }
  })

  test('admin, service and any other are not a manager’s to give', async () => {
    await keystone.make('role', { name: 'auditor' })
    for (const role of ['admin', 'service', 'auditor']) {
      for (const path of await paths(home, home, role)) {
        expect((await send('PUT', path)).status, path).toBe(403)
      }
    }
  })

  test('that bears a manager’s word and implies more is not to be made by a manager', async () => {
    const role = { name: 'manager', domain_id: home.id }
    expect((await send('POST', '/roles', { role })).status).toBe(403)
    const [reader, admin] = [await keystone.roleId('reader'), await keystone.roleId('admin')]
    expect((await send('PUT', `/roles/${reader}/implies/${admin}`)).status).toBe(403)
  })

  test('is not given across the border, nor on the system', async () => {
    for (const [place, actor] of [
      [home, away],
      [away, home],
      [away, away],
    ] as const) {
      for (const path of await paths(place, actor, 'reader')) {
        expect((await send('PUT', path)).status, path).toBe(403)
        await keystone.send('PUT', path)
        expect((await send('DELETE', path)).status, path).toBe(403)
      }
    }
    const path = `/system/users/${home.user}/roles/${await keystone.roleId('reader')}`
    expect((await send('PUT', path)).status).toBe(403)
  })

  test('is seen where it was given at home', async () => {
    const { body, status } = await send('GET', '/role_assignments?include_names')
    expect(status).toBe(200)
    const places = body.role_assignments.map(
      ({ scope }: { scope: any }) => scope.domain?.id ?? scope.project.domain.id,
    )
    expect(new Set(places)).toEqual(new Set([home.id]))
    const other = await send('GET', `/role_assignments?scope.project.id=${away.project}`)
    expect(other.body.role_assignments).toEqual([])
  })
})

test('domains themselves, and what belongs to no domain, are for administrators', async () => {
  const refused: [string, string, object?][] = [
    ['POST', '/domains', { domain: { name: 'more' } }],
    ['PATCH', `/domains/${home.id}`, { domain: { name: 'other' } }],
    ['PATCH', `/domains/${away.id}`, { domain: { enabled: false } }],
    ['DELETE', `/domains/${home.id}`],
    ['GET', `/domains/${away.id}`],
    ['POST', '/services', { service: { type: 'x' } }],
    ['POST', '/regions', { region: { id: 'x' } }],
    ['GET', '/credentials?user_id=x'],
    [
      'POST',
      '/limits',
      {
        limits: [
          {
            service_id: 'f'.repeat(32),
            resource_name: 'x',
            resource_limit: 1,
            domain_id: 'x',
          },
        ],
      },
    ],
  ]
  for (const [method, path, body] of refused) {
    const got = await send(method, path, body)
    if (path.startsWith('/credentials')) expect(got.body.credentials).toEqual([])
    else expect(got.status, `${method} ${path} ${got.text}`).toBe(403)
  }
})

test('a manager of a project manages no domain', async () => {
  const { user, name, project } = await keystone.tenant('manager', home.id)
  const scoped = await keystone.issue(user.id, name, { project })
  for (const kind of KINDS) {
    const body = { [kind]: { name: keystone.name('made'), domain_id: home.id } }
    expect((await keystone.send('POST', `/${kind}s`, { token: scoped, body })).status).toBe(403)
    const path = `/${kind}s/${home[kind]}`
    expect((await keystone.send('DELETE', path, { token: scoped })).status).toBe(403)
  }
})
