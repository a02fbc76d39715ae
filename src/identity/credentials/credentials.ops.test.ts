import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'
import { Vault } from '../../kernel/vault.ts'

let cloud: Cloud
let keystone: Keystone

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

type Tenant = Awaited<ReturnType<Keystone['tenant']>>

const send = (tenant: Tenant, more: object = {}) =>
  keystone.send('POST', '/credentials', {
    token: tenant.token,
    body: { credential: { type: 'cert', blob: 'secret', user_id: tenant.user.id, ...more } },
  })

async function make(tenant: Tenant, more: object = {}): Promise<any> {
  const got = await send(tenant, more)
  expect(got.status, got.text).toBe(201)
  return got.body.credential
}

const ec2 = (project_id: string, access: string) => ({
  type: 'ec2',
  project_id,
  blob: JSON.stringify({ access, secret: 's' }),
})

describe('a credential', () => {
  test('is shown to its owner, and lies in the database encrypted', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant, { blob: 'a very secret text', note: 'n' })
    expect(made).toMatchObject({ type: 'cert', project_id: null, note: 'n' })
    const shown = await keystone.get(`/credentials/${made.id}`, { token: tenant.token })
    expect(shown.body.credential).toEqual(made)
    expect(made.blob).toBe('a very secret text')
    const row = await cloud.app.database.read((tx) =>
      tx.db
        .selectFrom('identity_credentials')
        .selectAll()
        .where('id', '=', made.id)
        .executeTakeFirstOrThrow(),
    )
    expect(JSON.stringify(row)).not.toContain('secret text')
    expect(JSON.stringify(cloud.log)).not.toContain('secret text')
  })

  test('is nobody else’s: not to see, change, delete or give away', async () => {
    const tenant = await keystone.tenant()
    const { token } = await keystone.tenant()
    const { id } = await make(tenant)
    const path = `/credentials/${id}`
    const body = { credential: { blob: 'x' } }
    expect((await keystone.get(path, { token })).status).toBe(403)
    expect((await keystone.send('PATCH', path, { token, body })).status).toBe(403)
    expect((await keystone.send('DELETE', path, { token })).status).toBe(403)
    const listed = await keystone.get('/credentials', { token })
    expect(listed.body.credentials).toEqual([])
    const filtered = await keystone.get(`/credentials?user_id=${tenant.user.id}`, { token })
    expect(filtered.body.credentials).toEqual([])
    const given = { credential: { user_id: keystone.admin.userId } }
    const got = await keystone.send('PATCH', path, { token: tenant.token, body: given })
    expectError(got, 403, /identity:update_credential\.$/)
    expect((await send(tenant, { user_id: keystone.admin.userId })).status).toBe(403)
  })

  test('is no marker in a list of somebody else', async () => {
    const [tenant, other] = [await keystone.tenant(), await keystone.tenant()]
    const own = [await make(tenant), await make(tenant)]
    const foreign = await make(other)
    const after = async (id: string) => {
      const got = await keystone.get(`/credentials?marker=${id}`, { token: tenant.token })
      return got.body.credentials.map((one: { id: string }) => one.id)
    }
    expect(await after(own[0].id)).toEqual([own[1].id])
    expect(await after(foreign.id)).toEqual(own.map(({ id }) => id))
  })

  test('is listed by type, changed and deleted', async () => {
    const tenant = await keystone.tenant()
    const { token } = tenant
    const { id } = await make(tenant, { type: 'one' })
    await make(tenant, { type: 'two' })
    const listed = await keystone.get('/credentials?type=one', { token })
    expect(listed.body.credentials.map((one: { id: string }) => one.id)).toEqual([id])
    const path = `/credentials/${id}`
    const changed = await keystone.send('PATCH', path, {
      token,
      body: { credential: { blob: 'new', type: 'three' } },
    })
    expect(changed.body.credential).toMatchObject({ id, blob: 'new', type: 'three' })
    expect((await keystone.send('DELETE', path, { token })).status).toBe(204)
    expectError(await keystone.get(path), 404, `Could not find credential: ${id}.`)
  })

  test('goes with its user', async () => {
    const tenant = await keystone.tenant()
    const { id } = await make(tenant)
    await keystone.remove('user', tenant.user.id)
    expect((await keystone.get(`/credentials/${id}`)).status).toBe(404)
  })
})

