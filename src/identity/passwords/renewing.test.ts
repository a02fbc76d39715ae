/** Hashes that were made when they cost less. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { Keystone } from '../../../test/support/identity.ts'

const CHEAP = { passwordHashing: { ln: 11, r: 8, p: 1 } }
const DEAR = { passwordHashing: { ln: 12, r: 8, p: 1 } }

function hashesIn(cloud: Cloud, userId: string): Promise<string[]> {
  return cloud.app.database.read(async (tx) => {
    const of = { user: userId }
    const passwords = await tx.db
      .selectFrom('identity_passwords')
      .select('hash')
      .where('user_id', '=', of.user)
      .execute()
    const secrets = await tx.db
      .selectFrom('identity_application_credentials')
      .select('secret_hash as hash')
      .where('user_id', '=', of.user)
      .execute()
    return [...passwords, ...secrets].map(({ hash }) => hash)
  })
}

const costs = (hashes: string[]) => hashes.map((hash) => /ln=(\d+)/.exec(hash)?.[1])

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('a password and a secret are hashed anew when they are next used', async () => {
    const database = await backend.url('empty')
    const before = await startCloud({ database, identity: CHEAP })
    const first = await Keystone.of(before)
    const { user, name, project, token } = await first.tenant()
    const made = await first.send('POST', `/users/${user.id}/application_credentials`, {
      token,
      body: { application_credential: { name: 'ci' } },
    })
    const { id, secret } = made.body.application_credential
    const old = await hashesIn(before, user.id)
    expect(costs(old)).toEqual(['11', '11'])
    await before.app.stop()

    await using cloud = await startCloud({ database, identity: DEAR })
    const keystone = await Keystone.of(cloud)
    const kept = await keystone.signIn(user.id, 'wrong')
    expect(kept.status).toBe(401)
    expect(await hashesIn(cloud, user.id)).toEqual(old)
    const held = await keystone.issue(user.id, name, { project })
    const identity = {
      methods: ['application_credential'],
      application_credential: { id, secret },
    }
    expect((await keystone.auth({ identity })).status).toBe(201)
    const renewed = await hashesIn(cloud, user.id)
    expect(costs(renewed)).toEqual(['12', '12'])
    expect((await keystone.signIn(user.id, name)).status).toBe(201)
    expect((await keystone.auth({ identity })).status).toBe(201)
    expect(await hashesIn(cloud, user.id)).toEqual(renewed)
    expect((await keystone.signIn(user.id, 'wrong')).status).toBe(401)
    expect(await keystone.isValid(held)).toBe(true)
  })

  test('a hash that cost more stays', async () => {
    const database = await backend.url('empty')
    const before = await startCloud({ database, identity: DEAR })
    const { user, name } = await (await Keystone.of(before)).tenant()
    const old = await hashesIn(before, user.id)
    await before.app.stop()
    await using cloud = await startCloud({ database, identity: CHEAP })
    expect((await (await Keystone.of(cloud)).signIn(user.id, name)).status).toBe(201)
    expect(await hashesIn(cloud, user.id)).toEqual(old)
  })
})
