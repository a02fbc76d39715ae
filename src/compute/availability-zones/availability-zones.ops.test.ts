import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'

let cloud: Cloud
let nova: Nova

beforeAll(async () => {
  cloud = await startCloud({ clock: new ManualClock(Date.UTC(2026, 0, 1)) })
  nova = new Nova(cloud, await cloud.admin())
  const [az1, az2] = [await nova.aggregate('one', 'az1'), await nova.aggregate('two', 'az2')]
  await nova.addHost(az1, 'host-1')
  await nova.addHost(az2, 'host-2')
})
afterAll(() => cloud.app.stop())

const setStatus = (host: string, action: 'enable' | 'disable') =>
  nova.send('PUT', `/os-services/${action}`, { host, binary: 'nova-compute' })
const zone = (zoneName: string, available = true, hosts: unknown = null) => ({
  zoneName,
  zoneState: { available },
  hosts,
})

describe('the list', () => {
  test('is for everybody, and has neither hosts nor the internal zone', async () => {
    const demo = new Nova(cloud, await cloud.demo())
    const got = await demo.get('/os-availability-zone')
    expect(got.body).toEqual({ availabilityZoneInfo: [zone('az1'), zone('az2'), zone('nova')] })
  })

  test('a zone whose services are all disabled is not available, and comes last', async () => {
    await setStatus('host-1', 'disable')
    const got = await nova.get('/os-availability-zone')
    expect(got.body.availabilityZoneInfo).toEqual([zone('az2'), zone('nova'), zone('az1', false)])
    await setStatus('host-1', 'enable')
  })
})

describe('the list with details', () => {
  const service = { available: true, active: true, updated_at: '2026-01-01T00:00:00.000000' }

  test('shows hosts and their services', async () => {
    const got = await nova.get('/os-availability-zone/detail')
    expect(got.body.availabilityZoneInfo).toEqual([
      zone('az1', true, { 'host-1': { 'nova-compute': service } }),
      zone('az2', true, { 'host-2': { 'nova-compute': service } }),
      zone('internal', true, {
        controller: { 'nova-scheduler': service, 'nova-conductor': service },
      }),
      zone('nova', true, { 'host-3': { 'nova-compute': service } }),
    ])
  })

  test('a host that is down is shown so, a disabled one is not shown', async () => {
    const body = { host: 'host-2', binary: 'nova-compute', forced_down: true }
    await nova.send('PUT', '/os-services/force-down', body, '2.11')
    await setStatus('host-1', 'disable')
    const { availabilityZoneInfo: zones } = (await nova.get('/os-availability-zone/detail')).body
    expect(zones[0]).toEqual(
      zone('az2', true, { 'host-2': { 'nova-compute': { ...service, available: false } } }),
    )
    expect(zones.at(-1)).toEqual(zone('az1', false))
    await setStatus('host-1', 'enable')
  })

  test('is for administrators', async () => {
    const demo = new Nova(cloud, await cloud.demo())
    expectFault(
      await demo.get('/os-availability-zone/detail'),
      403,
      "Policy doesn't allow os_compute_api:os-availability-zone:detail to be performed.",
    )
  })
})

test.each(['', '/detail'])('%s refuses unknown parameters from 2.102 on', async (path) => {
  expect((await nova.get(`/os-availability-zone${path}?foo=1`, '2.101')).status).toBe(200)
  expectFault(
    await nova.get(`/os-availability-zone${path}?foo=1`, '2.102'),
    400,
    "Additional properties are not allowed ('foo' was unexpected)",
  )
})
