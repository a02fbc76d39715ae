/** What groups of an identity provider count for, and for how long. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../../../test/support/databases.ts'
import { FederatedCloud } from '../../../test/support/federated.ts'
import { expectError, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

const MINUTE = 60_000

describe.each(BACKENDS.filter(({ name }) => name !== 'SQLite in a file'))('$name', (backend) => {
  let world: FederatedCloud
  const clock = new ManualClock(Date.now())

  beforeAll(async () => {
    world = await FederatedCloud.start({
      database: await backend.url('migrated'),
      clock,
      tokenLifetimeSeconds: 36_000,
    })
  })
  afterAll(() => world.stop())

  const lifetime = (minutes: number | null) =>
    world.patch('/identity_providers/acme', {
      identity_provider: { authorization_ttl: minutes },
    })
  const groupsOf = async (userId: string) =>
    (await world.keystone.get(`/users/${userId}/groups`)).body.groups
  const arrive = async (sub: string, ...groups: string[]) => {
    const now = Math.floor(clock.now() / 1000)
    const claims = { sub, preferred_username: sub, groups, iat: now, exp: now + 60 }
    return world.arrive(claims)
  }
  const credential = async (token: string, projectId: string, userId: string) => {
    const scoped = await world.rescope(token, { project: { id: projectId } })
    expect(scoped.status, scoped.text).toBe(201)
    return world.keystone.send('POST', `/users/${userId}/application_credentials`, {
      token: scoped.headers.get('x-subject-token')!,
      body: { application_credential: { name: world.keystone.name('credential') } },
    })
  }
  const signInWith = (made: { id: string; secret: string }) =>
    world.keystone.auth({
      identity: { methods: ['application_credential'], application_credential: made },
    })

  test('without a time they count for the token alone', async () => {
    await lifetime(null)
    const { group, project } = await world.groupWithProject('brief')
    const { token, body } = await arrive('brief-user', 'brief')
    expect(await groupsOf(body.user.id)).toEqual([])
    const member = `/groups/${group.id}/users/${body.user.id}`
    expect((await world.keystone.get(member)).status).toBe(404)
    expectError(
      await credential(token, project.id, body.user.id),
      400,
      /^Invalid application credential: Could not find role assignment with role: /,
    )
    expectError(
      await world.keystone.send('POST', '/OS-TRUST/trusts', {
        token: (await world.rescope(token, { project: { id: project.id } })).headers.get(
          'x-subject-token',
        )!,
        body: {
          trust: {
            trustor_user_id: body.user.id,
            trustee_user_id: world.keystone.admin.userId,
            impersonation: false,
            project_id: project.id,
            roles: [{ name: 'member' }],
          },
        },
      }),
      404,
      /^Could not find role: /,
    )
  })

  test('with a time they count beside the token, until it is over', async () => {
    await lifetime(30)
    const { group, project } = await world.groupWithProject('lasting')
    const { token, body } = await arrive('lasting-user', 'lasting')
    const userId = body.user.id
    const end = new Date(clock.now() + 30 * MINUTE).toISOString().slice(0, -1)
    expect(await groupsOf(userId)).toMatchObject([
      { id: group.id, membership_expires_at: `${end}000` },
    ])
    const member = `/groups/${group.id}/users/${userId}`
    expect((await world.keystone.get(member)).status).toBe(204)
    const { users } = (await world.keystone.get(`/groups/${group.id}/users`)).body
    expect(users).toEqual([])
    const made = await credential(token, project.id, userId)
    expect(made.status, made.text).toBe(201)
    const signedIn = await signInWith(made.body.application_credential)
    expect(signedIn.status, signedIn.text).toBe(201)
    const long = signedIn.headers.get('x-subject-token')!
    const query = `/role_assignments?effective&user.id=${userId}`
    const effective = async () => (await world.keystone.get(query)).body.role_assignments.length
    expect(await effective()).toBe(2)
    expect(await world.keystone.isValid(long)).toBe(true)
    clock.advance(30 * MINUTE - 1)
    expect(await world.keystone.isValid(long)).toBe(true)
    clock.advance(1)
    expect(await world.keystone.isValid(long)).toBe(false)
    expect(await effective()).toBe(0)
    expect(await groupsOf(userId)).toEqual([])
    expectError(await signInWith(made.body.application_credential), 401, NOT_SIGNED_IN)
    expect(await world.keystone.isValid(token)).toBe(true)
    const { token: again } = await arrive('lasting-user', 'lasting')
    expect((await signInWith(made.body.application_credential)).status).toBe(201)
    expect(await world.keystone.isValid(again)).toBe(true)
    await lifetime(10)
    expect(await groupsOf(userId)).toMatchObject([
      {
        membership_expires_at: expect.stringContaining(
          new Date(clock.now() + 10 * MINUTE).toISOString().slice(0, 16),
        ),
      },
    ])
  })

  test('operators may give a time to those who have none of their own', async () => {
    await lifetime(null)
    const other = await FederatedCloud.start({ more: { defaultAuthorizationTtl: 5 } })
    const { group } = await other.groupWithProject('usual')
    const claims = { sub: 'usual-user', preferred_username: 'u', groups: ['usual'] }
    const { body } = await other.arrive(claims)
    const { groups } = (await other.keystone.get(`/users/${body.user.id}/groups`)).body
    await other.stop()
    expect(groups.map(({ id }: { id: string }) => id)).toEqual([group.id])
  })

  test('other groups than the last time end the tokens from before', async () => {
    for (const name of ['one', 'two']) await world.keystone.make('group', { name })
    const first = await arrive('mover', 'one')
    const same = await arrive('mover', 'one')
    expect(await world.keystone.isValid(first.token)).toBe(true)
    expect(same.body.user).toEqual(first.body.user)
    const other = await arrive('mover', 'two')
    expect(await world.keystone.isValid(first.token)).toBe(false)
    expect(await world.keystone.isValid(same.token)).toBe(false)
    expect(await world.keystone.isValid(other.token)).toBe(true)
    expect(other.body.user['OS-FEDERATION'].groups).not.toEqual(
      first.body.user['OS-FEDERATION'].groups,
    )
  })

  test('with a group goes what it gave', async () => {
    const { group, project } = await world.groupWithProject('going')
    const { token } = await arrive('goer', 'going')
    const scoped = await world.rescope(token, { project: { id: project.id } })
    const subject = scoped.headers.get('x-subject-token')!
    await world.keystone.remove('group', group.id)
    expect(await world.keystone.isValid(subject)).toBe(false)
    expect(await world.keystone.isValid(token)).toBe(true)
    const shown = await world.keystone.get('/auth/tokens', { subject: token })
    expect(shown.body.token.user['OS-FEDERATION'].groups).toEqual([])
  })
})
