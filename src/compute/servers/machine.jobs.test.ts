import { describe, expect, test } from 'vitest'
import type { Hypervisor } from '../../drivers/hypervisor/interface.ts'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { serverRow, storedServer, type ServerColumns } from '../../../test/support/server-rows.ts'

const NEWEST = '2.104'
const AT = '2026-01-01T00:00:00.000Z'

/** From which state, by which body, what is to be seen meanwhile and at the end. */
const COURSES = [
  ['stopped', { 'os-start': null }, 'powering-on', 'active', 1, 'start', 'compute_start_instance'],
  ['active', { 'os-stop': null }, 'powering-off', 'stopped', 4, 'stop', 'compute_stop_instance'],
  ['active', { pause: null }, 'pausing', 'paused', 3, 'pause', 'compute_pause_instance'],
  ['paused', { unpause: null }, 'unpausing', 'active', 1, 'unpause', 'compute_unpause_instance'],
  [
    'active',
    { suspend: null },
    'suspending',
    'suspended',
    4,
    'suspend',
    'compute_suspend_instance',
  ],
  ['suspended', { resume: null }, 'resuming', 'active', 1, 'resume', 'compute_resume_instance'],
  ...(['active', 'stopped', 'paused', 'suspended', 'error'] as const).map(
    (vm) =>
      [
        ...[vm, { reboot: { type: 'hard' } }, 'rebooting_hard', 'active', 1],
        ...['reboot', 'compute_reboot_instance'],
      ] as const,
  ),
  [
    ...(['active', { reboot: { type: 'Soft' } }, 'rebooting', 'active', 1] as const),
    ...(['reboot', 'compute_reboot_instance'] as const),
  ],
  [
    ...(['active', { changePassword: { adminPass: 'x' } }, 'updating_password', 'active'] as const),
    ...([1, 'changePassword', 'compute_set_admin_password'] as const),
  ],
  [
    ...(['paused', { trigger_crash_dump: null }, null, 'paused', 3] as const),
    ...(['trigger_crash_dump', 'compute_trigger_crash_dump'] as const),
  ],
] as const

async function states(cloud: Cloud, id: string) {
  const { vm_state: vm, task_state: task, power_state: power } = await storedServer(cloud, id)
  return { vm, task, power }
}

async function history(nova: Nova, id: string) {
  const path = `/servers/${id}/os-instance-actions`
  const { instanceActions } = (await nova.get(path, NEWEST)).body
  const shown = instanceActions.map(async ({ request_id }: { request_id: string }) => {
    const { body } = await nova.get(`${path}/${request_id}`, NEWEST)
    return body.instanceAction
  })
  return Promise.all(shown)
}

describe('what is done to a machine', () => {
  test.each(COURSES)('from %s by %j', async (vm, body, task, ends, power, action, event) => {
    await using cloud = await startCloud({ transitions: 'manual' })
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo, { vm_state: vm, power_state: vm === 'paused' ? 3 : 1 })
    const nova = new Nova(cloud, demo)
    const got = await nova.send('POST', `/servers/${id}/action`, body, NEWEST)
    expect([got.status, got.text]).toEqual([202, ''])
    expect(await states(cloud, id)).toMatchObject({ vm, task })
    const admin = new Nova(cloud, await cloud.admin())
    const [underWay] = await history(admin, id)
    expect(underWay.action).toBe(action)
    expect(underWay.events).toMatchObject([{ event, finish_time: null, result: null }])
    await cloud.app.jobs.advance()
    await cloud.settled()
    expect(await states(cloud, id)).toEqual({ vm: ends, task: null, power })
    const [done] = await history(admin, id)
    expect(done).toMatchObject({ action, message: null, project_id: demo.projectId })
    expect(done.events).toMatchObject([{ event, result: 'Success', host: 'host-1', details: null }])
    expect((await storedServer(cloud, id)).updated_at > AT || task === null).toBe(true)
  })

  test('comes to nothing where the state was reset meanwhile, and says so', async () => {
    await using cloud = await startCloud({ transitions: 'manual' })
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const admin = new Nova(cloud, await cloud.admin())
    await admin.send('POST', `/servers/${id}/action`, { 'os-stop': null })
    await admin.send('POST', `/servers/${id}/action`, { 'os-resetState': { state: 'error' } })
    await cloud.app.jobs.advance()
    await cloud.settled()
    expect(await states(cloud, id)).toEqual({ vm: 'error', task: null, power: 1 })
    const [reset, stop] = await history(admin, id)
    expect(reset).toMatchObject({ action: 'resetState', message: null, events: [] })
    expect(stop).toMatchObject({ action: 'stop', message: 'Error' })
    expect(stop.events[0]).toMatchObject({
      result: 'Error',
      details:
        `Conflict updating instance ${id}. Expected: {'task_state': ['powering-off']}. ` +
        `Actual: {'task_state': None}`,
    })
  })

  test('a hard reboot overtakes what hangs', async () => {
    await using cloud = await startCloud({ transitions: 'manual' })
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const nova = new Nova(cloud, demo)
    await nova.send('POST', `/servers/${id}/action`, { pause: null })
    await nova.send('POST', `/servers/${id}/action`, { reboot: { type: 'HARD' } })
    await cloud.app.jobs.advance()
    await cloud.settled()
    expect(await states(cloud, id)).toEqual({ vm: 'active', task: null, power: 1 })
  })

  test.each([
    ['os-stop', { vm: 'active', task: null, power: 1 }],
    ['reboot', { vm: 'error', task: null, power: 1 }],
  ])('fails where the host fails: %s', async (action, ends) => {
    await using cloud = await startCloud()
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo, { host: 'gone' })
    const nova = new Nova(cloud, demo)
    const body = { [action]: action === 'reboot' ? { type: 'HARD' } : null }
    await nova.send('POST', `/servers/${id}/action`, body)
    await cloud.settled()
    expect(await states(cloud, id)).toEqual(ends)
    const fault = JSON.parse((await storedServer(cloud, id)).fault!)
    expect(fault).toMatchObject({ code: 500, message: 'the host gone is down' })
    const [failed] = await history(nova, id)
    expect(failed.message).toBe('Error')
  })

  test('a password is written down nowhere', async () => {
    await using cloud = await startCloud({ transitions: 'manual' })
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const body = { changePassword: { adminPass: 'very-secret' } }
    await new Nova(cloud, demo).send('POST', `/servers/${id}/action`, body)
    const jobs = await cloud.app.database.read((tx) =>
      tx.db.selectFrom('jobs').selectAll().execute(),
    )
    expect(jobs.map(({ kind }) => kind)).toEqual(['server.change_password'])
    expect(JSON.stringify([jobs, await storedServer(cloud, id)])).not.toContain('very-secret')
  })

  test('is tried again where the host has failed once', async () => {
    await using cloud = await startCloud()
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const env = cloud.app.services.find(({ type }) => type === 'compute')!.env as {
      hypervisor: Hypervisor
    }
    const done: string[] = []
    const work = env.hypervisor.work.bind(env.hypervisor)
    env.hypervisor.work = async (machine, what) => {
      done.push(what)
      if (done.length === 1) throw new Error('not yet')
      return work(machine, what)
    }
    await new Nova(cloud, demo).send('POST', `/servers/${id}/action`, { 'os-stop': null })
    await expect.poll(() => states(cloud, id), { timeout: 5000 }).toMatchObject({ vm: 'stopped' })
    expect(done).toEqual(['stop', 'stop'])
  })
})

