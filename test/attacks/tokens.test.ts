/**
 * Tokens made by others, changed on the way, or used once too often. What a single operation
 * refuses is tested beside it (`src/identity/tokens/`); here is what a thief or forger would try.
 */
import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../support/cloud.ts'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { Keystone } from '../support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let demo: Persona
let publicJwk: string

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  demo = await cloud.demo()
  const row = await cloud.app.database.read((tx) =>
    tx.db.selectFrom('identity_signing_keys').select('public_jwk').executeTakeFirstOrThrow(),
  )
  publicJwk = row.public_jwk
})
afterAll(() => cloud.app.stop())

const encoded = (value: object | string | Buffer) =>
  Buffer.from(
    typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
  ).toString('base64url')
const partsOf = (token: string) => token.split('.') as [string, string, string]
const jsonOf = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

const SERVICES = ['identity', 'compute', 'block-storage'] as const
const pathOn = { identity: '/v3/auth/projects', compute: '/v2.1/os-availability-zone' }

/** Nobody takes it: not as a token, not as the subject of one, not as a way to the next one. */
async function expectWorthless(token: string): Promise<void> {
  for (const service of SERVICES) {
    const path = service === 'block-storage' ? `/v3/${demo.projectId}/volumes` : pathOn[service]
    const got = await cloud.request(service, 'GET', path, { token })
    expect([token, service, got.status]).toEqual([token, service, 401])
  }
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const got = await keystone.send(method, '/auth/tokens', { subject: token })
    expect([token, method, got.status]).toEqual([token, method, 404])
  }
  const got = await keystone.auth({ identity: { methods: ['token'], token: { id: token } } })
  expect([token, got.status]).toEqual([token, 404])
  expect(got.headers.get('x-subject-token')).toBeNull()
}

function signed(header: object, payload: object | string, key: KeyObject): string {
  const start = `${encoded(header)}.${encoded(payload)}`
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  return `${start}.${sign('sha256', Buffer.from(start), options).toString('base64url')}`
}

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const headerOf = () => jsonOf(partsOf(demo.token)[0]) as { kid: string }
const payloadOf = (token = demo.token) => jsonOf(partsOf(token)[1]) as object

describe('an algorithm of the forger’s choice', () => {
  test('no secret that can be made of the public key signs', async () => {
    const key = createPublicKey({ key: JSON.parse(publicJwk), format: 'jwk' })
    const { x, y } = JSON.parse(publicJwk) as { x: string; y: string }
    const secrets: (string | Buffer)[] = [
      publicJwk,
      key.export({ type: 'spki', format: 'pem' }),
      String(key.export({ type: 'spki', format: 'pem' })).trim(),
      key.export({ type: 'spki', format: 'der' }),
      Buffer.from(x, 'base64url'),
      Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]),
      headerOf().kid,
      '',
    ]
    for (const secret of secrets) {
      for (const [alg, hash] of [
        ['HS256', 'sha256'],
        ['HS512', 'sha512'],
        ['ES256', 'sha256'],
      ] as const) {
        const start = `${encoded({ ...headerOf(), alg })}.${encoded(payloadOf())}`
        const mac = createHmac(hash, secret).update(start).digest('base64url')
        await expectWorthless(`${start}.${mac}`)
      }
    }
  })

  test.each([
    'none',
    'NONE',
    'nOnE',
    'ES256K',
    'ES384',
    'EdDSA',
    'RS256',
    'PS256',
    'es256',
    'dir',
    'ES256 ',
    null,
    1,
    ['ES256'],
    { ES256: 1 },
  ])('%j is none of ours, whatever is signed', async (alg) => {
    const header = { ...headerOf(), alg }
    const [, payload, signature] = partsOf(demo.token)
    await expectWorthless(signed(header, payloadOf(), foreign.privateKey))
    await expectWorthless(`${encoded(header)}.${payload}.${signature}`)
    await expectWorthless(`${encoded(header)}.${payload}.`)
  })

  test('an all-zero signature is none (CVE-2022-21449)', async () => {
    const [header, payload] = partsOf(demo.token)
    for (const size of [64, 70, 0, 1, 63, 65]) {
      await expectWorthless(`${header}.${payload}.${encoded(Buffer.alloc(size))}`)
    }
  })

  test('an unsecured, encrypted or detached form is not read', async () => {
    const [header, payload, signature] = partsOf(demo.token)
    await expectWorthless(`${header}..${signature}`)
    await expectWorthless(`${header}.${payload}.${signature}.`)
    await expectWorthless(`${encoded({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`)
    await expectWorthless(JSON.stringify({ payload, protected: header, signature }))
    const { kid } = headerOf()
    for (const more of [{ b64: false, crit: ['b64'] }, { crit: ['exp'], exp: 0 }, { crit: [] }]) {
      await expectWorthless(signed({ alg: 'ES256', kid, ...more }, payloadOf(), foreign.privateKey))
    }
  })
})

describe('a key of the forger’s choice', () => {
  test.each([
    "' OR '1'='1",
    "' UNION SELECT kid, private_jwk, public_jwk, null FROM identity_signing_keys --",
    '../../../../../../dev/null',
    '/etc/passwd',
    'file:///dev/null',
    'https://evil.example/jwks.json',
    'constructor',
    '__proto__',
    'toString',
    '',
    'x'.repeat(3_000),
    'a\0b',
    '\ud800',
  ])('named %j is not found anywhere', async (kid) => {
    await expectWorthless(signed({ alg: 'ES256', kid }, payloadOf(), foreign.privateKey))
  })

  test.each([null, 1, true, ['x'], { x: 1 }])('named %j is no name', async (kid) => {
    await expectWorthless(signed({ alg: 'ES256', kid }, payloadOf(), foreign.privateKey))
  })

  test('brought along or pointed to does not count', async () => {
    const jwk = foreign.publicKey.export({ format: 'jwk' })
    const { kid } = headerOf()
    for (const more of [
      { jwk },
      { jwk: { ...jwk, kid } },
      { jku: 'http://127.0.0.1:1/jwks.json' },
      { x5u: 'http://127.0.0.1:1/cert.pem' },
      { x5c: ['AAAA'] },
    ]) {
      await expectWorthless(signed({ alg: 'ES256', kid, ...more }, payloadOf(), foreign.privateKey))
      await expectWorthless(signed({ alg: 'ES256', ...more }, payloadOf(), foreign.privateKey))
    }
  })
})

