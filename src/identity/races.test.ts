/** What many clients do at once ends as if one had come after the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../test/support/cloud.ts'
import { BACKENDS } from '../../test/support/databases.ts'
import { Keystone } from '../../test/support/identity.ts'
import type { IdentityEnv } from './operation.ts'

const CLIENTS = 10

function envOf({ app }: Cloud): IdentityEnv {
  return app.services.find(({ type }) => type === 'identity')!.env as IdentityEnv
}

/** A file behaves as memory does here: one writer, whichever it is. */
describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const atOnce = (send: (index: number) => Promise<Got>) =>
    Promise.all(Array.from({ length: CLIENTS }, (_, index) => send(index)))
  const statuses = (all: Got[]) => all.map(({ status }) => status).sort((a, b) => a - b)

  test.each([
    ['user', { name: 'racer' }],
    ['project', { name: 'racer' }],
    ['domain', { name: 'racer' }],
    ['group', { name: 'racer' }],
    ['role', { name: 'racer' }],
    ['region', { id: 'racer' }],
  ])(
    'of many who make the same %s, one does, and the others are told',
    async (kind, attributes) => {
      const body = { [kind]: attributes }
      const all = await atOnce(() => keystone.send('POST', `/${kind}s`, { body }))
      expect(statuses(all)).toEqual([201, ...Array.from({ length: CLIENTS - 1 }, () => 409)])
    },
  )

  test('changes of different attributes all stay', async () => {
    for (const kind of ['user', 'project', 'group', 'role'] as const) {
      const { id } = await keystone.make(kind, { name: keystone.name('merge') })
      const all = await atOnce((index) =>
        keystone.send('PATCH', `/${kind}s/${id}`, {
          body: { [kind]: { [`extra-${index}`]: index } },
        }),
      )
      expect(new Set(statuses(all))).toEqual(new Set([200]))
      const { body } = await keystone.get(`/${kind}s/${id}`)
      const kept = Object.keys(body[kind]).filter((name) => name.startsWith('extra-'))
      expect(kept, kind).toHaveLength(CLIENTS)
    }
  })

  test('a role given by many is given once, and taken by one', async () => {
    const { user, project } = await keystone.tenant()
    const path = await keystone.grant('projects', project.id, 'users', user.id, 'reader')
    const given = await atOnce(() => keystone.send('PUT', path))
    expect(new Set(statuses(given))).toEqual(new Set([204]))
    const taken = await atOnce(() => keystone.send('DELETE', path))
    expect(statuses(taken).filter((status) => status === 204)).toHaveLength(1)
  })

  test('of many who change their password with the old one, one does', async () => {
    const { user, name } = await keystone.tenant()
    const all = await atOnce((index) =>
      keystone.send('POST', `/users/${user.id}/password`, {
        body: { user: { original_password: name, password: `new-${index}` } },
      }),
    )
    expect(statuses(all)).toEqual([204, ...Array.from({ length: CLIENTS - 1 }, () => 401)])
    const winner = all.findIndex(({ status }) => status === 204)
    expect((await keystone.signIn(user.id, `new-${winner}`)).status).toBe(201)
  })

  test('a password that changes while somebody signs in with the old one gives no token', async () => {
    const { passwords } = envOf(cloud)
    const verify = passwords.verify.bind(passwords)
    const change = (id: string, attributes: object) => keystone.change('user', id, attributes)
    const password = 'the old one'
    for (const meanwhile of [
      (id: string) => change(id, { password: 'the new one' }),
      (id: string) => change(id, { enabled: false }).then(() => change(id, { enabled: true })),
    ]) {
      const { id } = await keystone.make('user', { name: keystone.name('racer'), password })
      let right: boolean | undefined
      passwords.verify = async (...asked) => {
        passwords.verify = verify
        right = await verify(...asked)
        await meanwhile(id)
        return right
      }
      const got = await keystone.signIn(id, password)
      expect([right, got.status, got.headers.get('x-subject-token')]).toEqual([true, 401, null])
    }
  })

  test('a project is not deleted under one that is being made in it', async () => {
    for (let round = 0; round < 5; round++) {
      const parent = await keystone.make('project', { name: keystone.name('parent') })
      const body = { project: { name: keystone.name('child'), parent_id: parent.id } }
      const [made, gone] = await Promise.all([
        keystone.send('POST', '/projects', { body }),
        keystone.send('DELETE', `/projects/${parent.id}`),
      ])
      expect([
        [201, 403],
        [400, 204],
      ]).toContainEqual([made.status, gone.status])
    }
  })
})

test('replicas that start on one empty database make one cloud', async () => {
  const postgres = BACKENDS.find(({ dialect }) => dialect === 'postgres')!
  const database = await postgres.url('empty')
  const clouds = await Promise.all([1, 2, 3].map(() => startCloud({ database })))
  try {
    expect(clouds.filter(({ app }) => app.isNew)).toHaveLength(1)
    for (const cloud of clouds) expect((await cloud.admin()).projectId).toBeTruthy()
    const keystone = await Keystone.of(clouds[0]!)
    expect((await keystone.get('/users')).body.users).toHaveLength(2)
  } finally {
    await Promise.all(clouds.map(({ app }) => app.stop()))
  }
})
