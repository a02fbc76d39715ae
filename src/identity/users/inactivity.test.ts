/** Accounts that nobody uses. */
import { describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { FederatedCloud } from '../../../test/support/federated.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../../test/support/identity.ts'
import { LaggingClock } from '../../../test/support/lagging-clock.ts'
import { ManualClock, ManualProcessClock } from '../../../test/support/manual-clock.ts'

const DAY = 86_400_000

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('users who were not there for so many days are disabled when the day begins', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1, 15))
    const processClock = new ManualProcessClock()
    const pass = (milliseconds: number) => {
      clock.advance(milliseconds)
      processClock.advance(milliseconds)
    }
    const database = await backend.url('migrated')
    const options = { database, clock, processClock, tokenLifetimeSeconds: 30 * 86_400 }
    const security = { disableUserAccountDaysInactive: 3 }
    const cloud = await startCloud({ ...options, security })
    const keystone = await Keystone.of(cloud)
    const { token } = keystone.admin
    const exempt = { ignore_user_inactivity: true }
    await keystone.change('user', keystone.admin.userId, { options: exempt })
    const [idle, busy] = [await keystone.tenant(), await keystone.tenant()]
    const isEnabled = async (id: string): Promise<boolean> =>
      (await keystone.get(`/users/${id}`, { token })).body.user.enabled

    pass(DAY)
    expect((await keystone.signIn(busy.user.id, busy.name)).status).toBe(201)
    pass(DAY)
    expect([await isEnabled(idle.user.id), await isEnabled(busy.user.id)]).toEqual([true, true])
    expect(await keystone.isValid(idle.token)).toBe(true)

    // The fourth of January begins: three days after the first.
    pass(9 * 3_600_000)
    await eventually(async () => expect(await isEnabled(idle.user.id)).toBe(false))
    expect(await isEnabled(busy.user.id)).toBe(true)
    expect(await keystone.isValid(idle.token)).toBe(false)
    expectError(await keystone.signIn(idle.user.id, idle.name), 401, NOT_SIGNED_IN)

    await keystone.change('user', idle.user.id, { enabled: true })
    expect((await keystone.signIn(idle.user.id, idle.name)).status).toBe(201)
    pass(DAY)
    await eventually(async () => expect(await isEnabled(busy.user.id)).toBe(false))
    expect(await isEnabled(idle.user.id)).toBe(true)
    expect(await isEnabled(keystone.admin.userId)).toBe(true)
    await cloud.app.stop()

    // While nobody runs it, time passes too.
    pass(5 * DAY)
    await using later = await startCloud({ ...options, security })
    const seen = await Keystone.of(later)
    expect((await seen.get(`/users/${idle.user.id}`)).body.user.enabled).toBe(false)
  })

  test('a federated sign-in counts as activity', async () => {
    const database = await backend.url('migrated')
    const clock = new LaggingClock(5 * DAY)
    const security = { disableUserAccountDaysInactive: 3 }
    const world = await FederatedCloud.start({ database, clock, security })
    const options = { ignore_user_inactivity: true }
    await world.keystone.change('user', world.keystone.admin.userId, { options })
    const idle = await world.arrive({ sub: 'idle', preferred_username: 'idle' })
    const busy = { sub: 'busy', preferred_username: 'busy' }
    const before = await world.arrive(busy)
    clock.catchUp()
    await world.arrive(busy)
    await world.stop()
    await using later = await startCloud({ database, security })
    const seen = await Keystone.of(later)
    const enabled = async ({ body }: { body: any }): Promise<boolean> =>
      (await seen.get(`/users/${body.user.id}`)).body.user.enabled
    expect([await enabled(idle), await enabled(before)]).toEqual([false, true])
  })
})

test('without the setting nobody is', async () => {
  const clock = new ManualClock()
  await using cloud = await startCloud({ clock })
  const keystone = await Keystone.of(cloud)
  const { user, name } = await keystone.tenant()
  clock.advance(1000 * DAY)
  expect((await keystone.signIn(user.id, name)).status).toBe(201)
  expect((await keystone.signIn(keystone.admin.userId, ADMIN_PASSWORD)).status).toBe(201)
})
