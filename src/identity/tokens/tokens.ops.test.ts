/** Tokens shown, checked, revoked, forged and grown old. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CREDENTIAL_KEYS,
  startCloud,
  DEMO_PASSWORD,
  type Cloud,
  type Persona,
} from '../../../test/support/cloud.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { isoTime } from '../../kernel/clock.ts'
import { systemIds } from '../../kernel/ids.ts'
import { Vault } from '../../kernel/vault.ts'
import { DEFAULT_CONFIGURATION } from '../configuration.ts'
import { rotateSigningKey } from '../facade.ts'
import { bumpEpoch } from './tokens.store.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona
const clock = new ManualClock(Date.UTC(2026, 10, 22, 11, 37, 51, 802))

beforeAll(async () => {
  cloud = await startCloud({ clock })
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
})
afterAll(() => cloud.app.stop())

const newToken = () =>
  keystone.issue(demo.userId, DEMO_PASSWORD, { project: { id: demo.projectId } })

describe('showing a token', () => {
  test('one’s own, another’s as an administrator, all as it was issued', async () => {
    const issued = await keystone.signIn(demo.userId, DEMO_PASSWORD, {
      project: { id: demo.projectId },
    })
    const subject = issued.headers.get('x-subject-token')!
    for (const token of [subject, keystone.admin.token]) {
      const got = await keystone.get('/auth/tokens', { token, subject })
      expect(got.status).toBe(200)
      expect(got.headers.get('x-subject-token')).toBe(subject)
      expect(got.body).toEqual(issued.body)
    }
    const short = await keystone.get('/auth/tokens?nocatalog', { subject })
    expect(short.body.token.catalog).toBeUndefined()
  })

  test('another’s as a member is refused', async () => {
    expectError(
      await keystone.get('/auth/tokens', { token: demo.token, subject: keystone.admin.token }),
      403,
      'You are not authorized to perform the requested action: identity:validate_token.',
    )
  })

  test('one that is none is not found, and nobody asks without a token of his own', async () => {
    expectError(
      await keystone.get('/auth/tokens', { subject: 'bad' }),
      404,
      'Could not find token: bad.',
    )
    expectError(await keystone.get('/auth/tokens'), 404, 'No token in the request')
    const anonymous = await cloud.request('identity', 'GET', '/v3/auth/tokens', {
      headers: { 'X-Subject-Token': demo.token },
    })
    expectError(anonymous, 401, NOT_SIGNED_IN)
  })

  test('HEAD answers like GET, without the body', async () => {
    const subject = demo.token
    const got = await keystone.send('HEAD', '/auth/tokens', { subject })
    const shown = await keystone.get('/auth/tokens', { subject })
    expect(got.status).toBe(200)
    expect(got.text).toBe('')
    expect(got.headers.get('content-length')).toBe(shown.headers.get('content-length'))
    const missing = await keystone.send('HEAD', '/auth/tokens', { subject: 'bad' })
    expect(missing.status).toBe(404)
    const refused = { token: demo.token, subject: keystone.admin.token }
    expect((await keystone.send('HEAD', '/auth/tokens', refused)).status).toBe(403)
  })
})

describe('revoking a token', () => {
  test('ends it in every service with the next request, and no other', async () => {
    const [gone, kept] = [await newToken(), await newToken()]
    const volumes = (token: string) =>
      cloud.request('block-storage', 'GET', `/v3/${demo.projectId}/volumes`, { token })
    expect((await volumes(gone)).status).toBe(200)
    const got = await keystone.send('DELETE', '/auth/tokens', { token: gone, subject: gone })
    expect(got.status).toBe(204)
    expect(got.text).toBe('')
    expect((await volumes(gone)).status).toBe(401)
    expect((await volumes(kept)).status).toBe(200)
    const after = await keystone.get('/auth/tokens', { subject: gone })
    expectError(after, 404, 'Failed to validate token')
    expect(after.text).not.toContain(gone)
  })

  test('another’s takes an administrator', async () => {
    const subject = await newToken()
    const refused = await keystone.send('DELETE', '/auth/tokens', {
      token: demo.token,
      subject: keystone.admin.token,
    })
    expectError(
      refused,
      403,
      'You are not authorized to perform the requested action: identity:revoke_token.',
    )
    expect(await keystone.isValid(keystone.admin.token)).toBe(true)
    expect((await keystone.send('DELETE', '/auth/tokens', { subject })).status).toBe(204)
    expect(await keystone.isValid(subject)).toBe(false)
    expect((await keystone.send('DELETE', '/auth/tokens', { subject })).status).toBe(404)
  })
})

describe('forged tokens', () => {
  const part = (value: object | string) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const parts = (token: string) => token.split('.') as [string, string, string]
  const headerOf = (token: string) =>
    JSON.parse(Buffer.from(parts(token)[0], 'base64url').toString()) as { kid: string }
  const refused = async (token: string) => {
    expect(await keystone.isValid(token)).toBe(false)
    expect((await keystone.get('/auth/tokens', { subject: token })).status).toBe(404)
  }

  test('are made like Keystone’s JWS tokens', () => {
    expect(headerOf(demo.token)).toEqual({
      alg: 'ES256',
      typ: 'JWT',
      kid: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })

  test('`none` is no algorithm', async () => {
    const [, payload, signature] = parts(demo.token)
    const { kid } = headerOf(demo.token)
    for (const alg of ['none', 'None', '']) {
      await refused(`${part({ alg, typ: 'JWT', kid })}.${payload}.`)
      await refused(`${part({ alg, typ: 'JWT', kid })}.${payload}.${signature}`)
    }
  })

  test('the public key is no HMAC secret', async () => {
    const { kid } = headerOf(demo.token)
    const row = await cloud.app.database.read((tx) =>
      tx.db.selectFrom('identity_signing_keys').select('public_jwk').executeTakeFirstOrThrow(),
    )
    const start = `${part({ alg: 'HS256', typ: 'JWT', kid })}.${parts(demo.token)[1]}`
    const mac = createHmac('sha256', row.public_jwk).update(start).digest('base64url')
    await refused(`${start}.${mac}`)
  })

  test('an unknown key, or one that the token brings along, signs nothing', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { kid } = headerOf(demo.token)
    const jwk = pair.publicKey.export({ format: 'jwk' })
    const headers = [
      { alg: 'ES256', kid },
      { alg: 'ES256', kid: 'f'.repeat(32) },
      { alg: 'ES256', kid: '../../x' },
      { alg: 'ES256', kid: '__proto__' },
      { alg: 'ES256', kid, jwk },
      { alg: 'ES256', jwk },
      { alg: 'ES256' },
    ]
    for (const header of headers) {
      const start = `${part(header)}.${parts(demo.token)[1]}`
      const options = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const
      const signature = sign('sha256', Buffer.from(start), options).toString('base64url')
      await refused(`${start}.${signature}`)
    }
  })

  test('another payload under the same signature, another signature, and rubbish', async () => {
    const [header, payload, signature] = parts(demo.token)
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    await refused(`${header}.${part({ ...claims, sub: keystone.admin.userId })}.${signature}`)
    await refused(`${header}.${payload}.${'A'.repeat(signature.length)}`)
    await refused(`${header}.${payload}`)
    await refused(`${header}.${payload}.${signature}.${signature}`)
    await refused(`${header}.${payload}.${signature}`.replace(/.$/, '*'))
    await refused('x'.repeat(5000))
    await refused('..')
  })
})

describe('time', () => {
  test('an expired token is shown with allow_expired, for two days, and good for nothing', async () => {
    const token = await newToken()
    clock.advance(3_600_000)
    keystone = await Keystone.of(cloud)
    expect(await keystone.isValid(token)).toBe(false)
    expectError(
      await keystone.get('/auth/tokens', { subject: token }),
      404,
      'Failed to validate token',
    )
    const late = await keystone.get('/auth/tokens?allow_expired=1', { subject: token })
    expect(late.body.token.user.name).toBe('demo')
    clock.advance(2 * 86_400_000)
    keystone = await Keystone.of(cloud)
    const tooLate = await keystone.get('/auth/tokens?allow_expired=1', { subject: token })
    expect(tooLate.status).toBe(404)
  })

  test('a token for a token lives no longer', async () => {
    const token = await newToken()
    clock.advance(3_000_000)
    const identity = { methods: ['token'], token: { id: token } }
    const got = await keystone.auth({ identity })
    const second = got.headers.get('x-subject-token')!
    expect(await keystone.isValid(second)).toBe(true)
    clock.advance(600_000)
    expect(await keystone.isValid(second)).toBe(false)
    keystone = await Keystone.of(cloud)
  })

  test('a new signing key signs from now on and signs nobody out; in time the old one goes', async () => {
    const parts = {
      ...{ database: cloud.app.database, clock, ids: systemIds },
      configuration: DEFAULT_CONFIGURATION,
      vault: new Vault(CREDENTIAL_KEYS),
    }
    const rotate = () => rotateSigningKey(parts, { tokenLifetimeSeconds: 3600 })
    const kidOf = (token: string) =>
      (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid
    const old = await newToken()
    await rotate()
    const fresh = await newToken()
    expect(kidOf(fresh)).not.toBe(kidOf(old))
    expect(await keystone.isValid(old)).toBe(true)
    expect(await keystone.isValid(fresh)).toBe(true)
    clock.advance((3600 + 300 + DEFAULT_CONFIGURATION.allowExpiredWindowSeconds) * 1000 + 1001)
    await rotate()
    const kids = await cloud.app.database.read((tx) =>
      tx.db.selectFrom('identity_signing_keys').select('kid').execute(),
    )
    expect(kids.map(({ kid }) => kid)).not.toContain(kidOf(old))
    expect(kids).toHaveLength(2)
    keystone = await Keystone.of(cloud)
  })

  test('a token that outlives the key that signed it is forged: the key was stolen', async () => {
    const { database } = cloud.app
    const token = await newToken()
    const configuration = DEFAULT_CONFIGURATION
    await rotateSigningKey(
      { database, clock, ids: systemIds, configuration, vault: new Vault(CREDENTIAL_KEYS) },
      { tokenLifetimeSeconds: 3600 },
    )
    expect(await keystone.isValid(token)).toBe(true)
    const retired_at = isoTime(clock.now() + 60_000)
    await database.write(async (tx) => {
      await tx.db
        .updateTable('identity_signing_keys')
        .set({ retired_at })
        .where('retired_at', 'is not', null)
        .execute()
      await bumpEpoch(tx)
    })
    keystone = await Keystone.of(cloud)
    expect(await keystone.isValid(token)).toBe(false)
  })
})
