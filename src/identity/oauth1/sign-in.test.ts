import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Send } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { authorizationOf, pairOf, type Pair, type Signing } from '../../../test/support/oauth1.ts'

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

  const newConsumer = async () =>
    (await keystone.send('POST', '/OS-OAUTH1/consumers', { body: { consumer: {} } })).body.consumer
  const signed = (path: string, signing: Partial<Signing>, send: Send = {}) => {
    const url = cloud.app.addresses.get('identity')! + path
    const Authorization = authorizationOf({ url, consumer, ...signing })
    return cloud.request('identity', 'POST', path, {
      ...send,
      headers: { Authorization, ...send.headers },
    })
  }
  /** An access token to some roles of the administrator. */
  const accessToken = async (...names: string[]): Promise<Pair> => {
    const headers = { 'Requested-Project-Id': keystone.admin.projectId }
    const extra = { oauth_callback: 'oob' }
    const asked = pairOf(await signed('/v3/OS-OAUTH1/request_token', { extra }, { headers }))
    const roles = names.map((name) => ({ name }))
    const allowed = await keystone.send('PUT', `/OS-OAUTH1/authorize/${asked.id}`, {
      body: { roles },
    })
    const verifier = { oauth_verifier: allowed.body.token.oauth_verifier }
    return pairOf(await signed('/v3/OS-OAUTH1/access_token', { token: asked, extra: verifier }))
  }
  const body = { auth: { identity: { methods: ['oauth1'], oauth1: {} } } }
  const signIn = (token: Pair, signing: Partial<Signing> = {}) =>
    signed('/v3/auth/tokens', { token, ...signing }, { body })
  const issue = async (token: Pair): Promise<string> => {
    const got = await signIn(token)
    expect(got.status, got.text).toBe(201)
    return got.headers.get('x-subject-token')!
  }

  test('a consumer acts for the user, with the roles that were allowed and what they imply', async () => {
    const access = await accessToken('member')
    const got = await signIn(access)
    expect(got.status, got.text).toBe(201)
    const { token } = got.body
    expect(token).toMatchObject({
      methods: ['oauth1'],
      user: { id: keystone.admin.userId },
      project: { id: keystone.admin.projectId },
      'OS-OAUTH1': { access_token_id: access.id, consumer_id: consumer.id },
    })
    expect(token.roles.map(({ name }: { name: string }) => name)).toEqual(['member', 'reader'])
    const text = got.headers.get('x-subject-token')!
    expect((await keystone.get('/auth/tokens', { subject: text })).body.token).toEqual(token)
    expect((await keystone.get('/users', { token: text })).status).toBe(403)
  })

  test('nobody signs in without the consumer, its secrets and an access token', async () => {
    const access = await accessToken('member')
    const none = await cloud.request('identity', 'POST', '/v3/auth/tokens', { body })
    expectError(none, 400, /Authorization/)
    expectError(
      await signed('/v3/auth/tokens', {}, { body }),
      400,
      /^Expecting to find oauth_token in request/,
    )
    expectError(await signIn({ ...access, id: 'nope' }), 404, 'Access token not found')
    expectError(await signIn({ ...access, secret: 'x' }), 401, NOT_SIGNED_IN)
    expectError(
      await signIn(access, { consumer: { ...consumer, secret: 'x' } }),
      401,
      NOT_SIGNED_IN,
    )
    const other = await newConsumer()
    for (const stranger of [other, { ...consumer, id: other.id }]) {
      expectError(await signIn(access, { consumer: stranger }), 401, NOT_SIGNED_IN)
    }
    const late = { oauth_timestamp: '1000000000' }
    expectError(await signIn(access, { extra: late }), 401, NOT_SIGNED_IN)
  })

  test('an access token without roles opens nothing', async () => {
    expectError(await signIn(await accessToken()), 401, NOT_SIGNED_IN)
  })

  test('what a consumer got ends when the user takes it back', async () => {
    const access = await accessToken('admin')
    const token = await issue(access)
    expect(await keystone.isValid(token)).toBe(true)
    const path = `/users/${keystone.admin.userId}/OS-OAUTH1/access_tokens/${access.id}`
    expect((await keystone.send('DELETE', path)).status).toBe(204)
    expect(await keystone.isValid(token)).toBe(false)
    expectError(await signIn(access), 404, 'Access token not found')
  })

  test('a consumer cannot turn what it got into more', async () => {
    const token = await issue(await accessToken('admin'))
    const { userId, projectId } = keystone.admin
    const identity = { methods: ['token'], token: { id: token } }
    for (const scope of [undefined, 'unscoped', { project: { id: projectId } }]) {
      expectError(
        await keystone.auth({ identity, ...(scope && { scope }) }),
        403,
        'You are not authorized to perform the requested action: Using OAuth-scoped token to ' +
          'create another token. Create a new OAuth-scoped token instead.',
      )
    }
    const refused = async (method: string, path: string, sent?: object) => {
      const got = await keystone.send(method, path, { token, ...(sent && { body: sent }) })
      expectError(got, 403, 'You are not authorized to perform the requested action.')
    }
    const user = `/users/${userId}`
    await refused('PUT', '/OS-OAUTH1/authorize/any', { roles: [] })
    await refused('GET', `${user}/OS-OAUTH1/access_tokens`)
    await refused('GET', `${user}/OS-OAUTH1/access_tokens/any`)
    await refused('POST', `${user}/application_credentials`, {
      application_credential: { name: 'more' },
    })
    await refused('POST', `${user}/credentials/OS-EC2`, { tenant_id: projectId })
    const trust = {
      trustor_user_id: userId,
      trustee_user_id: userId,
      project_id: projectId,
      impersonation: true,
      roles: [{ name: 'admin' }],
    }
    await refused('POST', '/OS-TRUST/trusts', { trust })
  })

  test('tokens list the service providers that are enabled', async () => {
    const urls = { auth_url: 'https://a.example', sp_url: 'https://b.example' }
    const sp = '/OS-FEDERATION/service_providers/sp'
    await keystone.send('PUT', sp, { body: { service_provider: urls } })
    const listed = async () =>
      (await keystone.get('/auth/tokens', { subject: keystone.admin.token })).body.token
        .service_providers
    expect(await listed()).toBeUndefined()
    await keystone.send('PATCH', sp, { body: { service_provider: { enabled: true } } })
    expect(await listed()).toEqual([{ ...urls, id: 'sp' }])
    await keystone.send('DELETE', sp)
  })
})
