import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { authorizationOf, pairOf, type Pair, type Signing } from '../../../test/support/oauth1.ts'

const OAUTH = '/v3/OS-OAUTH1'
const CALLBACK = { oauth_callback: 'oob' }

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone
  let consumer: Pair

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
    consumer = await newConsumer()
  })
  afterAll(() => cloud.app.stop())

  const newConsumer = async (attributes: object = {}) => {
    const got = await keystone.send('POST', '/OS-OAUTH1/consumers', {
      body: { consumer: attributes },
    })
    expect(got.status, got.text).toBe(201)
    return got.body.consumer
  }
  const signed = (path: string, signing: Partial<Signing>, headers: Record<string, string> = {}) =>
    cloud.request('identity', 'POST', path, {
      headers: {
        Authorization: authorizationOf({
          url: cloud.app.addresses.get('identity')! + path,
          consumer,
          ...signing,
        }),
        ...headers,
      },
    })
  const ask = (signing: Partial<Signing> = {}, project = keystone.admin.projectId) =>
    signed(
      `${OAUTH}/request_token`,
      { extra: CALLBACK, ...signing },
      { 'Requested-Project-Id': project },
    )
  const allow = (id: string, roles: object[], token = keystone.admin.token) =>
    keystone.send('PUT', `/OS-OAUTH1/authorize/${id}`, { body: { roles }, token })
  const take = (token: Pair, verifier: string, signing: Partial<Signing> = {}) =>
    signed(`${OAUTH}/access_token`, { token, extra: { oauth_verifier: verifier }, ...signing })
  const accessToken = async (roles: object[] = [{ name: 'member' }]) => {
    const asked = pairOf(await ask())
    const allowed = await allow(asked.id, roles)
    expect(allowed.status, allowed.text).toBe(200)
    return pairOf(await take(asked, allowed.body.token.oauth_verifier))
  }
  const ofAdmin = (rest = '') =>
    `/users/${keystone.admin.userId}/OS-OAUTH1/access_tokens${rest && `/${rest}`}`

  test('a consumer is made, listed, shown, changed and deleted', async () => {
    const made = await newConsumer({ description: 'd', color: 'red', secret: 'mine' })
    expect(Object.keys(made)).toEqual(['color', 'id', 'description', 'links', 'secret'])
    expect(made.secret).toMatch(/^[0-9a-f]{32}$/)
    const { secret: _, ...shown } = made
    const path = `/OS-OAUTH1/consumers/${made.id}`
    expect((await keystone.get(path)).body).toEqual({ consumer: shown })
    expect((await keystone.get('/OS-OAUTH1/consumers')).body.consumers).toContainEqual(shown)
    const change = (attributes: object) =>
      keystone.send('PATCH', path, { body: { consumer: attributes } })
    const changed = await change({ description: null, size: 2 })
    expect(changed.body.consumer).toEqual({ ...shown, description: null, size: 2 })
    expectError(await change({ secret: 'n' }), 400, /should not be valid under/)
    expectError(await change({}), 400, /should be non-empty/)
    expectError(await change({ id: 'other' }), 400, 'Cannot change ID')
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) {
      expectError(await keystone.send(method, path), 404, 'Consumer not found')
    }
    expectError(await change({ size: 3 }), 404, 'Consumer not found')
  })

  test('what a user allows, a consumer gets, and no more', async () => {
    const got = await ask()
    expect(got.status, got.text).toBe(201)
    expect(got.headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    expect(got.text).toMatch(
      /^oauth_token=\w{32}&oauth_token_secret=\w{32}&oauth_expires_at=[\d-]{10}T[\d:]{8}\.0{6}Z$/,
    )
    const token = await accessToken([{ name: 'member' }])
    const listed = (await keystone.get(ofAdmin())).body.access_tokens
    const one = listed.find(({ id }: Pair) => id === token.id)
    expect(one).toMatchObject({
      authorizing_user_id: keystone.admin.userId,
      project_id: keystone.admin.projectId,
      consumer_id: consumer.id,
    })
    expect(JSON.stringify(listed)).not.toContain(token.secret)
    expect((await keystone.get(ofAdmin(token.id))).body.access_token).toEqual(one)
    const { roles } = (await keystone.get(ofAdmin(`${token.id}/roles`))).body
    expect(roles.map(({ name }: { name: string }) => name)).toEqual(['member'])
    const role = await keystone.get(ofAdmin(`${token.id}/roles/${roles[0].id}`))
    expect(role.body.role).toEqual(roles[0])
    expectError(
      await keystone.get(ofAdmin(`${token.id}/roles/nope`)),
      404,
      'Could not find role: nope.',
    )
  })

  test('a request token needs a consumer, a project and a signature', async () => {
    const expecting = (name: string) => new RegExp(`^Expecting to find ${name} in request\\.`)
    const path = `${OAUTH}/request_token`
    expectError(await cloud.request('identity', 'POST', path), 400, /Authorization/)
    expectError(await signed(path, {}), 400, expecting('Requested-Project-Id'))
    const none = { oauth_consumer_key: undefined }
    expectError(await ask({ extra: none }), 400, expecting('oauth_consumer_key'))
    expectError(await ask({}, 'nope'), 404, 'Could not find project: nope.')
    const stranger = { id: 'f'.repeat(32), secret: 'x' }
    expectError(await ask({ consumer: stranger }), 404, 'Consumer not found')
    expectError(await ask({ extra: {} }), 400, /detail message is: Missing callback URI\.\.$/)
    const forger = { ...consumer, secret: 'x' }
    expectError(await ask({ consumer: forger }), 401, NOT_SIGNED_IN)
    expectError(await ask({ signature: 'x' }), 401, NOT_SIGNED_IN)
  })

  test('a user allows what there is and what is theirs', async () => {
    const { id } = pairOf(await ask())
    expectError(await allow('nope', []), 404, 'Request token not found')
    expectError(await allow(id, [{ id: 'nope' }]), 401, NOT_SIGNED_IN)
    expectError(await allow(id, [{ name: 'nope' }]), 404, 'Role nope is not defined')
    expectError(await allow(id, [{ x: 'y' }]), 400, /^Invalid input for field '0': Additional/)
    expectError(await allow(id, [{ name: 'service' }]), 401, NOT_SIGNED_IN)
    const stranger = await keystone.tenant('admin')
    expectError(await allow(id, [{ name: 'admin' }], stranger.token), 401, NOT_SIGNED_IN)
  })

  test('an access token needs the consumer, the user and the verifier', async () => {
    const asked = pairOf(await ask())
    const wrong = 'aaaaaaaa'
    expectError(await take(asked, wrong), 401, NOT_SIGNED_IN)
    const { oauth_verifier: verifier } = (await allow(asked.id, [])).body.token
    expect(verifier).toMatch(/^[a-zA-Z2-9]{8}$/)
    expectError(await take(asked, wrong), 401, NOT_SIGNED_IN)
    expectError(await take(asked, 'abc'), 400, /Invalid verifier format/)
    expectError(await take({ ...asked, secret: 'x' }, verifier), 401, NOT_SIGNED_IN)
    const other = await newConsumer()
    expectError(await take(asked, verifier, { consumer: other }), 401, NOT_SIGNED_IN)
    expectError(await take({ ...asked, id: 'nope' }, verifier), 404, 'Request token not found')
    for (const name of ['oauth_consumer_key', 'oauth_token', 'oauth_verifier']) {
      const extra = { oauth_verifier: verifier, [name]: undefined }
      expectError(
        await take(asked, verifier, { extra }),
        400,
        new RegExp(`^Expecting to find ${name} in request`),
      )
    }
    expect((await take(asked, verifier)).status).toBe(201)
    expectError(await take(asked, verifier), 404, 'Request token not found')
  })

  test('of many who take the same request token, one gets it', async () => {
    const asked = pairOf(await ask())
    const { oauth_verifier: verifier } = (await allow(asked.id, [])).body.token
    const all = await Promise.all(Array.from({ length: 8 }, () => take(asked, verifier)))
    const statuses = all.map(({ status }) => status).sort((a, b) => a - b)
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 404)])
  })

  test('users see and take back their own access tokens only', async () => {
    const token = await accessToken()
    const { user } = await keystone.tenant()
    const foreign = `/users/${user.id}/OS-OAUTH1/access_tokens`
    expect((await keystone.get(foreign)).body.access_tokens).toEqual([])
    for (const path of [`${foreign}/${token.id}`, `${foreign}/${token.id}/roles`]) {
      expectError(await keystone.get(path), 404, 'Access token not found')
    }
    expectError(await keystone.send('DELETE', `${foreign}/${token.id}`), 401, NOT_SIGNED_IN)
    expectError(await keystone.get(`${foreign}/${token.id}/roles/x`), 401, NOT_SIGNED_IN)
    expect((await keystone.send('DELETE', ofAdmin(token.id))).status).toBe(204)
    for (const path of [ofAdmin(token.id), ofAdmin(`${token.id}/roles/x`)]) {
      expectError(await keystone.get(path), 404, 'Access token not found')
    }
    expectError(await keystone.send('DELETE', ofAdmin(token.id)), 404, 'Access token not found')
  })

  test('with a consumer goes what it was given', async () => {
    const doomed = consumer
    const token = await accessToken()
    consumer = await newConsumer()
    await keystone.send('DELETE', `/OS-OAUTH1/consumers/${doomed.id}`)
    expect((await keystone.get(ofAdmin(token.id))).status).toBe(404)
  })
})
