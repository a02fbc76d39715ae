import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let project: string
let projects = 0

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  project = persona.projectId
  await admin('POST', '/types', { volume_type: { name: 'fast' } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const DEFAULTS = {
  volumes: 10,
  per_volume_gigabytes: -1,
  snapshots: 10,
  gigabytes: 1000,
  backups: 10,
  backup_gigabytes: 1000,
  volumes_fast: -1,
  gigabytes_fast: -1,
  snapshots_fast: -1,
  volumes___DEFAULT__: -1,
  gigabytes___DEFAULT__: -1,
  snapshots___DEFAULT__: -1,
  groups: 10,
}

const path = (id: string, rest = '') => `/os-quota-sets/${id}${rest}`
const set = (id: string, quota_set: unknown) => admin('PUT', path(id), { quota_set })

describe('showing', () => {
  test('has the defaults of the real service, in its order', async () => {
    const got = await demo('GET', path(project))
    expect(got.body).toEqual({ quota_set: { ...DEFAULTS, id: project } })
    expect(Object.keys(got.body.quota_set)).toEqual([...Object.keys(DEFAULTS), 'id'])
  })

  test('with usage=True says what is used of each', async () => {
    await demo('POST', '/volumes', { volume: { size: 3, volume_type: 'fast' } })
    const { quota_set: set } = (await demo('GET', path(project, '?usage=True'))).body
    expect(set).toMatchObject({
      volumes: { limit: 10, in_use: 1, reserved: 0 },
      gigabytes: { limit: 1000, in_use: 3, reserved: 0 },
      gigabytes_fast: { limit: -1, in_use: 3, reserved: 0 },
      gigabytes___DEFAULT__: { limit: -1, in_use: 0, reserved: 0 },
    })
  })

  test('usage that is no boolean is 400', async () => {
    expect(refusal(await demo('GET', path(project, '?usage=abc')))).toBe(
      "400 Value 'abc' for 'usage' is not a boolean.",
    )
  })

  test("a user sees no other project's, an administrator any, existing or not", async () => {
    expect(refusal(await demo('GET', path('other')))).toBe(
      "403 Policy doesn't allow volume_extension:quotas:show to be performed.",
    )
    expect((await admin('GET', path('other'))).body.quota_set.id).toBe('other')
  })
})

describe('setting', () => {
  test('answers with all limits and no id, and holds from then on', async () => {
    const id = `p${++projects}`
    const quota_set = { volumes: 3, volumes_fast: 0, groups: -1, tenant_id: 'x', id: 'y' }
    const wanted = { ...DEFAULTS, volumes: 3, volumes_fast: 0, groups: -1 }
    const got = await set(id, quota_set)
    expect([got.status, got.body]).toEqual([200, { quota_set: wanted }])
    expect((await admin('GET', path(id))).body).toEqual({ quota_set: { ...wanted, id } })
    const defaults = await admin('GET', path(id, '/defaults'))
    expect(defaults.body).toEqual({ quota_set: { ...DEFAULTS, id } })
  })

  const stock =
    'The server could not comply with the request since it is either malformed or otherwise incorrect.'
  test.each([
    [{ volumes: -2 }, 'volumes must be >= -1'],
    [{ volumes: 99_999_999_999 }, 'volumes must be <= 2147483647'],
    [{ volumes: 'abc' }, 'volumes must be an integer'],
    [{ volumes: null }, 'volumes must be an integer'],
    [{ volumes: 1.5 }, 'volumes must be an integer'],
    [{ volumes: true }, 'volumes must be an integer'],
    [{ volumes: '5' }, stock],
    [{ foo: 1, bar: 2 }, 'Invalid input received: Bad key(s) in quota set: foo, bar'],
    [{ constructor: 1 }, 'Invalid input received: Bad key(s) in quota set: constructor'],
    [{ foo: 1, volumes: -5 }, 'volumes must be >= -1'],
    [{}, 'Invalid input for field/attribute quota_set. Value: {}. {} should be non-empty'],
    [
      null,
      "Invalid input for field/attribute quota_set. Value: None. None is not of type 'object'",
    ],
  ])('%j is 400', async (quota_set, message) => {
    expect(refusal(await set('p', quota_set))).toBe(`400 ${message}`)
  })

  test('another key beside the quota set is 400', async () => {
    const got = await admin('PUT', path('p'), { quota_set: { volumes: 3 }, x: 1 })
    expect(refusal(got)).toBe("400 Additional properties are not allowed ('x' was unexpected)")
  })

  test('not below what is in use, once the project has a limit of its own', async () => {
    const user = await cloud.admin()
    const mine = volumeApi(cloud, user)
    for (let times = 0; times < 2; times++) await mine('POST', '/volumes', { volume: { size: 1 } })
    expect((await set(user.projectId, { volumes: 1 })).status).toBe(200)
    expect(refusal(await set(user.projectId, { volumes: 1 }))).toBe(
      '400 Quota volumes limit must be equal or greater than existing resources. ' +
        'Current usage is 2 and the requested limit is 1.',
    )
    expect((await set(user.projectId, { volumes: -1 })).status).toBe(200)
  })

  test('is for administrators', async () => {
    const got = await demo('PUT', path(project), { quota_set: { volumes: 1 } })
    expect(refusal(got)).toBe(
      "403 Policy doesn't allow volume_extension:quotas:update to be performed.",
    )
  })

  test('a project with too long a name is 400', async () => {
    expect(refusal(await set('p'.repeat(256), { volumes: 1 }))).toBe(
      '400 Invalid input received: quota_set_name has 256 characters, more than 255.',
    )
  })
})

describe('deleting', () => {
  test('brings the defaults back, and does so for nothing too', async () => {
    const id = `p${++projects}`
    await set(id, { volumes: 3 })
    for (let times = 0; times < 2; times++) {
      const got = await admin('DELETE', path(id))
      expect([got.status, got.text]).toEqual([200, ''])
    }
    expect((await admin('GET', path(id))).body.quota_set.volumes).toBe(10)
  })

  test('is for administrators', async () => {
    expect((await demo('DELETE', path(project))).status).toBe(403)
  })
})

describe.each(SHARED_BACKENDS)('the quota holds against users on $name', (backend) => {
  test('who create volumes all at once: ten are made, the rest get 413', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const user = volumeApi(busy, await busy.demo())
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => user('POST', '/volumes', { volume: { size: 1 } })),
    )
    const of = (wanted: number) => answers.filter(({ status }) => status === wanted)
    expect([of(202).length, of(413).length]).toEqual([10, 20])
    const refused = of(413)[0]!
    expect(refused.headers.get('retry-after')).toBe('0')
    expect(refused.body).toEqual({
      overLimit: {
        code: 413,
        message:
          "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.",
        retryAfter: '0',
      },
    })
    expect((await user('GET', '/volumes')).body.volumes).toHaveLength(10)
  })

  test('and what they delete is theirs to use again', async () => {
    await using busy = await startCloud({ database: await backend.url('cloud') })
    const user = volumeApi(busy, await busy.demo())
    const { body } = await user('POST', '/volumes', { volume: { size: 1000 } })
    expect(refusal(await user('POST', '/volumes', { volume: { size: 1 } }))).toBe(
      '413 VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes ' +
        'quota. Requested 1G, quota is 1000G and 1000G has been consumed.',
    )
    await busy.settled()
    await user('DELETE', `/volumes/${body.volume.id}`)
    await busy.settled()
    expect((await user('POST', '/volumes', { volume: { size: 1 } })).status).toBe(202)
  })
})
