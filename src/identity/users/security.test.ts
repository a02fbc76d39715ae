import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

const DAY = 86_400_000

describe.each(SHARED_BACKENDS)('too many wrong passwords, $name', (backend) => {
  test('lock the account for a while, by the same answer, however they come', async () => {
    const clock = new ManualClock()
    const security = { lockoutFailureAttempts: 3, lockoutDurationSeconds: 600 }
    await using cloud = await startCloud({
      clock,
      security,
      database: await backend.url('cloud'),
    })
    const keystone = await Keystone.of(cloud)
    const { name, user } = await keystone.tenant()
    // All at once: none of them may be judged beyond the third.
    const guesses = Array.from({ length: 6 }, () => keystone.signIn(user.id, 'wrong'))
    for (const got of await Promise.all(guesses)) expectError(got, 401, NOT_SIGNED_IN)
    expectError(await keystone.signIn(user.id, name), 401, NOT_SIGNED_IN)
    const passwords = { original_password: name, password: 'another' }
    const path = `/users/${user.id}/password`
    const changing = await keystone.send('POST', path, { body: { user: passwords } })
    expectError(changing, 401, NOT_SIGNED_IN)
    clock.advance(599_000)
    expectError(await keystone.signIn(user.id, name), 401, NOT_SIGNED_IN)
    clock.advance(1_000)
    expect((await keystone.signIn(user.id, name)).status).toBe(201)
    expect(JSON.stringify(cloud.log)).toContain('the account is locked')
  })

  test('are forgotten after the right one, and when the account is enabled', async () => {
    const security = { lockoutFailureAttempts: 2 }
    await using cloud = await startCloud({ security, database: await backend.url('cloud') })
    const keystone = await Keystone.of(cloud)
    const { name, user } = await keystone.tenant()
    const status = async (password: string) => (await keystone.signIn(user.id, password)).status
    expect([await status('a'), await status(name), await status('b')]).toEqual([401, 201, 401])
    expect(await status(name)).toBe(201)
    expect([await status('a'), await status('b'), await status(name)]).toEqual([401, 401, 401])
    await keystone.change('user', user.id, { enabled: true })
    expect(await status(name)).toBe(201)
    await keystone.change('user', user.id, { options: { ignore_lockout_failure_attempts: true } })
    expect([await status('a'), await status('b'), await status(name)]).toEqual([401, 401, 201])
  })
})

describe('passwords', () => {
  let cloud: Cloud
  let keystone: Keystone
  const clock = new ManualClock()
  beforeAll(async () => {
    const security = {
      passwordExpiresDays: 30,
      uniqueLastPasswordCount: 2,
      minimumPasswordAgeDays: 1,
      passwordRegex: /^[^!]{1,20}$/u,
      passwordRegexDescription: 'up to 20 characters, no exclamation mark',
    }
    cloud = await startCloud({ clock, security, tokenLifetimeSeconds: 100 * 86_400 })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const setPassword = (id: string, original_password: string, password: string) =>
    keystone.send('POST', `/users/${id}/password`, {
      body: { user: { original_password, password } },
    })

  test('that do not match the requirements are refused in their words', async () => {
    const message =
      'The password does not match the requirements: up to 20 characters, no exclamation mark.'
    const { name, user } = await keystone.tenant()
    const made = { user: { name: 'weak', password: 'no!', domain_id: 'default' } }
    expectError(await keystone.send('POST', '/users', { body: made }), 400, message)
    const changes = { user: { password: 'no!' } }
    expectError(await keystone.send('PATCH', `/users/${user.id}`, { body: changes }), 400, message)
    expectError(await setPassword(user.id, name, 'no!'), 400, message)
  })

  test('cannot be taken back, nor changed in passing', async () => {
    const { name, user } = await keystone.tenant()
    expect((await setPassword(user.id, name, 'second')).status).toBe(204)
    expectError(
      await setPassword(user.id, 'second', 'third'),
      400,
      /due to the minimum password age/,
    )
    clock.advance(DAY)
    for (const earlier of [name, 'second']) {
      expectError(await setPassword(user.id, 'second', earlier), 400, /identical to a previous/)
    }
    expect((await setPassword(user.id, 'second', 'third')).status).toBe(204)
    clock.advance(DAY)
    expect((await setPassword(user.id, 'third', name)).status).toBe(204)
  })

  test('expire, and can be changed then, but not used', async () => {
    const { name, user } = await keystone.tenant()
    const shown = (await keystone.get(`/users/${user.id}`)).body.user
    const end = new Date(clock.now() + 30 * DAY).toISOString().slice(0, 19)
    expect(shown.password_expires_at).toBe(`${end}.000000`)
    clock.advance(30 * DAY)
    expectError(
      await keystone.signIn(user.id, name),
      401,
      `The password is expired and needs to be changed for user: ${user.id}.`,
    )
    expectError(await keystone.signIn(user.id, 'wrong'), 401, NOT_SIGNED_IN)
    expect((await setPassword(user.id, name, 'fresh')).status).toBe(204)
    expect((await keystone.signIn(user.id, 'fresh')).status).toBe(201)
  })
})

test('a password that somebody else has set is only good to be changed, if so asked', async () => {
  await using strict = await startCloud({ security: { changePasswordUponFirstUse: true } })
  const admin = await Keystone.of(strict)
  const free = {
    name: 'robot',
    password: 'r',
    options: { ignore_change_password_upon_first_use: true },
  }
  const robot = await admin.make('user', { ...free, domain_id: 'default' })
  expect((await admin.signIn(robot.id, 'r')).status).toBe(201)
  const user = await admin.make('user', { name: 'new', password: 'p', domain_id: 'default' })
  expectError(await admin.signIn(user.id, 'p'), 401, /^The password is expired/)
  const passwords = { original_password: 'p', password: 'mine' }
  await admin.send('POST', `/users/${user.id}/password`, { body: { user: passwords } })
  expect((await admin.signIn(user.id, 'mine')).status).toBe(201)
})
