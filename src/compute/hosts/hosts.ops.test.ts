/** Hosts as they were seen until 2.42. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova

beforeAll(async () => {
  cloud = await startCloud()
  nova = new Nova(cloud, await cloud.admin())
})
afterAll(() => cloud.app.stop())

const update = (host: string, body: unknown) => nova.send('PUT', `/os-hosts/${host}`, body)
const state = async (host: string) => (await nova.get(`/os-services?host=${host}`)).body.services[0]

describe('the list', () => {
  test('has a line for each enabled service', async () => {
    const got = await nova.get('/os-hosts', '2.42')
    expect(got.body.hosts).toEqual([
      { host_name: 'controller', service: 'scheduler', zone: 'internal' },
      { host_name: 'controller', service: 'conductor', zone: 'internal' },
      { host_name: 'host-1', service: 'compute', zone: 'nova' },
      { host_name: 'host-2', service: 'compute', zone: 'nova' },
      { host_name: 'host-3', service: 'compute', zone: 'nova' },
    ])
  })

  test('can be had for one zone', async () => {
    const id = await nova.aggregate('zoned', 'az1')
    await nova.addHost(id, 'host-2')
    const { hosts } = (await nova.get('/os-hosts?zone=az1')).body
    expect(hosts).toEqual([{ host_name: 'host-2', service: 'compute', zone: 'az1' }])
    expect((await nova.get('/os-hosts?zone=zz')).body).toEqual({ hosts: [] })
    expect((await nova.get('/os-hosts?zone=&service=x')).body.hosts).toHaveLength(5)
  })
})

test('a host is shown with what it has and what is taken', async () => {
  const got = await nova.get('/os-hosts/host-1')
  const rows = got.body.host.map((row: { resource: { project: string } }) => row.resource)
  expect(rows.map(({ project }: { project: string }) => project)).toEqual([
    '(total)',
    '(used_now)',
    '(used_max)',
  ])
  expect(rows[0]).toMatchObject({ host: 'host-1', cpu: 32, memory_mb: 131_072, disk_gb: 2000 })
})

describe('enable and disable', () => {
  test('is enabling and disabling its service', async () => {
    const got = await update('host-1', { status: 'Disable' })
    expect(got.text).toBe('{"host": "host-1", "status": "disabled"}')
    expect(await state('host-1')).toMatchObject({ status: 'disabled', state: 'up' })
    const { hosts } = (await nova.get('/os-hosts')).body
    expect(hosts.map(({ host_name: name }: { host_name: string }) => name)).not.toContain('host-1')
    expect((await update('host-1', { status: 'ENABLE' })).body.status).toBe('enabled')
    expect(await state('host-1')).toMatchObject({ status: 'enabled' })
  })

  test('there is no maintenance mode, and what came with it is not done', async () => {
    const got = await update('host-1', { status: 'disable', maintenance_mode: 'enable' })
    expectFault(got, 501, 'The requested functionality is not supported.')
    expect(await state('host-1')).toMatchObject({ status: 'enabled' })
  })

  test.each([
    [{}, '{} is not valid under any of the given schemas'],
    [
      { status: 'x' },
      "Invalid input for field/attribute status. Value: x. 'x' is not one of ['enable', " +
        "'disable', 'Enable', 'Disable', 'ENABLE', 'DISABLE']",
    ],
    [{ status: 'enable', x: 1 }, "Additional properties are not allowed ('x' was unexpected)"],
  ])('refuses %j', async (body, message) => {
    expectFault(await update('host-1', body), 400, message)
  })
})

test('a host that is shut down is down until it is started', async () => {
  const got = await nova.get('/os-hosts/host-3/shutdown')
  expect(got.body).toEqual({ host: 'host-3', power_action: 'shutdown' })
  expect(await state('host-3')).toMatchObject({ state: 'down', status: 'enabled' })
  await nova.get('/os-hosts/host-3/startup')
  expect(await state('host-3')).toMatchObject({ state: 'up' })
  const reboot = await nova.get('/os-hosts/host-3/reboot')
  expect(reboot.body).toEqual({ host: 'host-3', power_action: 'reboot' })
  expect(await state('host-3')).toMatchObject({ state: 'up' })
})

const CALLS = [
  ['GET', '', 'show'],
  ['PUT', '', 'update'],
  ['GET', '/startup', 'start'],
  ['GET', '/shutdown', 'shutdown'],
  ['GET', '/reboot', 'reboot'],
] as const

describe.each(CALLS)('%s /os-hosts/{host}%s', (method, path, verb) => {
  const body = method === 'PUT' ? { status: 'enable' } : undefined

  test.each(['nope', 'controller'])('%s is no host that runs servers', async (host) => {
    const got = await nova.send(method, `/os-hosts/${host}${path}`, body)
    expectFault(got, 404, `Host '${host}' is not mapped to any cell`)
  })

  test('is for administrators', async () => {
    const demo = new Nova(cloud, await cloud.demo())
    const rule = `os_compute_api:os-hosts:${verb}`
    const got = await demo.send(method, `/os-hosts/nope${path}`, body)
    expectFault(got, 403, `Policy doesn't allow ${rule} to be performed.`)
  })

  test('is gone from 2.43 on', async () => {
    const got = await nova.send(method, `/os-hosts/host-1${path}`, body, '2.43')
    expectFault(got, 404, 'The resource could not be found.')
  })
})
