import { expect, test } from 'vitest'
import { ADMIN_PASSWORD, startCloud } from '../../../test/support/cloud.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

interface Event {
  readonly audit_id: string
  readonly issued_before: string
  readonly revoked_at: string
}

test('a revoked token stands in the list, from when it was revoked', async () => {
  await using cloud = await startCloud()
  const keystone = await Keystone.of(cloud)
  const path = '/OS-REVOKE/events'
  const list = async (query = ''): Promise<Event[]> =>
    (await keystone.get(path + query)).body.events
  expect(await list()).toEqual([])
  const subject = await cloud.token('admin', ADMIN_PASSWORD, 'admin')
  const shown = await keystone.get('/auth/tokens', { subject })
  await keystone.send('DELETE', '/auth/tokens', { subject })
  const [event, ...others] = await list()
  expect(others).toEqual([])
  expect(event!.audit_id).toBe(shown.body.token.audit_ids[0])
  expect(event!.revoked_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  expect(event!.issued_before).toBe(event!.revoked_at)
  expect(await list('?since=2001-01-01T00:00:00Z')).toEqual([event])
  expect(await list('?since=2999-01-01T00:00:00Z')).toEqual([])
  expectError(await keystone.get(`${path}?since=x`), 400, 'invalidate date format x')
  const { token } = await cloud.demo()
  expect((await keystone.get(path, { token })).status).toBe(403)
})
