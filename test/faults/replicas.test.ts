/** Replicas share nothing but the database (docs/adr/0005, 0008): any of them may answer any request. */
import { beforeAll, expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { buildProgram, until } from '../support/program.ts'
import { Load } from './load.ts'
import { expectAtRest, expectKept, prepare, volumesOf } from './promises.ts'
import { passwordAuth, start, type Stackling } from './stackling.ts'

beforeAll(buildProgram)

const POSTGRES = BACKENDS.find(({ dialect }) => dialect === 'postgres')!

async function pair(): Promise<[Stackling, Stackling]> {
  const database = await POSTGRES.url('empty')
  // Both find an empty database: one of them makes the cloud, neither fails.
  return Promise.all([start(database), start(database)])
}

test('two replicas that start together on an empty database make one cloud', async () => {
  const [a, b] = await pair()
  expect(a.projectId).toBe(b.projectId)
  const { projects } = (await b.ask('GET', '/identity/v3/projects?name=admin')).body
  expect(projects).toHaveLength(1)
})

test('what one replica acknowledges the other one shows', async () => {
  const [a, b] = await pair()
  const { volume } = (await a.ask('POST', volumesOf(a), { volume: { size: 1 } })).body
  const path = `${volumesOf(a)}/${volume.id}/metadata`
  for (let turn = 0; turn < 20; turn++) {
    const metadata = { turn: String(turn) }
    expect((await b.ask('POST', path, { metadata })).status).toBe(200)
    expect((await a.ask('GET', path)).body).toEqual({ metadata })
  }
})

test('racing changes through both replicas are all kept', async () => {
  const [a, b] = await pair()
  const { volume } = (await a.ask('POST', volumesOf(a), { volume: { size: 1 } })).body
  const path = `${volumesOf(a)}/${volume.id}/metadata`
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 === 0 ? a : b).ask('POST', path, { metadata: { [`key-${i}`]: 'v' } }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
  const { metadata } = (await b.ask('GET', path)).body
  expect(Object.keys(metadata)).toHaveLength(50)
})

test('a quota holds across both replicas', async () => {
  const [a, b] = await pair()
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      (i % 2 === 0 ? a : b).ask('POST', volumesOf(a), { volume: { size: 1 } }),
    ),
  )
  const made = answers.filter(({ status }) => status === 202)
  const refused = answers.filter(({ status }) => status === 413)
  expect([made.length, refused.length]).toEqual([10, 20])
})

test('a token revoked at one replica is dead at the other at once', async () => {
  const [a, b] = await pair()
  const issued = await a.ask('POST', '/identity/v3/auth/tokens', passwordAuth())
  const token = issued.headers.get('x-subject-token')!
  const check = async () => {
    const headers = { 'X-Auth-Token': token }
    return (await b.send('GET', '/identity/v3/auth/projects', { headers }))!.status
  }
  expect(await check()).toBe(200)
  const headers = { 'X-Subject-Token': token }
  const revoked = await a.send('DELETE', '/identity/v3/auth/tokens', { headers })
  expect(revoked!.status).toBe(204)
  expect(await check()).toBe(401)
})

/** Somebody with a role on a project of a domain of his own; the password is the name. */
async function newcomer(a: Stackling, name: string) {
  const make = async (kind: string, attributes: object): Promise<{ id: string }> => {
    const got = await a.ask('POST', `/identity/v3/${kind}s`, { [kind]: attributes })
    expect(got.status, got.text).toBe(201)
    return got.body[kind]
  }
  const domain = await make('domain', { name })
  const project = await make('project', { name, domain_id: domain.id })
  const user = await make('user', { name, password: name, domain_id: domain.id })
  const { roles } = (await a.ask('GET', '/identity/v3/roles?name=member')).body
  const path = `/identity/v3/projects/${project.id}/users/${user.id}/roles/${roles[0].id}`
  expect((await a.ask('PUT', path)).status).toBe(204)
  return { name, domain, project, user, grant: path }
}

type Newcomer = Awaited<ReturnType<typeof newcomer>>

