import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let project: string

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  project = persona.projectId
})
afterAll(() => cloud[Symbol.asyncDispose]())

const set = (name: string, quota_class_set: unknown) =>
  admin('PUT', `/os-quota-class-sets/${name}`, { quota_class_set })

test('a class that nobody set has the limits of everybody', async () => {
  const { quota_class_set: limits } = (await admin('GET', '/os-quota-class-sets/gold')).body
  expect(limits).toMatchObject({ volumes: 10, gigabytes: 1000, groups: 10, id: 'gold' })
})

test('setting answers with all limits and no id; texts count as numbers', async () => {
  const got = await set('silver', { volumes: 3, gigabytes: '44' })
  expect(got.status).toBe(200)
  expect(got.body.quota_class_set).toMatchObject({ volumes: 3, gigabytes: 44, snapshots: 10 })
  expect(got.body.quota_class_set).not.toHaveProperty('id')
  const { body } = await admin('GET', '/os-quota-class-sets/silver')
  expect(body.quota_class_set).toMatchObject({ volumes: 3, gigabytes: 44, id: 'silver' })
})

test('the class default holds for every project without limits of its own', async () => {
  await set('default', { volumes: 0 })
  expect(refusal(await demo('POST', '/volumes', { volume: { size: 1 } }))).toBe(
    "413 VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota 'volumes'.",
  )
  const { body } = await demo('GET', `/os-quota-sets/${project}/defaults`)
  expect(body.quota_set.volumes).toBe(0)
  expect((await admin('GET', '/os-quota-class-sets/bronze')).body.quota_class_set.volumes).toBe(0)
})

test.each([
  [{ foo: 3 }, 'Invalid input received: Bad key(s) in quota class set: foo'],
  [
    { volumes: 'x', id: 'y', 'a@': 1 },
    'Invalid input received: Bad key(s) in quota class set: id, a@',
  ],
  [[], "Invalid input for field/attribute quota_class_set. Value: []. [] is not of type 'object'"],
  [
    { volumes: -2 },
    'Invalid input for field/attribute volumes. Value: -2. -2 is less than the minimum of -1',
  ],
  [
    { volumes: '-1' },
    "Invalid input for field/attribute volumes. Value: -1. '-1' does not match '^[0-9]*$'",
  ],
  [
    null,
    "Invalid input for field/attribute quota_class_set. Value: None. None is not of type 'object'",
  ],
])('%j is 400', async (quotas, message) => {
  expect(refusal(await set('tin', quotas))).toBe(`400 ${message}`)
})

test('a class with too long a name is 400', async () => {
  expect(refusal(await set('c'.repeat(256), { volumes: 1 }))).toBe(
    '400 Invalid input received: quota_class_name has 256 characters, more than 255.',
  )
})

test.each([
  ['GET', undefined, 'get'],
  ['PUT', { quota_class_set: { volumes: 1 } }, 'update'],
])('%s is for administrators', async (method, body, rule) => {
  expect(refusal(await demo(method, '/os-quota-class-sets/default', body))).toBe(
    `403 Policy doesn't allow volume_extension:quota_classes:${rule} to be performed.`,
  )
})

test('keys that limit nothing are refused to everybody', async () => {
  const body = { quota_class_set: { foo: 1 } }
  expect(refusal(await demo('PUT', '/os-quota-class-sets/default', body))).toBe(
    '400 Invalid input received: Bad key(s) in quota class set: foo',
  )
  for (const other of [{}, { quota_class_set: {}, x: 1 }]) {
    expect((await demo('PUT', '/os-quota-class-sets/default', other)).status).toBe(400)
  }
})
