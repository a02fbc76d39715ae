import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { Trusts } from '../../../test/support/trusts.ts'

interface Event {
  readonly issued_before: string
  readonly revoked_at: string
  readonly [subject: string]: string
}

const PATH = '/OS-REVOKE/events'

test('a revoked token stands in the list, from when it was revoked', async () => {
  await using cloud = await startCloud()
  const keystone = await Keystone.of(cloud)
  const list = async (query = ''): Promise<Event[]> =>
    (await keystone.get(PATH + query)).body.events
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
  const { body } = await keystone.get(`${PATH}?since=2001-01-01T00:00:00Z`)
  const self = `${cloud.app.addresses.get('identity')}/v3${PATH}`
  expect(body.links).toEqual({ next: null, self, previous: null })
  expectError(await keystone.get(`${PATH}?since=x`), 400, 'invalidate date format x')
  const { token } = await cloud.demo()
  expect((await keystone.get(PATH, { token })).status).toBe(403)
})

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  const clock = new ManualClock()
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('migrated'), clock })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  /** What `change` was written down as, without the times. */
  async function recorded(change: () => Promise<unknown>): Promise<object[]> {
    clock.advance(1)
    const since = clock.isoNow()
    await change()
    const { body } = await keystone.get(`${PATH}?since=${since}`)
    return body.events.map(({ issued_before, revoked_at, ...subject }: Event) => {
      expect([issued_before, revoked_at]).toEqual([`${since.slice(0, -1)}000Z`, issued_before])
      return subject
    })
  }

  test('a user’s tokens end with a new password, disabling and deletion', async () => {
    const { user, name } = await keystone.tenant()
    const change = (attributes: object) =>
      recorded(() => keystone.change('user', user.id, attributes))
    const ended = [{ user_id: user.id }]
    expect(await change({ description: 'new' })).toEqual([])
    expect(await change({ enabled: true })).toEqual([])
    expect(await change({ password: 'other' })).toEqual(ended)
    const passwords = { original_password: 'other', password: name }
    expect(
      await recorded(() =>
        keystone.send('POST', `/users/${user.id}/password`, { body: { user: passwords } }),
      ),
    ).toEqual(ended)
    expect(await change({ enabled: false })).toEqual(ended)
    expect(await change({ enabled: false })).toEqual([])
    expect(await recorded(() => keystone.remove('user', user.id))).toEqual(ended)
  })

  test('those of a project end with it', async () => {
    const { project } = await keystone.tenant()
    const disabling = () => keystone.change('project', project.id, { enabled: false })
    expect(await recorded(disabling)).toEqual([])
    const gone = await recorded(() => keystone.remove('project', project.id))
    expect(gone).toEqual([{ project_id: project.id }])
  })

  test('those of a domain end with it: of its users, projects, and members of its groups', async () => {
    const domain = await keystone.make('domain', { name: keystone.name('domain') })
    const inside = await keystone.tenant('member', domain.id)
    const outside = await keystone.tenant()
    const group = await keystone.make('group', { name: 'g', domain_id: domain.id })
    await keystone.send('PUT', `/groups/${group.id}/users/${outside.user.id}`)
    await keystone.grant('domains', domain.id, 'groups', group.id, 'reader')
    await keystone.change('domain', domain.id, { enabled: false })
    const events = await recorded(() => keystone.remove('domain', domain.id))
    expect(events).toHaveLength(4)
    expect(events).toEqual(
      expect.arrayContaining([
        { user_id: inside.user.id },
        { user_id: outside.user.id },
        { project_id: inside.project.id },
        { project_id: domain.id },
      ]),
    )
  })

  test('those of members end with their membership, or with a group that had roles', async () => {
    const { user, project } = await keystone.tenant()
    const other = await keystone.tenant()
    const group = await keystone.make('group', { name: keystone.name('group') })
    const member = (id: string) => `/groups/${group.id}/users/${id}`
    await keystone.send('PUT', member(user.id))
    await keystone.send('PUT', member(other.user.id))
    const left = await recorded(() => keystone.send('DELETE', member(user.id)))
    expect(left).toEqual([{ user_id: user.id }])
    await keystone.grant('projects', project.id, 'groups', group.id, 'reader')
    const gone = await recorded(() => keystone.remove('group', group.id))
    expect(gone).toEqual([{ user_id: other.user.id }])
    const powerless = await keystone.make('group', { name: keystone.name('group') })
    await keystone.send('PUT', `/groups/${powerless.id}/users/${user.id}`)
    expect(await recorded(() => keystone.remove('group', powerless.id))).toEqual([])
  })

  test('those of a trust end with it, and those of trusts redelegated from it', async () => {
    const trusts = new Trusts(keystone)
    const [first, second] = await trusts.pair()
    const third = await keystone.tenant()
    const terms = { allow_redelegation: true, impersonation: true }
    const above = await trusts.entrust(first, second, terms)
    const token = await trusts.tokenOf(second, above.id)
    const handed = {
      trustor_user_id: first.user.id,
      trustee_user_id: third.user.id,
      project_id: first.project.id,
      impersonation: true,
      roles: [{ name: 'reader' }],
    }
    const below = (await trusts.send(token, handed)).body.trust
    const path = `/OS-TRUST/trusts/${above.id}`
    const events = await recorded(() => keystone.send('DELETE', path, { token: first.token }))
    const expected = [String(above.id), String(below.id)]
      .sort()
      .map((id) => ({ 'OS-TRUST:trust_id': id }))
    expect(events).toEqual(expected)
  })

  test('those of a consumer end with it', async () => {
    const body = { consumer: {} }
    const { id } = (await keystone.send('POST', '/OS-OAUTH1/consumers', { body })).body.consumer
    const path = `/OS-OAUTH1/consumers/${id}`
    const events = await recorded(() => keystone.send('DELETE', path))
    expect(events).toEqual([{ 'OS-OAUTH1:consumer_id': id }])
  })

  test('events are forgotten when what they ended would have expired anyway', async () => {
    const ending = async (name: string): Promise<string> => {
      const { token } = await cloud.admin()
      const user = { name }
      const made = await keystone.send('POST', '/users', { token, body: { user } })
      const { id } = made.body.user
      expect((await keystone.send('DELETE', `/users/${id}`, { token })).status).toBe(204)
      return id
    }
    const isListed = async (id: string): Promise<boolean> => {
      const { token } = await cloud.admin()
      const { body } = await keystone.get(PATH, { token })
      return body.events.some((event: Event) => event['user_id'] === id)
    }
    const first = await ending('first')
    clock.advance((3600 + 1800) * 1000)
    await ending('second')
    expect(await isListed(first)).toBe(true)
    clock.advance(1)
    await ending('third')
    expect(await isListed(first)).toBe(false)
  })
})
