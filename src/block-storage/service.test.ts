import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../test/support/volume-api.ts'

let cloud: Cloud
let v2: VolumeApi

beforeAll(async () => {
  cloud = await startCloud({ hosts: ['h1'] })
  v2 = volumeApi(cloud, await cloud.admin(), '/v2')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const scheduler = { binary: 'cinder-scheduler', host: 'h1' }

/** One after the other: what a step makes, the next ones use. `TYPE` is the id of the first. */
const STEPS: readonly (readonly [string, string, number, object?])[] = [
  ['POST', '/types', 200, { volume_type: { name: 't', 'os-volume-type-access:is_public': false } }],
  ['GET', '/types', 200],
  ['GET', '/types/default', 200],
  ['GET', '/types/TYPE', 200],
  ['PUT', '/types/TYPE', 200, { volume_type: { description: 'd' } }],
  ['POST', '/types/TYPE/extra_specs', 200, { extra_specs: { a: 'b' } }],
  ['GET', '/types/TYPE/extra_specs', 200],
  ['PUT', '/types/TYPE/extra_specs/a', 200, { a: 'c' }],
  ['GET', '/types/TYPE/extra_specs/a', 200],
  ['DELETE', '/types/TYPE/extra_specs/a', 202],
  ['POST', '/types/TYPE/action', 202, { addProjectAccess: { project: 'p' } }],
  ['GET', '/types/TYPE/os-volume-type-access', 200],
  ['POST', '/types/TYPE/action', 202, { removeProjectAccess: { project: 'p' } }],
  ['DELETE', '/types/TYPE', 202],
  ['GET', '/os-quota-sets/p', 200],
  ['GET', '/os-quota-sets/p/defaults', 200],
  ['PUT', '/os-quota-sets/p', 200, { quota_set: { volumes: 1 } }],
  ['DELETE', '/os-quota-sets/p', 200],
  ['GET', '/os-quota-class-sets/c', 200],
  ['PUT', '/os-quota-class-sets/c', 200, { quota_class_set: { volumes: 1 } }],
  ['GET', '/limits', 200],
  ['GET', '/os-availability-zone', 200],
  ['GET', '/extensions', 200],
  ['GET', '/extensions/os-hosts', 200],
  ['GET', '/os-services', 200],
  ['PUT', '/os-services/disable', 200, scheduler],
  ['PUT', '/os-services/disable-log-reason', 200, scheduler],
  ['PUT', '/os-services/enable', 200, scheduler],
  ['GET', '/os-hosts', 200],
  ['GET', '/os-hosts/h1', 200],
  ['GET', '/scheduler-stats/get_pools', 200],
  ['GET', '/capabilities/h1@simulated', 200],
]

test('v2 has the operations of v3.0, and no microversions', async () => {
  let type = ''
  for (const [method, path, status, body] of STEPS) {
    const got = await v2(method, path.replace('TYPE', type), body, '3.71')
    expect(`${method} ${path} ${got.status}`).toBe(`${method} ${path} ${status}`)
    expect(got.headers.get('openstack-api-version')).toBeNull()
    if (path === '/types' && method === 'POST') type = got.body.volume_type.id
  }
})

test('what came after v3.0 is not there in v2', async () => {
  expect((await v2('GET', '/default-types', undefined, '3.62')).status).toBe(404)
})

test.each(['/v2', '/v3'])("under %s another project's path is refused", async (prefix) => {
  const persona = await cloud.demo()
  const { projectId } = await cloud.admin()
  const stranger = volumeApi(cloud, { ...persona, projectId }, prefix)
  expect(refusal(await stranger('GET', '/types'))).toBe('400 Malformed request url')
})

test.each([
  ['', undefined, "400 None is not of type 'object'"],
  ['{', 'application/json', '400 Malformed request body'],
  ['{}', 'text/plain', '415 Unsupported Content-Type'],
])('a body %j of type %s is refused', async (body, type, message) => {
  const { token, projectId } = await cloud.admin()
  const got = await cloud.request('block-storage', 'POST', `/v3/${projectId}/types`, {
    token,
    ...(body !== '' && { body }),
    headers: type === undefined ? {} : { 'Content-Type': type },
  })
  expect(refusal(got)).toBe(message)
})
