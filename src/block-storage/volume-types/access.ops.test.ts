import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let project: string
let id: string
let made = 0

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  project = persona.projectId
})
afterAll(() => cloud[Symbol.asyncDispose]())

beforeEach(async () => {
  id = await newType(false)
})

async function newType(isPublic: boolean): Promise<string> {
  const type = { name: `type-${++made}`, 'os-volume-type-access:is_public': isPublic }
  return (await admin('POST', '/types', { volume_type: type })).body.volume_type.id
}

test('a project sees and lists a private type once it is let in, and not when it is out', async () => {
  const granted = await admin('POST', `/types/${id}/action`, { addProjectAccess: { project } })
  expect([granted.status, granted.text]).toEqual([202, ''])
  expect((await demo('GET', `/types/${id}`)).body.volume_type.is_public).toBe(false)
  const list = await admin('GET', `/types/${id}/os-volume-type-access`)
  expect(list.body).toEqual({ volume_type_access: [{ volume_type_id: id, project_id: project }] })
  await admin('POST', `/types/${id}/action`, { removeProjectAccess: { project } })
  expect((await demo('GET', `/types/${id}`)).status).toBe(404)
})

test('to others a private type is not there, and its name tells no more than its id', async () => {
  const { name } = (await admin('GET', `/types/${id}`)).body.volume_type
  for (const volume_type of [id, name]) {
    const got = await demo('POST', '/volumes', { volume: { size: 1, volume_type } })
    expect(refusal(got)).toBe(`404 Volume type ${id} could not be found.`)
  }
})

test('letting a project in twice is 409', async () => {
  await admin('POST', `/types/${id}/action`, { addProjectAccess: { project } })
  const again = await admin('POST', `/types/${id}/action`, { addProjectAccess: { project } })
  expect(refusal(again)).toBe(
    `409 Volume type access for ${id} / ${project} combination already exists.`,
  )
})

test('putting out a project that is not in is 404', async () => {
  const got = await admin('POST', `/types/${id}/action`, { removeProjectAccess: { project } })
  expect(refusal(got)).toBe(`404 Volume type access not found for ${id} / ${project} combination.`)
})

test.each(['addProjectAccess', 'removeProjectAccess'])(
  '%s is not for public types',
  async (key) => {
    const open = await newType(true)
    expect(refusal(await admin('POST', `/types/${open}/action`, { [key]: { project } }))).toBe(
      '400 Invalid volume type: Type access modification is not applicable to public volume type.',
    )
  },
)

test('a public type has no list of projects', async () => {
  const open = await newType(true)
  expect(refusal(await admin('GET', `/types/${open}/os-volume-type-access`))).toBe(
    '404 Access list not available for public volume types.',
  )
})

test.each([
  [
    { addProjectAccess: {} },
    "Invalid input for field/attribute addProjectAccess. Value: {}. 'project' is a required " +
      'property',
  ],
  [
    { removeProjectAccess: { project: '' } },
    "Invalid input for field/attribute project. Value: . '' should be non-empty",
  ],
  [
    { foo: {} },
    'There is no such action: foo. Verify the request body and Content-Type header and try again.',
  ],
])('%j is 400', async (body, message) => {
  expect(refusal(await admin('POST', `/types/${id}/action`, body))).toBe(`400 ${message}`)
})

test.each([
  ['GET', '/os-volume-type-access', undefined, 'get_all_for_type'],
  ['POST', '/action', { addProjectAccess: { project: 'p' } }, 'addProjectAccess'],
  ['POST', '/action', { removeProjectAccess: { project: 'p' } }, 'removeProjectAccess'],
])('%s %s %j is for administrators', async (method, path, body, rule) => {
  expect(refusal(await demo(method, `/types/${id}${path}`, body))).toBe(
    `403 Policy doesn't allow volume_extension:volume_type_access:${rule} to be performed.`,
  )
})
