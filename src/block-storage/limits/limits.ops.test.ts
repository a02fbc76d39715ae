import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

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
  await admin('PUT', `/os-quota-sets/${project}`, { quota_set: { volumes: 5 } })
  await demo('POST', '/volumes', { volume: { size: 2 } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const NOTHING_USED = {
  totalVolumesUsed: 0,
  totalGigabytesUsed: 0,
  totalSnapshotsUsed: 0,
  totalBackupsUsed: 0,
  totalBackupGigabytesUsed: 0,
}

const LIMITS = {
  maxTotalVolumes: 10,
  maxTotalSnapshots: 10,
  maxTotalVolumeGigabytes: 1000,
  maxTotalBackups: 10,
  maxTotalBackupGigabytes: 1000,
}

const OF_DEMO = {
  ...LIMITS,
  maxTotalVolumes: 5,
  ...NOTHING_USED,
  totalVolumesUsed: 1,
  totalGigabytesUsed: 2,
}

test('limits stand beside what is used of them, in the order of the real service', async () => {
  const { body } = await demo('GET', '/limits')
  expect(body).toEqual({ limits: { rate: [], absolute: OF_DEMO } })
  expect(Object.keys(body.limits.absolute)).toEqual(Object.keys(OF_DEMO))
})

test.each([
  ['project_id', '3.39', OF_DEMO],
  ['tenant_id', '3.39', OF_DEMO],
  ['project_id', '3.38', { ...LIMITS, ...NOTHING_USED }],
])('an administrator who asks with %s at %s', async (name, version, shown) => {
  const { body } = await admin('GET', `/limits?${name}=${project}`, undefined, version)
  expect(body.limits.absolute).toEqual(shown)
})

test("a user who asks for another project gets the user's own", async () => {
  const { body } = await demo('GET', '/limits?project_id=other', undefined, '3.39')
  expect(body.limits.absolute).toEqual(OF_DEMO)
})