describe('what a token says', () => {
  test('cannot be changed, not by a single claim', async () => {
    const [header, , signature] = partsOf(demo.token)
    for (const change of [
      { sub: keystone.admin.userId },
      { exp: 9_999_999_999 },
      { openstack_project_id: keystone.admin.projectId },
      { openstack_project_id: undefined, openstack_system: 'all' },
      { openstack_methods: ['password', 'totp'] },
      { stackling_generations: [9, 9] },
      { openstack_audit_ids: ['AAAAAAAAAAAAAAAAAAAAAA'] },
    ]) {
      const payload = encoded({ ...payloadOf(), ...change })
      await expectWorthless(`${header}.${payload}.${signature}`)
    }
  })

  test('of one token does not fit the signature of another', async () => {
    const [header, payload] = partsOf(keystone.admin.token)
    await expectWorthless(`${header}.${payload}.${partsOf(demo.token)[2]}`)
  })
})

describe('a token that is written otherwise', () => {
  /** The order of the curve P-256. */
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

  /** The other signature that fits: s and its negative are equally good. */
  function mirrored(token: string): string {
    const [header, payload, signature] = partsOf(token)
    const bytes = Buffer.from(signature, 'base64url')
    const s = ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
    const other = Buffer.from(s.toString(16).padStart(64, '0'), 'hex')
    return `${header}.${payload}.${encoded(Buffer.concat([bytes.subarray(0, 32), other]))}`
  }

  test('ends with it: what is revoked is the token, not its text', async () => {
    const token = await cloud.token('demo', 'demopass', 'demo')
    const twin = mirrored(token)
    expect(twin).not.toBe(token)
    const before = await keystone.isValid(twin)
    const got = await keystone.send('DELETE', '/auth/tokens', { token, subject: token })
    expect(got.status).toBe(204)
    await expectWorthless(token)
    await expectWorthless(twin)
    expect(before, 'ECDSA lets anybody write the signature in two ways').toBe(true)
  })

  test('with other padding or letters is another text, and no token', async () => {
    const [header, payload, signature] = partsOf(demo.token)
    for (const text of [
      `${header}.${payload}.${signature}==`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.${signature}%3D`,
      `${header}.%20${payload}.${signature}`,
      `${header}.${payload}.${signature} x`,
      `${header} .${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -1)}`,
      demo.token.toUpperCase(),
    ]) {
      await expectWorthless(text)
    }
  })
})

describe('what is signed but is no token', () => {
  test('a receipt opens nothing, and a token is no receipt', async () => {
    const { user, name } = await keystone.tenant()
    const options = {
      multi_factor_auth_rules: [['password', 'totp']],
      multi_factor_auth_enabled: true,
    }
    await keystone.change('user', user.id, { options })
    const half = await keystone.signIn(user.id, name)
    const receipt = half.headers.get('openstack-auth-receipt')!
    expect([half.status, receipt.split('.').length]).toEqual([401, 3])
    await expectWorthless(receipt)
    const identity = { methods: ['password'], password: { user: { id: user.id, password: name } } }
    for (const text of [demo.token, keystone.admin.token, mangled(receipt), 'x']) {
      const got = await cloud.request('identity', 'POST', '/v3/auth/tokens', {
        body: { auth: { identity } },
        headers: { 'Openstack-Auth-Receipt': text },
      })
      expect([got.status, got.headers.get('x-subject-token')]).toEqual([401, null])
    }
  })

  /** With a method more than was proved. */
  function mangled(receipt: string): string {
    const [header, payload, signature] = partsOf(receipt)
    const claims = jsonOf(payload)
    claims.stackling_receipt.methods.push('totp')
    return `${header}.${encoded(claims)}.${signature}`
  }
})

describe.each(SHARED_BACKENDS)('with two replicas on $name', (backend) => {
  test('a token that was revoked at one is dead at both, also to make others from', async () => {
    const database = await backend.url('migrated')
    await using one = await startCloud({ database })
    await using other = await startCloud({ database })
    const [first, second] = [await Keystone.of(one), await Keystone.of(other)]
    const tenant = await first.tenant()
    const child = await second.auth({
      identity: { methods: ['token'], token: { id: tenant.token } },
    })
    const childToken = child.headers.get('x-subject-token')!
    // Both have seen it: what they remember must not keep it alive.
    expect([await first.isValid(tenant.token), await second.isValid(tenant.token)]).toEqual([
      true,
      true,
    ])
    const revoked = await first.send('DELETE', '/auth/tokens', {
      token: tenant.token,
      subject: tenant.token,
    })
    expect(revoked.status).toBe(204)
    for (const keystoneThere of [first, second]) {
      expect(await keystoneThere.isValid(tenant.token)).toBe(false)
      const got = await keystoneThere.auth({
        identity: { methods: ['token'], token: { id: tenant.token } },
      })
      expect(got.status).toBe(404)
    }
    expect(await second.isValid(childToken)).toBe(true)
  })
})
