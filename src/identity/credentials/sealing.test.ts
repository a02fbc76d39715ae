/** What somebody gets who gets a copy of the database: nothing that opens anything. */
import { describe, expect, test } from 'vitest'
import { CREDENTIAL_KEYS, startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { Keystone } from '../../../test/support/identity.ts'
import { authorizationOf, pairOf, type Pair } from '../../../test/support/oauth1.ts'
import { NoKey, Vault } from '../../kernel/vault.ts'
import { sealId } from './secrets.ts'

const vault = new Vault(CREDENTIAL_KEYS)

/** What the tables with secrets hold. */
function stored(cloud: Cloud) {
  return cloud.app.database.read(async (tx) => ({
    keys: await tx.db.selectFrom('identity_signing_keys').selectAll().execute(),
    consumers: await tx.db.selectFrom('identity_consumers').selectAll().execute(),
    requests: await tx.db.selectFrom('identity_request_tokens').selectAll().execute(),
    accesses: await tx.db.selectFrom('identity_access_tokens').selectAll().execute(),
    options: await tx.db.selectFrom('identity_domain_configs').selectAll().execute(),
  }))
}

/** A consumer who has been allowed something, and asks for more. */
class Consumer {
  readonly #keystone: Keystone
  readonly pair: Pair
  constructor(keystone: Keystone, pair: Pair) {
    this.#keystone = keystone
    this.pair = pair
  }

  static async of(keystone: Keystone): Promise<Consumer> {
    const got = await keystone.send('POST', '/OS-OAUTH1/consumers', { body: { consumer: {} } })
    return new Consumer(keystone, got.body.consumer)
  }

  post(path: string, extra: Record<string, string>, token?: Pair, body?: object) {
    const { cloud, admin } = this.#keystone
    const url = `${cloud.app.addresses.get('identity')}/v3${path}`
    const signing = { url, consumer: this.pair, extra, ...(token && { token }) }
    const headers = {
      Authorization: authorizationOf(signing),
      'Requested-Project-Id': admin.projectId,
    }
    return cloud.request('identity', 'POST', `/v3${path}`, { headers, ...(body && { body }) })
  }

  async asks(): Promise<Pair> {
    return pairOf(await this.post('/OS-OAUTH1/request_token', { oauth_callback: 'oob' }))
  }

  async takes(request: Pair): Promise<Pair> {
    const allowed = await this.#keystone.send('PUT', `/OS-OAUTH1/authorize/${request.id}`, {
      body: { roles: [{ name: 'admin' }] },
    })
    const { oauth_verifier } = allowed.body.token
    return pairOf(await this.post('/OS-OAUTH1/access_token', { oauth_verifier }, request))
  }

  async signsIn(access: Pair): Promise<number> {
    const body = { auth: { identity: { methods: ['oauth1'], oauth1: {} } } }
    return (await this.post('/auth/tokens', {}, access, body)).status
  }
}

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('nothing that signs or proves lies as it is', async () => {
    await using cloud = await startCloud({ database: await backend.url('cloud') })
    const consumer = await Consumer.of(await Keystone.of(cloud))
    const access = await consumer.takes(await consumer.asks())
    const request = await consumer.asks()
    const config = { ldap: { url: 'ldap://x', password: 'of the directory' } }
    await cloud.request('identity', 'PUT', '/v3/domains/default/config', {
      token: (await cloud.admin()).token,
      body: { config },
    })
    const all = await stored(cloud)
    const text = JSON.stringify(all)
    expect(text).toContain('ldap://x')
    for (const secret of [
      'of the directory',
      consumer.pair.secret,
      request.secret,
      access.secret,
      '"d":',
    ]) {
      expect(text).not.toContain(secret)
    }
    expect(all.keys[0]!.private_jwk).not.toContain('"d"')
    expect(await consumer.signsIn(access)).toBe(201)
  })

  test('what an earlier version stored is encrypted at the next start, and goes on', async () => {
    const database = await backend.url('empty')
    const first = await startCloud({ database })
    const before = await Keystone.of(first)
    const consumer = await Consumer.of(before)
    const access = await consumer.takes(await consumer.asks())
    const request = await consumer.asks()
    await first.app.database.write(async (tx) => {
      const { keys } = await stored(first)
      for (const { kid, private_jwk } of keys) {
        const plain = vault.open(private_jwk, sealId('signing key', kid))
        await tx.db
          .updateTable('identity_signing_keys')
          .set({ private_jwk: plain })
          .where('kid', '=', kid)
          .execute()
      }
      const { secret } = consumer.pair
      await tx.db.updateTable('identity_consumers').set({ secret }).execute()
      await tx.db.updateTable('identity_request_tokens').set({ secret: request.secret }).execute()
      await tx.db.updateTable('identity_access_tokens').set({ secret: access.secret }).execute()
      const option = { domain_id: 'default', group_name: 'ldap', option_name: 'password' }
      const values = { ...option, value: '"of the directory"', sensitive: 1 }
      await tx.db.insertInto('identity_domain_configs').values(values).execute()
    })
    await first.app.stop()
    const [one, other] = await Promise.all([startCloud({ database }), startCloud({ database })])
    for (const cloud of [one, other]) {
      const keystone = new Keystone(cloud, before.admin)
      expect(await keystone.isValid(before.admin.token)).toBe(true)
      const same = new Consumer(keystone, consumer.pair)
      expect(await same.signsIn(access)).toBe(201)
      expect(await keystone.isValid((await cloud.admin()).token)).toBe(true)
    }
    const again = new Consumer(new Keystone(other, before.admin), consumer.pair)
    expect(await again.signsIn(await again.takes(request))).toBe(201)
    const text = JSON.stringify(await stored(one))
    for (const secret of ['of the directory', consumer.pair.secret, access.secret, '\\"d\\"']) {
      expect(text).not.toContain(secret)
    }
    await Promise.all([one.app.stop(), other.app.stop()])
  })

  test('with other keys nobody starts, and nothing is changed', async () => {
    const database = await backend.url('empty')
    await using cloud = await startCloud({ database })
    const before = await stored(cloud)
    const credentialKeys = [Buffer.alloc(32, 'other')]
    await expect(startCloud({ database, credentialKeys })).rejects.toThrow(NoKey)
    expect(await stored(cloud)).toEqual(before)
    // A new first key encrypts from now on; the old one still opens.
    await using next = await startCloud({
      database,
      credentialKeys: [...credentialKeys, ...CREDENTIAL_KEYS],
    })
    expect((await next.admin()).token).toBeTruthy()
  })
})
