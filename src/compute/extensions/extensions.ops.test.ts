/** What the API was once made of. */
import { expect, test } from 'vitest'
import { Nova } from '../../../test/support/compute.ts'
import { startCloud } from '../../../test/support/cloud.ts'

test('is listed and shown as everywhere', async () => {
  await using cloud = await startCloud()
  const demo = new Nova(cloud, await cloud.demo())
  const { extensions } = (await demo.get('/extensions')).body
  expect(extensions).toHaveLength(99)
  const alias = 'os-server-password'
  const shown = (await demo.get(`/extensions/${alias}`)).body.extension
  expect(shown).toEqual({
    alias,
    description: 'Server password support.',
    links: [],
    name: 'ServerPassword',
    namespace: 'http://docs.openstack.org/compute/ext/fake_xml',
    updated: '2014-12-03T00:00:00Z',
  })
  expect(extensions).toContainEqual(shown)
  const none = await demo.get('/extensions/nope')
  expect([none.status, none.body.itemNotFound.message]).toEqual([
    404,
    'The resource could not be found.',
  ])
})
