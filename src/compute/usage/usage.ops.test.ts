/** What projects have used: periods, sums, pages. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { serverRow } from '../../../test/support/server-rows.ts'

const DAY = 86_400_000
const clock = new ManualClock(Date.UTC(2026, 0, 3))
let cloud: Cloud
let admin: Persona
let owner: Persona
let nova: Nova
let demo: Nova

/** Of demo: one that runs since 1 January, one that ran from 00:00 to 12:00 on 2 January, one that never did. */
beforeAll(async () => {
  cloud = await startCloud({ clock })
  admin = await cloud.admin()
  owner = await cloud.demo()
  nova = new Nova(cloud, admin)
  demo = new Nova(cloud, owner)
  await serverRow(cloud, owner, { name: 'runs' })
  await serverRow(cloud, owner, {
    ...{ name: 'ended', vm_state: 'deleted', deleted: 1 },
    ...{ launched_at: '2026-01-02T00:00:00.000Z', terminated_at: '2026-01-02T12:00:00.000Z' },
    ...{ deleted_at: '2026-01-02T12:00:00.000Z' },
  })
  await serverRow(cloud, owner, { name: 'never', vm_state: 'error', launched_at: null })
})
afterAll(() => cloud.app.stop())

const show = (query: string, version?: string, as = demo) =>
  as.get(`/os-simple-tenant-usage/${owner.projectId}?${query}`, version)
const list = (query: string, version?: string) =>
  nova.get(`/os-simple-tenant-usage?${query}`, version)

describe('a project', () => {
  test('has used what its servers had, for as long as they were there', async () => {
    const { body } = await show('start=2026-01-01T12:00:00&end=2026-01-02T06:00:00')
    const { server_usages: servers, ...sums } = body.tenant_usage
    expect(sums).toEqual({
      tenant_id: owner.projectId,
      ...{ total_hours: 24, total_vcpus_usage: 24, total_local_gb_usage: 24 },
      total_memory_mb_usage: 24 * 512,
      ...{ start: '2026-01-01T12:00:00.000000', stop: '2026-01-02T06:00:00.000000' },
    })
    const byName = Object.fromEntries(
      servers.map((server: { name: string }) => [server.name, server]),
    )
    expect(Object.keys(byName).sort()).toEqual(['ended', 'runs'])
    expect(byName.runs).toMatchObject({
      ...{ hours: 18, flavor: 'm1.tiny', memory_mb: 512, local_gb: 1, vcpus: 1 },
      ...{ started_at: '2026-01-01T00:00:00.000000', ended_at: null, state: 'active' },
      uptime: (2 * DAY) / 1000,
    })
    expect(byName.ended).toMatchObject({
      ...{ hours: 6, ended_at: '2026-01-02T12:00:00.000000', state: 'terminated' },
      uptime: DAY / 2000,
    })
  })

  test('writes sums as Python writes floats', async () => {
    const { text } = await show('start=2026-01-02T00:00:00&end=2026-01-02T01:00:00')
    expect(text).toContain('"total_memory_mb_usage": 1024.0, "total_hours": 2.0, "start"')
  })

  test('is asked of an instant, where no time is told', async () => {
    const { tenant_usage: usage } = (await show('')).body
    expect(usage.server_usages.map(({ name }: { name: string }) => name)).toEqual(['runs'])
    expect(usage.total_hours).toBeGreaterThan(0)
    expect(usage.total_hours).toBeLessThan(1e-6)
    expect(usage).toMatchObject({ stop: '2026-01-03T00:00:00.000000' })
  })

  test('has used nothing after now', async () => {
    const { tenant_usage: usage } = (
      await show('start=2026-01-02T00:00:00&end=2027-01-01T00:00:00')
    ).body
    expect(usage).toMatchObject({ total_hours: 36, stop: '2026-01-03T00:00:00.000000' })
    const future = await show('start=2026-06-01T00:00:00&end=2027-01-01T00:00:00')
    expect(future.body.tenant_usage.total_hours).toBe(0)
  })

  test('that has used nothing shows nothing', async () => {
    const { body } = await show('start=2020-01-01T00:00:00&end=2020-02-01T00:00:00')
    expect(body).toEqual({ tenant_usage: {} })
    expect((await nova.get('/os-simple-tenant-usage/unknown')).body).toEqual({ tenant_usage: {} })
  })
})

