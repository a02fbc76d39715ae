/** What Compute once did itself. */
import { expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { removedOperations } from './removed.ops.ts'

const GONE = 'This resource is no longer available. No forwarding address is given.'

test('is gone at every version, whatever is asked, for all who have a token', async () => {
  await using cloud = await startCloud()
  const reader = new Nova(cloud, await cloud.user('reader', 'reader', 'demo'))
  expect(removedOperations.length).toBeGreaterThan(50)
  for (const { method, path, action } of removedOperations) {
    const address = path.replaceAll(/\{[^}]+\}/g, 'x')
    const body = action === undefined ? undefined : { [action]: null }
    for (const version of ['2.1', '2.36', '2.104']) {
      const got = await reader.send(method, address, body, version)
      expectFault(got, 410, GONE)
    }
  }
  const { method, path } = removedOperations[0]!
  expect((await cloud.request('compute', method, `/v2.1${path}`, {})).status).toBe(401)
  expectFault(await reader.send('POST', '/os-networks', { any: 'body' }), 410, GONE)
  const unknown = await reader.send('POST', '/os-networks/x/action', { nope: null })
  expectFault(unknown, 400, 'There is no such action: nope')
})
