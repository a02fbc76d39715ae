/** A service that calls for a user proves it by a token of its own. */
import { expect, test } from 'vitest'
import { startCloud } from '../../test/support/cloud.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'

const HOUR = 3_600_000

async function setUp() {
  const clock = new ManualClock()
  const cloud = await startCloud({ clock })
  const demo = await cloud.demo()
  const list = (serviceToken: string) =>
    cloud.request('block-storage', 'GET', `/v3/${demo.projectId}/volumes`, {
      token: demo.token,
      headers: { 'X-Service-Token': serviceToken },
    })
  return { clock, cloud, demo, list }
}

test('a token of a service that is not valid is refused with the user it comes with', async () => {
  const { cloud, demo, list } = await setUp()
  await using _ = cloud
  expect((await list('nonsense')).status).toBe(401)
  expect((await list(demo.token)).status).toBe(200)
  // The Identity service does not look at it.
  const shown = await cloud.request('identity', 'GET', '/v3/auth/projects', {
    token: demo.token,
    headers: { 'X-Service-Token': 'nonsense' },
  })
  expect(shown.status).toBe(200)
})

test('a service may finish for two days what a user began whose token has expired', async () => {
  const { clock, cloud, demo, list } = await setUp()
  await using _ = cloud
  await cloud.user('nova', 'service', 'service')
  const novaToken = () => cloud.token('nova', 'novapass', 'service')
  clock.advance(2 * HOUR)
  expect((await list(await novaToken())).status).toBe(200)
  const member = (await cloud.persona('demo', 'demopass', 'demo')).token
  expect((await list(member)).status).toBe(401)
  const alone = await cloud.request('block-storage', 'GET', `/v3/${demo.projectId}/volumes`, {
    token: demo.token,
  })
  expect(alone.status).toBe(401)
  clock.advance(48 * HOUR)
  expect((await list(await novaToken())).status).toBe(401)
})
