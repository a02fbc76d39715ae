import { authorizationOf, pairOf, type Pair } from '../../support/oauth1.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

const REQUEST = '/v3/OS-OAUTH1/request_token'
const ACCESS = '/v3/OS-OAUTH1/access_token'

async function newConsumer(world: World): Promise<Pair> {
  const body = { consumer: {} }
  return (await world.call('identity', 'POST', '/v3/OS-OAUTH1/consumers', { body })).consumer
}

const consumer = async (world: World): Promise<Example> => ({
  params: { consumer_id: (await newConsumer(world)).id },
})

function addressOf(world: World, path: string): string {
  return world.cloud.app.addresses.get('identity')! + path
}

function asking(world: World, by: Pair): Record<string, string> {
  return {
    Authorization: authorizationOf({
      url: addressOf(world, REQUEST),
      consumer: by,
      extra: { oauth_callback: 'oob' },
    }),
    'Requested-Project-Id': world.admin.projectId,
  }
}

async function requestToken(world: World, by: Pair): Promise<Pair> {
  return pairOf(
    await world.cloud.request('identity', 'POST', REQUEST, { headers: asking(world, by) }),
  )
}

async function taking(world: World): Promise<Record<string, string>> {
  const by = await newConsumer(world)
  const token = await requestToken(world, by)
  const allowed = await world.call('identity', 'PUT', `/v3/OS-OAUTH1/authorize/${token.id}`, {
    body: { roles: [{ name: 'member' }] },
  })
  const extra = { oauth_verifier: allowed.token.oauth_verifier }
  return {
    Authorization: authorizationOf({ url: addressOf(world, ACCESS), consumer: by, token, extra }),
  }
}

async function accessToken(world: World): Promise<Example> {
  const headers = await taking(world)
  const token = pairOf(await world.cloud.request('identity', 'POST', ACCESS, { headers }))
  const { roles } = await world.call('identity', 'GET', '/v3/roles?name=member')
  return {
    params: { user_id: world.admin.userId, access_token_id: token.id, role_id: roles[0].id },
  }
}

async function clientCredentials(world: World): Promise<Example> {
  const path = `/v3/users/${world.admin.userId}/application_credentials`
  const body = { application_credential: { name: world.fresh('client') } }
  const made = await world.call('identity', 'POST', path, { body })
  const { id, secret } = made.application_credential
  return {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`,
  }
}

export const oauthExamples: Examples = {
  'oauth2_tokens.create': clientCredentials,
  'consumers.list': plain,
  'consumers.create': () => ({ body: { consumer: { description: 'one' } } }),
  'consumers.show': consumer,
  'consumers.update': async (world) => ({
    ...(await consumer(world)),
    body: { consumer: { description: 'another' } },
  }),
  'consumers.delete': consumer,
  'request_tokens.create': async (world) => ({
    headers: asking(world, await newConsumer(world)),
  }),
  'request_tokens.authorize': async (world) => ({
    params: { request_token_id: (await requestToken(world, await newConsumer(world))).id },
    body: { roles: [] },
  }),
  'access_tokens.create': async (world) => ({ headers: await taking(world) }),
  'access_tokens.list': (world) => ({ params: { user_id: world.admin.userId } }),
  'access_tokens.show': accessToken,
  'access_tokens.delete': accessToken,
  'access_tokens.list_roles': accessToken,
  'access_tokens.show_role': accessToken,
}