describe('a list', () => {
  const PERIOD = 'start=2026-01-01T00:00:00&end=2026-01-03T00:00:00'

  test('shows servers where it is asked for details', async () => {
    const [brief] = (await list(PERIOD)).body.tenant_usages
    expect(brief).toMatchObject({ tenant_id: owner.projectId, total_hours: 60 })
    expect(brief).not.toHaveProperty('server_usages')
    const [detailed] = (await list(`${PERIOD}&detailed=1`)).body.tenant_usages
    expect(detailed.server_usages).toHaveLength(2)
    expect((await list(`${PERIOD}&detailed=true`)).body.tenant_usages).toEqual([brief])
  })

  test('comes in pages of servers from 2.40 on', async () => {
    const found: string[] = []
    let query = `${PERIOD}&detailed=1&limit=1`
    for (;;) {
      const { body } = await list(query, '2.40')
      const servers = body.tenant_usages.flatMap(
        (usage: { server_usages: { instance_id: string }[] }) => usage.server_usages,
      )
      found.push(...servers.map(({ instance_id: id }: { instance_id: string }) => id))
      if (body.tenant_usages_links === undefined) break
      const { href } = body.tenant_usages_links[0]
      expect(href).toContain(`/v2.1/os-simple-tenant-usage?detailed=1&end=`)
      query = href.slice(href.indexOf('?') + 1)
    }
    expect(found).toHaveLength(2)
    expect(found.toSorted()).toEqual(found)
    const own = (await show(`${PERIOD}&limit=1`, '2.40')).body
    expect(own.tenant_usage_links[0].href).toContain(`/${owner.projectId}?end=`)
    const marker = randomUUID()
    expectFault(await list(`marker=${marker}`, '2.40'), 400, `Marker ${marker} could not be found.`)
    expect((await list(`${PERIOD}&limit=1`, '2.39')).body).not.toHaveProperty('tenant_usages_links')
  })
})

describe('what is refused', () => {
  const ORDER = 'Invalid start time. The start time cannot occur after the end time.'
  const FORM = 'Invalid datetime string: Datetime is in invalid format'
  test.each([
    ['start=bad', FORM],
    ['end=2026-11-01', FORM],
    ['start=2026-11-01 00:00:00', FORM],
    ['start=2026-02-30T00:00:00', FORM],
    ['start=2026-01-01T00:00:00Z', FORM],
    ['start=2026-01-01T00:00:00.1234567', FORM],
    ['start=2026-02-01T00:00:00&end=2020-01-01T00:00:00', ORDER],
    ['start=2027-01-01T00:00:00', ORDER],
  ])('%s', async (query, message) => {
    expectFault(await show(query), 400, message)
    expectFault(await list(query), 400, message)
  })

  test.each([
    'start=2026-01-01 00:00:00.5',
    'start=2026-1-1T0:0:0',
    'start=',
    'start=2026-01-01T00:00:00.5',
  ])('but not %s', async (query) => {
    expect((await show(query)).status).toBe(200)
  })

  test('parameters that are not known, from 2.75 on', async () => {
    expect((await show('detailed=1', '2.74')).status).toBe(200)
    expectFault(
      await show('detailed=1', '2.75'),
      400,
      "Additional properties are not allowed ('detailed' was unexpected)",
    )
  })

  test('other projects, and all of them at once', async () => {
    const rule = (verb: string) =>
      `Policy doesn't allow os_compute_api:os-simple-tenant-usage:${verb} to be performed.`
    expectFault(await demo.get('/os-simple-tenant-usage'), 403, rule('list'))
    expectFault(await demo.get(`/os-simple-tenant-usage/${admin.projectId}`), 403, rule('show'))
  })
})
