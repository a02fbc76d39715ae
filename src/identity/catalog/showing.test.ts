/** Services and endpoints one by one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

let cloud: Cloud
let keystone: Keystone
beforeAll(async () => {
  cloud = await startCloud()
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

test('a service is shown as it was made, until it is deleted', async () => {
  const made = await keystone.make('service', { name: 'one', type: 'first', description: 'its' })
  const shown = await keystone.get(`/services/${made.id}`)
  expect([shown.status, shown.body.service]).toEqual([200, made])
  await keystone.remove('service', made.id)
  expectError(
    await keystone.get(`/services/${made.id}`),
    404,
    `Could not find service: ${made.id}.`,
  )
})

test('an endpoint is shown as it was made, until it is deleted', async () => {
  const service = await keystone.make('service', { name: 'two', type: 'second' })
  const url = 'http://second.example.org/$(project_id)s'
  const made = await keystone.make('endpoint', { service_id: service.id, interface: 'public', url })
  const shown = await keystone.get(`/endpoints/${made.id}`)
  expect([shown.status, shown.body.endpoint]).toEqual([200, made])
  expect(made.url).toBe(url)
  await keystone.remove('endpoint', made.id)
  expectError(
    await keystone.get(`/endpoints/${made.id}`),
    404,
    `Could not find endpoint: ${made.id}.`,
  )
})

test('a region is not put where there is one, nor below what is not there', async () => {
  const put = (id: string, region: object) =>
    keystone.send('PUT', `/regions/${id}`, { body: { region } })
  expectError(
    await put('RegionOne', {}),
    409,
    'Conflict occurred attempting to store region - Duplicate ID, RegionOne..',
  )
  expectError(
    await put('South', { parent_region_id: 'nowhere' }),
    404,
    'Could not find region: nowhere.',
  )
})