describe('locks', () => {
  const locked: [string, ServerColumns][] = [
    ['the project', { locked_by: 'owner' }],
    ['an administrator', { locked_by: 'admin' }],
  ]

  test.each(locked)('of %s keep members from it, and nobody else', async (_who, columns) => {
    await using cloud = await startCloud()
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo, columns)
    const act = async (nova: Nova, body: object) => {
      const got = await nova.send('POST', `/servers/${id}/action`, body, NEWEST)
      return got.status === 202 ? 202 : got.body.conflictingRequest.message
    }
    const member = new Nova(cloud, demo)
    for (const body of [{ 'os-stop': null }, { reboot: { type: 'HARD' } }, { forceDelete: null }]) {
      expect(await act(member, body)).toBe(`Instance ${id} is locked`)
    }
    for (const body of [{ changePassword: { adminPass: 'x' } }, { restore: null }]) {
      const [action] = Object.keys(body)
      expect(await act(member, body)).toBe(`Instance ${id} is in an invalid state for '${action}'`)
    }
    expect(await act(new Nova(cloud, await cloud.admin()), { 'os-stop': null })).toBe(202)
  })

  const LONG = 'x'.repeat(256)

  test.each([
    ['x', "lock. Value: x. 'x' is not of type 'object', 'null'"],
    [{ locked_reason: LONG }, `locked_reason. Value: ${LONG}. '${LONG}' is too long`],
    [{ locked_reason: '' }, "locked_reason. Value: . '' should be non-empty"],
  ])('with %j as a reason are refused', async (lock, reason) => {
    await using cloud = await startCloud()
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const nova = new Nova(cloud, demo)
    const got = await nova.send('POST', `/servers/${id}/action`, { lock }, NEWEST)
    expectFault(got, 400, `Invalid input for field/attribute ${reason}`)
    expect((await nova.send('POST', `/servers/${id}/action`, { lock }, '2.72')).status).toBe(202)
  })

  test('have reasons since 2.73, and are undone by those who set them', async () => {
    await using cloud = await startCloud()
    const demo = await cloud.demo()
    const id = await serverRow(cloud, demo)
    const member = new Nova(cloud, demo)
    const admin = new Nova(cloud, await cloud.admin())
    const act = (nova: Nova, body: object, version = NEWEST) =>
      nova.send('POST', `/servers/${id}/action`, body, version)
    const lock = async () => {
      const { locked_by: by, locked_reason: reason } = await storedServer(cloud, id)
      return [by, reason]
    }
    await act(member, { lock: { locked_reason: 'ignored' } }, '2.72')
    expect(await lock()).toEqual(['owner', null])
    await act(member, { lock: { locked_reason: 'too late' } })
    expect(await lock()).toEqual(['owner', null])
    await act(member, { unlock: null })
    await act(admin, { lock: { locked_reason: 'why' } })
    expect(await lock()).toEqual(['admin', 'why'])
    await act(member, { lock: { locked_reason: 'mine' } })
    expect(await lock()).toEqual(['admin', 'why'])
    const refused = await act(member, { unlock: null })
    expect([refused.status, refused.body.forbidden.message]).toEqual([
      403,
      "Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be performed.",
    ])
    expect((await act(admin, { unlock: null })).status).toBe(202)
    expect(await lock()).toEqual([null, null])
    const done = await history(admin, id)
    expect(done.map(({ action, events }) => [action, events[0].event, events[0].host])).toEqual([
      ['unlock', 'api_unlock', 'controller'],
      ['lock', 'api_lock', 'controller'],
      ['unlock', 'api_unlock', 'controller'],
      ['lock', 'api_lock', 'controller'],
    ])
  })
})
