import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let project: string
let type: { id: string; name: string }

beforeAll(async () => {
  cloud = await startCloud()
  admin = volumeApi(cloud, await cloud.admin())
  const persona = await cloud.demo()
  demo = volumeApi(cloud, persona)
  project = persona.projectId
  const body = { volume_type: { name: 'mine' } }
  type = (await admin('POST', '/types', body)).body.volume_type
})
afterAll(() => cloud[Symbol.asyncDispose]())

function choose(volume_type: string, of = project) {
  const body = { default_type: { volume_type } }
  return admin('PUT', `/default-types/${of}`, body, '3.62')
}

test('a project has the default type that was chosen for it, until it is unset', async () => {
  const chosen = { project_id: project, volume_type_id: type.id }
  const put = await choose('mine')
  expect([put.status, put.body]).toEqual([200, { default_type: chosen }])
  const shown = await admin('GET', `/default-types/${project}`, undefined, '3.62')
  expect(shown.body).toEqual({ default_type: chosen })
  const list = await admin('GET', '/default-types', undefined, '3.62')
  expect(list.body).toEqual({ default_types: [chosen] })
  expect((await demo('GET', '/types/default')).body.volume_type.name).toBe('mine')
  expect((await admin('GET', '/types/default')).body.volume_type.name).toBe('__DEFAULT__')

  const unset = await admin('DELETE', `/default-types/${project}`, undefined, '3.62')
  expect([unset.status, unset.text]).toEqual([204, ''])
  expect((await demo('GET', '/types/default')).body.volume_type.name).toBe('__DEFAULT__')
  expect(refusal(await admin('GET', `/default-types/${project}`, undefined, '3.62'))).toBe(
    `404 Default type for project ${project} not found.`,
  )
})

test('works without the project in the path', async () => {
  const { token } = await cloud.admin()
  const send = { token, version: '3.62' }
  expect((await cloud.request('block-storage', 'GET', '/v3/default-types', send)).status).toBe(200)
})

test('a type that is not there is 400, a project 404', async () => {
  expect(refusal(await choose('nosuch'))).toBe(
    '400 Volume type with name nosuch could not be found.',
  )
  expect(refusal(await choose('mine', 'nosuch'))).toBe('404 Project with id nosuch not found.')
})

test('of a project that is gone the default can be unset', async () => {
  expect((await admin('DELETE', '/default-types/nosuch', undefined, '3.62')).status).toBe(204)
})

test('a body without a type is 400', async () => {
  const got = await admin('PUT', `/default-types/${project}`, { default_type: {} }, '3.62')
  expect(refusal(got)).toBe(
    "400 Invalid input for field/attribute default_type. Value: {}. 'volume_type' is a required " +
      'property',
  )
})

test.each([
  ['GET', ''],
  ['GET', '/PROJECT'],
  ['DELETE', '/PROJECT'],
])('%s %s is for administrators', async (method, path) => {
  const url = `/default-types${path.replace('PROJECT', project)}`
  expect(refusal(await demo(method, url, undefined, '3.62'))).toBe(
    '403 You are not authorized to perform this operation.',
  )
})

test('is not there before 3.62', async () => {
  expect(refusal(await admin('GET', '/default-types', undefined, '3.61'))).toBe(
    '404 The resource could not be found.',
  )
})

test('a private type that a project may not use is no default for it', async () => {
  const body = { volume_type: { name: 'theirs', 'os-volume-type-access:is_public': false } }
  const { id } = (await admin('POST', '/types', body)).body.volume_type
  await choose(id)
  const missed = `404 Volume type ${id} could not be found.`
  expect(refusal(await demo('GET', '/types/default'))).toBe(missed)
  expect(refusal(await demo('POST', '/volumes', { volume: { size: 1 } }))).toBe(missed)
  await admin('POST', `/types/${id}/action`, { addProjectAccess: { project } })
  expect((await demo('GET', '/types/default')).body.volume_type.id).toBe(id)
  await admin('DELETE', `/default-types/${project}`, undefined, '3.62')
})
