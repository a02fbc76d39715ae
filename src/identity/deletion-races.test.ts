/** What is being used while it is deleted: it is used, or it is gone, and nothing is left behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../test/support/cloud.ts'
import { BACKENDS } from '../../test/support/databases.ts'
import { Keystone } from '../../test/support/identity.ts'
import { Trusts, trusting } from '../../test/support/trusts.ts'

const ROUNDS = 6

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let trusts: Trusts

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
    trusts = new Trusts(keystone)
  })
  afterAll(() => cloud.app.stop())

  const statuses = (all: readonly Got[]) => all.map(({ status }) => status).sort((a, b) => a - b)
  const isOneOf = (got: Got, expected: readonly number[]) =>
    expect(expected, got.text).toContain(got.status)

  async function assignmentsOf(filter: string): Promise<object[]> {
    const { body } = await keystone.get(`/role_assignments?${filter}`)
    return body.role_assignments
  }

  test('a trust for so many tokens gives that many, whoever asks at the same time', async () => {
    const [trustor, trustee] = await trusts.pair()
    const { id } = await trusts.entrust(trustor, trustee, { remaining_uses: 3 })
    const got = await Promise.all(Array.from({ length: 8 }, () => trusts.use(trustee, id)))
    expect(statuses(got)).toEqual([201, 201, 201, 403, 403, 403, 403, 403])
    const left = await keystone.get(`/OS-TRUST/trusts/${id}`, { token: trustor.token })
    expect([200, 404]).toContain(left.status)
    if (left.status === 200) expect(left.body.trust.remaining_uses).toBe(0)
  })

  test('a role is given to somebody who stays, on something that stays', async () => {
    const roleId = await keystone.roleId('reader')
    for (let round = 0; round < ROUNDS; round++) {
      const { user, project } = await keystone.tenant()
      const group = await keystone.make('group', { name: keystone.name('group') })
      const role = await keystone.make('role', { name: keystone.name('role') })
      const give = (place: string, actor: string, id = roleId) =>
        keystone.send('PUT', `/projects/${place}/${actor}/roles/${id}`)
      const [first, second, third, fourth, ...gone] = await Promise.all([
        give(keystone.admin.projectId, `users/${user.id}`),
        give(keystone.admin.projectId, `groups/${group.id}`),
        give(project.id, `users/${keystone.admin.userId}`),
        give(keystone.admin.projectId, `users/${keystone.admin.userId}`, role.id),
        keystone.send('DELETE', `/users/${user.id}`),
        keystone.send('DELETE', `/groups/${group.id}`),
        keystone.send('DELETE', `/projects/${project.id}`),
        keystone.send('DELETE', `/roles/${role.id}`),
      ])
      for (const got of [first, second, third, fourth]) isOneOf(got, [204, 404])
      expect(statuses(gone)).toEqual([204, 204, 204, 204])
      for (const filter of [
        `user.id=${user.id}`,
        `group.id=${group.id}`,
        `scope.project.id=${project.id}`,
        `role.id=${role.id}`,
      ]) {
        expect(await assignmentsOf(filter), filter).toEqual([])
      }
    }
  })

  test('a domain goes with the roles that were being given in it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const domain = await keystone.make('domain', { name: keystone.name('domain') })
      const inside = await keystone.tenant('member', domain.id)
      const group = await keystone.make('group', { name: 'g', domain_id: domain.id })
      await keystone.change('domain', domain.id, { enabled: false })
      const roleId = await keystone.roleId('reader')
      const place = `/projects/${keystone.admin.projectId}`
      const [first, second, gone] = await Promise.all([
        keystone.send('PUT', `${place}/users/${inside.user.id}/roles/${roleId}`),
        keystone.send('PUT', `${place}/groups/${group.id}/roles/${roleId}`),
        keystone.send('DELETE', `/domains/${domain.id}`),
      ])
      for (const got of [first, second]) isOneOf(got, [204, 404])
      expect(gone.status, gone.text).toBe(204)
      expect(await assignmentsOf(`user.id=${inside.user.id}`)).toEqual([])
      expect(await assignmentsOf(`group.id=${group.id}`)).toEqual([])
    }
  })

  test('a trust and a credential are made by somebody who stays', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [trustor, trustee] = await trusts.pair()
      const [trust, credential, gone] = await Promise.all([
        trusts.send(trustor.token, trusting(trustor, trustee)),
        keystone.send('POST', `/users/${trustee.user.id}/application_credentials`, {
          token: trustee.token,
          body: { application_credential: { name: 'ci', access_rules: [RULE] } },
        }),
        keystone.send('DELETE', `/users/${trustee.user.id}`),
      ])
      isOneOf(trust, [201, 404])
      isOneOf(credential, [201, 401, 404])
      expect(gone.status, gone.text).toBe(204)
      if (trust.status === 201) {
        const path = `/OS-TRUST/trusts/${trust.body.trust.id}`
        expect((await keystone.get(path, { token: trustor.token })).status).toBe(404)
      }
      if (credential.status !== 201) continue
      const { id, secret } = credential.body.application_credential
      const application_credential = { id, secret }
      const identity = { methods: ['application_credential'], application_credential }
      isOneOf(await keystone.auth({ identity }), [401, 404])
    }
  })

  test('a role implies one that stays', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const prior = await keystone.make('role', { name: keystone.name('prior') })
      const implied = await keystone.make('role', { name: keystone.name('implied') })
      const [made, gone] = await Promise.all([
        keystone.send('PUT', `/roles/${prior.id}/implies/${implied.id}`),
        keystone.send('DELETE', `/roles/${implied.id}`),
      ])
      isOneOf(made, [201, 404])
      expect(gone.status, gone.text).toBe(204)
      const { body } = await keystone.get(`/roles/${prior.id}/implies`)
      expect(body.role_inference.implies).toEqual([])
    }
  })

  test('EC2 credentials go with their user and their project', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { user } = await keystone.tenant()
      const other = await keystone.tenant()
      const make = (userId: string, tenant_id: string) =>
        keystone.send('POST', `/users/${userId}/credentials/OS-EC2`, { body: { tenant_id } })
      const [first, second, ...gone] = await Promise.all([
        make(user.id, keystone.admin.projectId),
        make(keystone.admin.userId, other.project.id),
        keystone.send('DELETE', `/users/${user.id}`),
        keystone.send('DELETE', `/projects/${other.project.id}`),
      ])
      for (const got of [first, second]) isOneOf(got, [201, 404])
      expect(statuses(gone)).toEqual([204, 204])
      const { credentials } = (await keystone.get('/credentials')).body
      const owners = credentials.flatMap((one: any) => [one.user_id, one.project_id])
      expect(owners).not.toContain(user.id)
      expect(owners).not.toContain(other.project.id)
    }
  })

  test('an application credential that was deleted during a sign-in is good for nothing', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { user, token } = await keystone.tenant()
      const path = `/users/${user.id}/application_credentials`
      const made = await keystone.send('POST', path, {
        token,
        body: { application_credential: { name: 'ci' } },
      })
      const { id, secret } = made.body.application_credential
      const application_credential = { id, secret }
      const identity = { methods: ['application_credential'], application_credential }
      const [signedIn, gone] = await Promise.all([
        keystone.auth({ identity }),
        keystone.send('DELETE', `${path}/${id}`, { token }),
      ])
      expect(gone.status, gone.text).toBe(204)
      isOneOf(signedIn, [201, 401, 404])
      if (signedIn.status !== 201) continue
      expect(await keystone.isValid(signedIn.headers.get('x-subject-token')!)).toBe(false)
    }
  })

  test('of many who make an application credential of one name, one does', async () => {
    const { user, token } = await keystone.tenant()
    const body = { application_credential: { name: 'ci', access_rules: [RULE] } }
    const path = `/users/${user.id}/application_credentials`
    const make = () => keystone.send('POST', path, { token, body })
    const got = await Promise.all([make(), make(), make(), make()])
    expect(statuses(got)).toEqual([201, 409, 409, 409])
    const rules = await keystone.get(`/users/${user.id}/access_rules`, { token })
    expect(rules.body.access_rules).toHaveLength(1)
  })
})

const RULE = { service: 'compute', path: '/v2.1/servers', method: 'GET' }
