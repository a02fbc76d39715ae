/** Whatever is secret is used once in a whole run; afterwards it stands nowhere it could be read. */
import { readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { start, type Stackling } from '../faults/stackling.ts'
import { authorizationOf, pairOf } from '../support/oauth1.ts'
import { buildProgram, dataDirectory, until } from '../support/program.ts'

beforeAll(buildProgram)

const MARK = 'hUsH'
let count = 0
/** A secret that no other text contains. */
const secret = (): string => `${MARK}${String(count++).padStart(4, '0')}sEcReT`

/** Sends as the administrator, or with another token; the tokens that come back are secrets too. */
function speaker(cloud: Stackling, secrets: Set<string>) {
  return async (method: string, path: string, body?: unknown, token?: string) => {
    const headers = token === undefined ? {} : { 'X-Auth-Token': token }
    const got = await cloud.send(method, `/identity/v3${path}`, { body, headers })
    for (const name of ['x-subject-token', 'openstack-auth-receipt']) {
      const text = got!.headers.get(name)
      if (text !== null) secrets.add(text)
    }
    return got!
  }
}

const passwordOf = (user: object, scope?: object) => ({
  auth: { identity: { methods: ['password'], password: { user } }, ...(scope && { scope }) },
})

interface Run {
  readonly cloud: Stackling
  readonly secrets: Set<string>
  readonly say: ReturnType<typeof speaker>
  /** A new secret, which is one from now on. */
  readonly fresh: () => string
}

/** A user who signs in rightly and wrongly, by name and id, and changes the password. */
async function usePasswords({ say, fresh }: Run): Promise<string> {
  const password = fresh()
  const made = await say('POST', '/users', { user: { name: 'eve', password } })
  const { id } = made.body.user
  await say('POST', '/auth/tokens', passwordOf({ id, password }))
  await say('POST', '/auth/tokens', passwordOf({ id, password: fresh() }))
  await say(
    'POST',
    '/auth/tokens',
    passwordOf({ name: fresh(), domain: { id: 'default' }, password }),
  )
  await say('POST', '/auth/tokens', { auth: { identity: { methods: [fresh()] } } })
  await say('POST', '/auth/tokens', {
    auth: { identity: { methods: ['token'], token: { id: fresh() } } },
  })
  await say('POST', '/auth/tokens', `{"auth": {"password": "${fresh()}"`)
  const next = fresh()
  await say('POST', `/users/${id}/password`, {
    user: { original_password: password, password: next },
  })
  await say('POST', `/users/${id}/password`, {
    user: { original_password: fresh(), password: fresh() },
  })
  await say('PATCH', `/users/${id}`, { user: { password: fresh(), enabled: 'no boolean' } })
  await say('PATCH', `/users/nobody`, { user: { password: fresh() } })
  return id
}

/** Tokens that are none, in every place for one. */
async function useTokens({ cloud, say, fresh }: Run): Promise<void> {
  for (const path of ['/users', `/users/${cloud.token}`, '/nowhere']) {
    await say('GET', path, undefined, fresh())
  }
  await cloud.send('GET', '/identity/v3/auth/tokens', { headers: { 'X-Subject-Token': fresh() } })
  await cloud.send('GET', '/identity/v3/auth/tokens', {
    headers: {
      'X-Subject-Token': cloud.token,
      Authorization: `Bearer ${fresh()}`,
      Cookie: fresh(),
    },
  })
}

/** Of a user, and of the administrator. */
async function useCredentials(run: Run, id: string): Promise<void> {
  const { cloud, secrets, say, fresh } = run
  const credential = { type: 'totp', blob: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', user_id: id }
  secrets.add(credential.blob)
  await say('POST', '/credentials', { credential })
  await say('POST', '/credentials', { credential: { type: 'cert', blob: fresh(), user_id: id } })
  const admin = (await cloud.ask('GET', '/identity/v3/users?name=admin')).body.users[0].id
  const ec2 = await say('POST', `/users/${admin}/credentials/OS-EC2`, {
    tenant_id: cloud.projectId,
  })
  secrets.add(ec2.body.credential.secret)
  const { access } = ec2.body.credential
  await say('POST', '/ec2tokens', { credentials: { access, signature: fresh() } })
  await useApplicationCredential(run, admin)
}

async function useApplicationCredential(run: Run, admin: string): Promise<void> {
  const { cloud, secrets, say, fresh } = run
  const application = await say('POST', `/users/${admin}/application_credentials`, {
    application_credential: { name: 'ci', secret: fresh() },
  })
  const { application_credential: client } = application.body
  for (const attempt of [client.secret, fresh()]) {
    const identity = {
      methods: ['application_credential'],
      application_credential: { id: client.id, secret: attempt },
    }
    await say('POST', '/auth/tokens', { auth: { identity } })
    const form = `grant_type=client_credentials&client_id=${client.id}&client_secret=${attempt}`
    const got = await fetch(`${cloud.url}/identity/v3/OS-OAUTH2/token`, {
      method: 'POST',
      body: form,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    const { access_token: token } = (await got.json()) as { access_token?: string }
    if (token !== undefined) secrets.add(token)
  }
}

async function useConsumer({ cloud, secrets, say, fresh }: Run): Promise<void> {
  const consumer = (await say('POST', '/OS-OAUTH1/consumers', { consumer: {} })).body.consumer
  secrets.add(consumer.secret)
  const url = `${cloud.url}/identity/v3/OS-OAUTH1/request_token`
  for (const signature of [undefined, fresh()]) {
    const extra = { oauth_callback: 'oob' }
    const got = await fetch(url, {
      method: 'POST',
      headers: {
        Authorization: authorizationOf({ url, consumer, extra, ...(signature && { signature }) }),
        'Requested-Project-Id': cloud.projectId,
      },
    })
    if (got.status === 201) secrets.add(pairOf({ text: await got.text() } as never).secret)
  }
}

test('no password, token or secret is in the log or the audit file, at any level', async () => {
  const file = join(dataDirectory(), 'audit.log')
  const database = 'sqlite::memory:'
  const cloud = await start(database, {
    flags: ['--audit-file', file, '--log-level', 'debug', '--lockout-failure-attempts', '5'],
  })
  const secrets = new Set<string>([cloud.token, 'adminpass'])
  const say = speaker(cloud, secrets)
  const fresh = (): string => {
    const text = secret()
    secrets.add(text)
    return text
  }
  const run = { cloud, secrets, say, fresh }
  const id = await usePasswords(run)
  await useTokens(run)
  await useCredentials(run, id)
  await useConsumer(run)
  await say('PUT', '/domains/default/config', {
    config: { ldap: { url: 'ldap://x', password: fresh() } },
  })

  expect(await cloud.kill('SIGTERM')).toBe(0)
  const log = cloud.running.said.err
  const audit = readFileSync(file, 'utf8')
  expect(log.split('\n').length).toBeGreaterThan(30)
  expect(audit.split('\n').length).toBeGreaterThan(25)
  for (const [name, text] of Object.entries({ log, audit, output: cloud.running.said.out })) {
    const found = [...secrets].filter((each) => text.includes(each))
    expect([name, found]).toEqual([name, []])
    expect([name, /\$scrypt\$|"d":|eyJ[\w-]+\.[\w-]+\.[\w-]{20}/.test(text)]).toEqual([name, false])
  }
})

test('an answer that refuses repeats no secret, and lists show none', async () => {
  const cloud = await start('sqlite::memory:')
  const secrets = new Set<string>()
  const say = speaker(cloud, secrets)
  const fresh = secret
  const refusals = [
    await say('POST', '/auth/tokens', passwordOf({ id: 'x', password: fresh() })),
    await say('POST', '/auth/tokens', passwordOf({ name: 1, password: fresh() })),
    await say('PATCH', '/users/x', { user: { password: fresh() } }),
    await say('POST', '/users', { user: { name: '', password: fresh() } }),
    await say('POST', '/users', { user: { name: 'a', domain_id: 'nowhere', password: fresh() } }),
    await say('POST', '/users/x/password', {
      user: { original_password: fresh(), password: fresh() },
    }),
    await say('GET', '/users', undefined, fresh()),
  ]
  for (const { status, text } of refusals) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).not.toContain(MARK)
  }
  const user = { name: 'eve', password: fresh(), email: 'eve@example.org' }
  const { id } = (await say('POST', '/users', { user })).body.user
  await say('POST', '/OS-OAUTH1/consumers', { consumer: { description: 'd' } })
  const me = (await cloud.ask('GET', '/identity/v3/users?name=admin')).body.users[0].id
  await say('POST', `/users/${me}/application_credentials`, {
    application_credential: { name: 'ci', secret: fresh() },
  })
  const ldap = { url: 'ldap://x', password: fresh() }
  await say('PUT', '/domains/default/config', { config: { ldap } })
  for (const path of [
    '/users',
    `/users/${id}`,
    '/OS-OAUTH1/consumers',
    `/users/${me}/application_credentials`,
    '/domains/default/config',
    '/auth/tokens',
  ]) {
    const got = await cloud.send('GET', `/identity/v3${path}`, {
      headers: { 'X-Subject-Token': cloud.token },
    })
    expect([path, got!.status]).toEqual([path, 200])
    expect(got!.text).not.toMatch(/hUsH|"secret"|"secret_hash"|"password":|\$scrypt\$/)
  }
})

test('the audit file is its owner’s, goes on after SIGHUP, and after the next start', async () => {
  const directory = dataDirectory()
  const file = join(directory, 'audit.log')
  const database = `sqlite:${join(directory, 'state.db')}`
  const records = (path: string): { action: string }[] =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string })
  const first = await start(database, { flags: ['--audit-file', file] })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await until(async () => statSync(file).size > 0, 'the sign-in is recorded')
  renameSync(file, `${file}.1`)
  first.running.child.kill('SIGHUP')
  await until(async () => first.running.said.err.includes('policies read again'), 'it heard')
  await until(async () => statSync(file, { throwIfNoEntry: false }) !== undefined, 'a new file')
  await first.ask('POST', '/identity/v3/regions', { region: { id: 'r' } })
  expect(await first.kill('SIGTERM')).toBe(0)
  expect(records(`${file}.1`).map(({ action }) => action)).toEqual(['authenticate'])
  expect(records(file).map(({ action }) => action)).toEqual(['create'])
  const second = await start(database, { flags: ['--audit-file', file], session: first })
  await second.ask('DELETE', '/identity/v3/regions/r')
  await second.kill('SIGTERM')
  expect(records(file).map(({ action }) => action)).toEqual(['create', 'delete'])
})
