/** Audits of usage, which no host runs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let nova: Nova

beforeAll(async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 28))
  cloud = await startCloud({ clock, hosts: ['host-2', 'host-1'] })
  nova = new Nova(cloud, await cloud.admin())
})
afterAll(() => cloud.app.stop())

const before = (time: string, version?: string) =>
  nova.get(`/os-instance_usage_audit_log/${encodeURIComponent(time)}`, version)

test('the last month has not been audited, on any host', async () => {
  expect((await nova.get('/os-instance_usage_audit_log')).body).toEqual({
    instance_usage_audit_logs: {
      ...{ period_beginning: '2026-10-01 00:00:00', period_ending: '2026-11-01 00:00:00' },
      ...{ num_hosts: 2, num_hosts_done: 0, num_hosts_running: 0, num_hosts_not_run: 2 },
      ...{ hosts_not_run: ['host-1', 'host-2'], total_instances: 0, total_errors: 0 },
      ...{ overall_status: '0 of 2 hosts done. 0 errors.', log: {} },
    },
  })
})

test.each([
  ['2026-03-31 10:00:00', '2026-02-01 00:00:00', '2026-03-01 00:00:00'],
  ['2026-03-1 10:0:00.5', '2026-02-01 00:00:00', '2026-03-01 00:00:00'],
  ['2026-03-01 00:00:00', '2026-01-01 00:00:00', '2026-02-01 00:00:00'],
  ['2026-02-01 00:00:00', '2025-12-01 00:00:00', '2026-01-01 00:00:00'],
  ['2026-01-01 00:00:00', '2025-11-01 00:00:00', '2025-12-01 00:00:00'],
])('before %s it is the month from %s', async (time, begin, end) => {
  expect((await before(time)).body.instance_usage_audit_log).toMatchObject({
    ...{ period_beginning: begin, period_ending: end },
  })
})

test.each(['x', '2026-03-31', '2026-03-31T10:00:00', '2026-13-01 00:00:00', '2026-02-30 00:00:00'])(
  '%s is no time',
  async (time) => {
    expectFault(await before(time), 400, `Invalid timestamp for date ${time}`)
  },
)

test('parameters are refused from 2.102 on', async () => {
  expect((await nova.get('/os-instance_usage_audit_log?x=1', '2.101')).status).toBe(200)
  expectFault(
    await nova.get('/os-instance_usage_audit_log?x=1', '2.102'),
    400,
    "Additional properties are not allowed ('x' was unexpected)",
  )
})

test('is for administrators', async () => {
  const demo = new Nova(cloud, await cloud.demo())
  for (const [path, verb] of [
    ['', 'list'],
    ['/x', 'show'],
  ]) {
    expectFault(
      await demo.get(`/os-instance_usage_audit_log${path}`),
      403,
      `Policy doesn't allow os_compute_api:os-instance-usage-audit-log:${verb} to be performed.`,
    )
  }
})
