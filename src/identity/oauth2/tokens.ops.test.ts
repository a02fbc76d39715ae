import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
let client: { id: string; secret: string }

beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
  client = await newClient('ci', [{ name: 'reader' }])
})
afterAll(() => cloud.app.stop())

async function newClient(name: string, roles: object[]) {
  const path = `/users/${keystone.admin.userId}/application_credentials`
  const got = await keystone.send('POST', path, {
    body: { application_credential: { name, roles } },
  })
  expect(got.status, got.text).toBe(201)
  return got.body.application_credential
}

const ask = (form: string, headers: Record<string, string> = {}): Promise<Got> =>
  cloud.request('identity', 'POST', '/v3/OS-OAUTH2/token', {
    body: form,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  })
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})
const GRANT = 'grant_type=client_credentials'

function expectRefusal(got: Got, status: number, error: string, description: string): void {
  expect(got.status, got.text).toBe(status)
  expect(got.body).toEqual({ error, error_description: description })
  expect(got.headers.get('cache-control')).toBe('no-store')
}

test('an application credential gets a token, by header or by form', async () => {
  const inForm = `${GRANT}&client_id=${client.id}&client_secret=${client.secret}`
  for (const got of [await ask(GRANT, basic(client.id, client.secret)), await ask(inForm)]) {
    expect(got.status, got.text).toBe(200)
    expect(got.headers.get('cache-control')).toBe('no-store')
    const { access_token: text, ...rest } = got.body
    expect(rest).toEqual({ expires_in: 3600, token_type: 'Bearer' })
    const { token } = (await keystone.get('/auth/tokens', { subject: text })).body
    expect(token).toMatchObject({
      methods: ['application_credential'],
      application_credential: { id: client.id },
      roles: [{ name: 'reader' }],
    })
  }
})

test('a wrong client learns nothing of why', async () => {
  for (const headers of [
    basic(client.id, 'wrong'),
    basic('nobody', client.secret),
    { Authorization: `Basic ${Buffer.from('no colon').toString('base64')}` },
    { Authorization: 'Bearer x' },
    {},
  ]) {
    const got = await ask(GRANT, headers)
    expectRefusal(got, 401, 'invalid_client', 'Client authentication failed.')
    expect(got.headers.get('www-authenticate')).toMatch(/^Keystone uri="http:.*\/v3"$/)
  }
  expectRefusal(
    await ask(`${GRANT}&client_id=${client.id}`),
    401,
    'invalid_client',
    'Client authentication failed.',
  )
})

test('the grant is that of client credentials', async () => {
  const right = basic(client.id, client.secret)
  const required = 'The parameter grant_type is required.'
  expectRefusal(await ask('', right), 400, 'invalid_request', required)
  const json = { ...right, 'Content-Type': 'application/json' }
  expectRefusal(await ask('{"grant_type": 1}', json), 400, 'invalid_request', required)
  expectRefusal(
    await ask('grant_type=password', right),
    400,
    'unsupported_grant_type',
    'The parameter grant_type password is not supported.',
  )
})

test('a client that is deleted gets no more, and what it got ends', async () => {
  const doomed = await newClient('doomed', [{ name: 'member' }])
  const right = basic(doomed.id, doomed.secret)
  const token: string = (await ask(GRANT, right)).body.access_token
  expect(await keystone.isValid(token)).toBe(true)
  const path = `/users/${keystone.admin.userId}/application_credentials/${doomed.id}`
  expect((await keystone.send('DELETE', path)).status).toBe(204)
  expect(await keystone.isValid(token)).toBe(false)
  expectRefusal(await ask(GRANT, right), 401, 'invalid_client', 'Client authentication failed.')
})