describe('an EC2 credential', () => {
  test.each([
    ['x', 'Invalid blob in credential'],
    ['[]', /^Expecting to find blob in credential\./],
    ['{}', /^Expecting to find blob in credential\./],
    ['{"secret": "s"}', /^Expecting to find access in credential\./],
  ])('with the blob %j is refused', async (blob, message) => {
    const tenant = await keystone.tenant()
    const attributes = { ...ec2(tenant.project.id, 'a'), blob }
    expectError(await send(tenant, attributes), 400, message)
  })

  test('has the id of its access key, and that once', async () => {
    const tenant = await keystone.tenant()
    const attributes = ec2(tenant.project.id, 'a')
    const { id } = await make(tenant, attributes)
    expect(id).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb')
    expectError(
      await send(tenant, attributes),
      409,
      `Conflict occurred attempting to store credential - Duplicate entry found with ID ${id}.`,
    )
    const { project_id: _, ...rest } = attributes
    expect((await send(tenant, rest)).status).toBe(400)
  })

  test('is made and found under its user', async () => {
    const tenant = await keystone.tenant()
    const { token } = tenant
    const path = `/users/${tenant.user.id}/credentials/OS-EC2`
    const body = { tenant_id: tenant.project.id }
    const made = (await keystone.send('POST', path, { token, body })).body.credential
    expect(made).toMatchObject({
      user_id: tenant.user.id,
      tenant_id: tenant.project.id,
      trust_id: null,
    })
    expect((await keystone.get(path, { token })).body.credentials).toEqual([made])
    const one = `${path}/${made.access}`
    expect((await keystone.get(one, { token })).body.credential).toEqual(made)
    const other = await keystone.tenant()
    expect((await keystone.get(one, { token: other.token })).status).toBe(403)
    expect((await keystone.send('DELETE', one, { token: other.token })).status).toBe(403)
    expect((await keystone.send('DELETE', one, { token })).status).toBe(204)
    expect((await keystone.get(one, { token })).status).toBe(404)
    const numbered = await keystone.send('POST', path, { token, body: { tenant_id: 1 } })
    expectError(numbered, 400, /1 is not of type 'string'/)
    for (const [tenant_id, name] of [
      ['nowhere', 'nowhere'],
      [undefined, 'None'],
    ]) {
      const got = await keystone.send('POST', path, { token, body: { tenant_id } })
      expectError(got, 404, `Could not find project: ${name}.`)
    }
  })

  test('of EC2 keeps its id when its keys change', async () => {
    const tenant = await keystone.tenant()
    const made = await make(tenant, ec2(tenant.project.id, keystone.name('access')))
    const blob = JSON.stringify({ access: 'new', secret: 'newer' })
    const got = await keystone.send('PATCH', `/credentials/${made.id}`, {
      token: tenant.token,
      body: { credential: { blob } },
    })
    expect(got.status).toBe(200)
    expect(got.body.credential).toMatchObject({ id: made.id, blob })
  })

  test('made by an application credential stays bound to it', async () => {
    const tenant = await keystone.tenant()
    const asked = { name: 'x', secret: 's', unrestricted: true }
    const made = await keystone.send('POST', `/users/${tenant.user.id}/application_credentials`, {
      token: tenant.token,
      body: { application_credential: asked },
    })
    const { id } = made.body.application_credential
    const identity = {
      methods: ['application_credential'],
      application_credential: { id, secret: 's' },
    }
    const token = (await keystone.auth({ identity })).headers.get('x-subject-token')!
    const bound = await make({ ...tenant, token }, ec2(tenant.project.id, 'bound'))
    expect(JSON.parse(bound.blob)).toMatchObject({ access: 'bound', app_cred_id: id })
    const body = { credential: { blob: JSON.stringify({ access: 'bound', secret: 's' }) } }
    const got = await keystone.send('PATCH', `/credentials/${bound.id}`, {
      token: tenant.token,
      body,
    })
    expectError(got, 400, 'app_cred_id can not be updated for credential')
    expect((await send({ ...tenant, token }, { type: 'totp' })).status).toBe(403)
  })
})

describe('the vault', () => {
  const [old, young] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

  test('opens what an earlier key sealed, and seals with the first', () => {
    const sealed = new Vault([old]).seal('text', 'id')
    const vault = new Vault([young, old])
    expect(vault.open(sealed, 'id')).toBe('text')
    expect(() => new Vault([young]).open(sealed, 'id')).toThrow(/which is not there/)
    expect(new Vault([young]).open(vault.seal('text', 'id'), 'id')).toBe('text')
  })

  test('opens nothing that was changed, or moved to another credential', () => {
    const vault = new Vault([old])
    const sealed = vault.seal('text', 'id')
    const flipped = sealed.at(-1) === 'A' ? 'B' : 'A'
    expect(() => vault.open(sealed.slice(0, -2) + flipped + sealed.at(-1), 'id')).toThrow()
    expect(() => vault.open(sealed, 'other')).toThrow()
    expect(vault.seal('text', 'id')).not.toBe(sealed)
  })
})
