import { describe, expect, test } from 'vitest'
import {
  startCloud,
  type Cloud,
  type CloudOptions,
  type Persona,
} from '../../test/support/cloud.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualProcessClock } from '../../test/support/manual-clock.ts'
import { advance as advanceRoute } from './advance.ts'

function start(options: CloudOptions): Promise<Cloud> {
  return startCloud({ ...options, programRoutes: (app) => [advanceRoute(app)] })
}

async function createVolume(cloud: Cloud, { token, projectId }: Persona): Promise<string> {
  const body = { volume: { size: 1 } }
  const got = await cloud.request('block-storage', 'POST', `/v3/${projectId}/volumes`, {
    token,
    body,
  })
  expect(got.status).toBe(202)
  return got.body.volume.id
}

async function statusOf(cloud: Cloud, { token, projectId }: Persona, id: string): Promise<string> {
  const path = `/v3/${projectId}/volumes/${id}`
  const { body } = await cloud.request('block-storage', 'GET', path, { token })
  return body.volume.status
}

function advance(cloud: Cloud, token: string | undefined, body?: unknown) {
  return cloud.request('block-storage', 'POST', '/stackling/advance', { token, body })
}

describe('manual transitions', () => {
  test('a volume is creating until its work is advanced, alone or with all others', async () => {
    await using cloud = await start({ transitions: 'manual' })
    const [admin, demo] = [await cloud.admin(), await cloud.demo()]
    const [a, b, c] = [
      await createVolume(cloud, demo),
      await createVolume(cloud, demo),
      await createVolume(cloud, demo),
    ]
    await cloud.settled()
    expect(await statusOf(cloud, demo, a)).toBe('creating')

    const one = await advance(cloud, admin.token, { resource_id: a })
    expect([one.status, one.body]).toEqual([200, { advanced: 1 }])
    await eventually(async () => expect(await statusOf(cloud, demo, a)).toBe('available'))
    expect(await statusOf(cloud, demo, b)).toBe('creating')

    expect((await advance(cloud, admin.token)).body).toEqual({ advanced: 2 })
    for (const id of [b, c]) {
      await eventually(async () => expect(await statusOf(cloud, demo, id)).toBe('available'))
    }
    expect((await advance(cloud, admin.token, {})).body).toEqual({ advanced: 0 })
    const unknown = await advance(cloud, admin.token, { resource_id: 'nothing' })
    expect(unknown.body).toEqual({ advanced: 0 })
  })

  test('only administrators advance work, and on every port', async () => {
    await using cloud = await start({ transitions: 'manual' })
    const [admin, demo] = [await cloud.admin(), await cloud.demo()]
    const id = await createVolume(cloud, demo)
    expect((await advance(cloud, undefined)).status).toBe(401)
    expect((await advance(cloud, 'rubbish')).status).toBe(401)
    const refused = await advance(cloud, demo.token, { resource_id: id })
    expect([refused.status, refused.body]).toEqual([
      403,
      { forbidden: { code: 403, message: 'Only administrators may advance work.' } },
    ])
    const system = await cloud.token('admin', 'adminpass', { system: { all: true } })
    for (const [service, token] of [
      ['identity', admin.token],
      ['compute', system],
    ] as const) {
      const { status } = await cloud.request(service, 'POST', '/stackling/advance', { token })
      expect([service, status]).toEqual([service, 200])
    }
  })

  test.each([
    ['[]', /JSON object/],
    ['null', /JSON object/],
    ['{"resource', /JSON object/],
    ['{"resource_id": 1}', /must be a string/],
    ['{"resource": "x"}', /resource_id only, not resource/],
  ])('a body that it does not understand, %s, advances nothing', async (body, message) => {
    await using cloud = await start({ transitions: 'manual' })
    const admin = await cloud.admin()
    const id = await createVolume(cloud, admin)
    const refused = await advance(cloud, admin.token, body)
    expect([refused.status, refused.body.badRequest.message]).toEqual([
      400,
      expect.stringMatching(message),
    ])
    await cloud.settled()
    expect(await statusOf(cloud, admin, id)).toBe('creating')
  })
})

test('realistic transitions: a volume is creating for one to four seconds', async () => {
  const processClock = new ManualProcessClock()
  await using cloud = await start({ transitions: 'realistic', processClock })
  const admin = await cloud.admin()
  const id = await createVolume(cloud, admin)
  await cloud.settled()
  const created = processClock.now()
  expect(await statusOf(cloud, admin, id)).toBe('creating')
  expect((await advance(cloud, admin.token)).body).toEqual({ advanced: 0 })
  await eventually(async () => {
    processClock.advance(100)
    await cloud.settled()
    expect(await statusOf(cloud, admin, id)).toBe('available')
  })
  const took = processClock.now() - created
  expect(took).toBeGreaterThanOrEqual(1_000)
  expect(took).toBeLessThanOrEqual(4_100)
})