async function tokenAt(replica: Stackling, { name, user }: Newcomer, scope: object) {
  const password = { user: { id: user.id, password: name } }
  const auth = { identity: { methods: ['password'], password }, scope }
  const got = await replica.ask('POST', '/identity/v3/auth/tokens', { auth })
  expect(got.status, got.text).toBe(201)
  return got.headers.get('x-subject-token')!
}

/** What each ends, and by which call at one replica; the token is for the project unless it says. */
const ENDINGS: Record<string, (a: Stackling, one: Newcomer) => Promise<unknown>> = {
  'disabling the user': (a, { user }) =>
    a.ask('PATCH', `/identity/v3/users/${user.id}`, { user: { enabled: false } }),
  'a new password': (a, { user }) =>
    a.ask('PATCH', `/identity/v3/users/${user.id}`, { user: { password: 'another' } }),
  'deleting the user': (a, { user }) => a.ask('DELETE', `/identity/v3/users/${user.id}`),
  'disabling the project': (a, { project }) =>
    a.ask('PATCH', `/identity/v3/projects/${project.id}`, { project: { enabled: false } }),
  'disabling the domain': (a, { domain }) =>
    a.ask('PATCH', `/identity/v3/domains/${domain.id}`, { domain: { enabled: false } }),
  'taking the role': (a, { grant }) => a.ask('DELETE', grant),
}

test('whatever ends access at one replica ends it at the other with the next request', async () => {
  const [a, b] = await pair()
  const statusAt = async (replica: Stackling, token: string) => {
    const headers = { 'X-Auth-Token': token }
    return (await replica.send('GET', '/identity/v3/auth/projects', { headers }))!.status
  }
  for (const [what, end] of Object.entries(ENDINGS)) {
    const one = await newcomer(a, what.replaceAll(' ', '-'))
    const token = await tokenAt(b, one, { project: { id: one.project.id } })
    // Both know it by now, and remember it.
    expect([what, await statusAt(a, token), await statusAt(b, token)]).toEqual([what, 200, 200])
    await end(a, one)
    expect([what, await statusAt(b, token), await statusAt(a, token)]).toEqual([what, 401, 401])
  }
})

test('taking a trust back at one replica ends its tokens at the other', async () => {
  const [a, b] = await pair()
  const [giver, taker] = [await newcomer(a, 'giver'), await newcomer(a, 'taker')]
  const own = { 'X-Auth-Token': await tokenAt(a, giver, { project: { id: giver.project.id } }) }
  const trust = {
    trustor_user_id: giver.user.id,
    trustee_user_id: taker.user.id,
    project_id: giver.project.id,
    impersonation: false,
    roles: [{ name: 'member' }],
  }
  const trusts = '/identity/v3/OS-TRUST/trusts'
  const made = await a.send('POST', trusts, { headers: own, body: { trust } })
  const { id } = made!.body.trust
  const headers = { 'X-Auth-Token': await tokenAt(b, taker, { 'OS-TRUST:trust': { id } }) }
  const check = async () => (await b.send('GET', '/identity/v3/auth/projects', { headers }))!.status
  expect(await check()).toBe(200)
  expect((await a.send('DELETE', `${trusts}/${id}`, { headers: own }))!.status).toBe(204)
  expect(await check()).toBe(401)
})

test('when one replica dies under load, the other goes on and finishes what it had begun', async () => {
  const [a, b] = await pair()
  const promised = { a: await prepare(a, 3), b: await prepare(b, 3) }
  const killed = Promise.withResolvers<unknown>()
  const dying = new Load(a, promised.a, {
    acknowledged: (changes) => {
      if (changes === 100) killed.resolve(a.kill('SIGKILL'))
    },
  })
  const living = new Load(b, promised.b)
  await Promise.race([killed.promise, dying.over, living.over])
  await dying.end()
  const before = living.changes
  await Promise.race([until(async () => living.changes > before + 20, 'it goes on'), living.over])
  await living.end()
  expect(await a.running.ended).toBe('SIGKILL')
  for (const each of [promised.a, promised.b]) await expectKept(b, each)
  const ids = [...promised.a.deleted, ...promised.b.deleted]
  const made = [...promised.a.created, ...promised.b.created]
  await expectAtRest(b, { ...promised.a, created: new Set(made), deleted: new Set(ids) })
})
