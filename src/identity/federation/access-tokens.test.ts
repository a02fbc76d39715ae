/** Access tokens that are not what they look like. */
import { exportSPKI, generateKeyPair, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUTH, FederatedCloud, RULES } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { Oidc, OTHER_CLIENT, RESOURCE } from '../../../test/support/oidc.ts'

const now = () => Math.floor(Date.now() / 1000)
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('an access token', () => {
  let world: FederatedCloud
  let foreign: Oidc

  beforeAll(async () => {
    foreign = await Oidc.start()
    foreign.serve([])
    world = await FederatedCloud.start({
      settings: { bearer: ['jwt'] },
      others: () => [foreign.settings({ identityProvider: 'foreign' })],
    })
    await world.put('/identity_providers/foreign', {
      identity_provider: { enabled: true, remote_ids: [foreign.issuer] },
    })
    await world.put('/identity_providers/foreign/protocols/openid', {
      protocol: { mapping_id: 'users' },
    })
  })
  afterAll(async () => {
    await world.stop()
    await foreign.stop()
  })

  const refused = async (token: string, path = AUTH) =>
    expectError(await world.auth(token, path), 401, NOT_SIGNED_IN)

  test('is taken where all is right with it', async () => {
    expect((await world.auth(await world.oidc.sign({}))).status).toBe(201)
    expect((await world.auth(await world.oidc.sign({ aud: ['x', RESOURCE] }))).status).toBe(201)
  })

  test('has to be signed, by a key of the provider, in the way of that key', async () => {
    const [header, payload, signature] = (await world.oidc.sign({})).split('.')
    const claims = { iss: world.oidc.issuer, aud: 'stackling', sub: 'admin', exp: now() + 60 }
    await refused(`${part({ alg: 'none' })}.${part(claims)}.`)
    await refused(`${part({ alg: 'none' })}.${payload}.${signature}`)
    await refused(`${header}.${part(claims)}.${signature}`)
    await refused(`${header}.${payload}.`)
    const publicKey = await importJWK(world.oidc.publicJwk, 'RS256', { extractable: true })
    const pem = await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0])
    for (const secret of [pem, pem.trim(), JSON.stringify(world.oidc.publicJwk), 'sec:ret +%']) {
      const key = new TextEncoder().encode(secret)
      await refused(await world.oidc.sign({}, { alg: 'HS256' }, key))
    }
    const { privateKey, publicKey: own } = await generateKeyPair('RS256', { extractable: true })
    await refused(await world.oidc.sign({}, {}, privateKey))
    await refused(await world.oidc.sign({}, { kid: 'two' }, privateKey))
    const jwk = await crypto.subtle.exportKey('jwk', own)
    await refused(await world.oidc.sign({}, { jwk }, privateKey))
    await refused(await world.oidc.sign({}, { jku: `${foreign.issuer}/jwks` }, privateKey))
    await refused(await world.oidc.sign({}, { kid: '../../etc/passwd' }))
  })

  test('has to be of this provider, for us, and of this time', async () => {
    for (const claims of [
      { iss: foreign.issuer },
      { iss: `${world.oidc.issuer}/` },
      { iss: undefined },
      { aud: 'elsewhere' },
      { aud: undefined },
      { exp: now() - 31 },
      { exp: undefined },
      { nbf: now() + 60 },
      { sub: undefined },
    ]) {
      await refused(await world.oidc.sign(claims))
    }
    await refused(await world.oidc.clientToken(OTHER_CLIENT))
  })

  test('of one provider is nothing to another', async () => {
    const path = AUTH.replace('acme', 'foreign')
    await refused(await world.oidc.sign({}), path)
    await refused(await foreign.sign({}))
    await refused(await foreign.sign({ iss: world.oidc.issuer }))
    expect((await world.auth(await foreign.sign({ sub: 'there' }), path)).status).toBe(201)
    const alike = await world.arrive({ sub: 'there', preferred_username: 'x', groups: ['y'] })
    const { users } = (await world.keystone.get('/users?unique_id=there')).body
    expect(users).toHaveLength(2)
    expect(alike.body.user.domain.id).toBe(world.domainId)
  })

  test('is no ID token, and an opaque one is not taken where only signatures count', async () => {
    await refused(await world.oidc.sign({ nonce: 'n' }, { typ: 'JWT' }))
    await refused(await world.oidc.sign({ at_hash: 'h' }, { typ: undefined }))
    await refused(await world.oidc.sign({ typ: 'ID' }, { typ: 'JWT' }))
    await refused(await world.oidc.clientToken())
    const keycloak = await world.oidc.sign({ typ: 'Bearer', nonce: 'n' }, { typ: 'JWT' })
    expect((await world.auth(keycloak)).status).toBe(201)
  })

  test('comes in its header, and nowhere else', async () => {
    const token = await world.oidc.sign({})
    for (const [name, value] of [
      ['Authorization', token],
      ['Authorization', `Basic ${token}`],
      ['Authorization', `Bearer ${token} ${token}`],
      ['X-Auth-Token', token],
      ['OIDC-sub', 'admin'],
      ['OIDC_access_token', token],
    ]) {
      const headers = { [name!]: value! }
      const got = await world.cloud.request('identity', 'POST', `/v3${AUTH}`, { headers })
      expectError(got, 401, NOT_SIGNED_IN)
    }
  })

  test('brings its own claims, and no headers of the request', async () => {
    await world.map([
      { local: [{ user: { name: '{0}' } }], remote: [{ type: 'HTTP_OIDC_GROUPS' }] },
    ])
    const got = await world.cloud.request('identity', 'POST', `/v3${AUTH}`, {
      headers: {
        Authorization: `Bearer ${await world.oidc.sign({})}`,
        'OIDC-groups': 'admins',
        HTTP_OIDC_GROUPS: 'admins',
      },
    })
    expectError(got, 401, NOT_SIGNED_IN)
    await world.map(RULES)
  })
})
