import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let clock: ManualClock
let admin: VolumeApi
let demo: VolumeApi

beforeAll(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12, 0, 7))
  cloud = await startCloud({ clock, hosts: ['h1', 'h2'] })
  admin = volumeApi(cloud, await cloud.admin())
  demo = volumeApi(cloud, await cloud.demo())
})
afterAll(() => cloud[Symbol.asyncDispose]())

const common = {
  zone: 'nova',
  status: 'enabled',
  state: 'up',
  updated_at: '2026-01-01T12:00:00.000000',
  disabled_reason: null,
}
const scheduler = { binary: 'cinder-scheduler', host: 'h1', ...common }
const backup = { ...scheduler, binary: 'cinder-backup' }
const volumeService = (host: string) => ({
  binary: 'cinder-volume',
  host: `${host}@simulated`,
  ...common,
  replication_status: 'disabled',
  active_backend_id: null,
  frozen: false,
})

async function listed(query = '', version?: string) {
  return (await admin('GET', `/os-services${query}`, undefined, version)).body.services
}

describe('listing', () => {
  test('has a scheduler, a backup service, and a volume service for each host', async () => {
    expect(await listed()).toEqual([volumeService('h1'), volumeService('h2'), backup, scheduler])
  })

  test('names the cluster from 3.7 and the state of backends from 3.49', async () => {
    expect(await listed('?binary=cinder-scheduler', '3.7')).toEqual([
      { ...scheduler, cluster: null },
    ])
    expect((await listed('?host=h2', '3.49'))[0]).toEqual({
      ...volumeService('h2'),
      cluster: null,
      backend_state: 'up',
    })
  })

  test.each([
    ['?host=h1', ['h1@simulated', 'h1', 'h1']],
    ['?host=h1@simulated', ['h1@simulated']],
    ['?host=h', []],
    ['?binary=cinder-volume', ['h1@simulated', 'h2@simulated']],
    ['?binary=nosuch', []],
  ])('%s', async (query, hosts) => {
    expect((await listed(query)).map(({ host }: { host: string }) => host)).toEqual(hosts)
  })

  test('is for administrators', async () => {
    expect(refusal(await demo('GET', '/os-services'))).toBe(
      "403 Policy doesn't allow volume_extension:services:index to be performed.",
    )
  })
})

describe('enabling and disabling', () => {
  test('shows, with the reason, and with when it happened', async () => {
    clock.advance(1000)
    const asked = { binary: 'cinder-volume', host: 'h2@simulated', disabled_reason: 'disk' }
    const got = await admin('PUT', '/os-services/disable-log-reason', asked)
    expect(got.body).toEqual({
      host: 'h2@simulated',
      service: '',
      binary: 'cinder-volume',
      status: 'disabled',
      disabled: true,
      disabled_reason: 'disk',
    })
    expect(await listed('?host=h2')).toEqual([
      {
        ...volumeService('h2'),
        status: 'disabled',
        disabled_reason: 'disk',
        updated_at: '2026-01-01T12:00:08.000000',
      },
    ])
    const back = await admin('PUT', '/os-services/enable', { service: 'cinder-volume', host: 'h2' })
    expect(back.body).toEqual({
      host: 'h2',
      service: 'cinder-volume',
      binary: '',
      status: 'enabled',
      disabled: false,
    })
    expect((await listed('?host=h2'))[0].status).toBe('enabled')
  })

  test('keeps new volumes away, and closes the zone when none is left', async () => {
    const zones = async () => (await demo('GET', '/os-availability-zone')).body
    const zone = (available: boolean) => ({
      availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available } }],
    })
    expect(await zones()).toEqual(zone(true))
    await admin('PUT', '/os-services/disable', { binary: 'cinder-volume', host: 'h1' })
    expect(await zones()).toEqual(zone(true))
    const { body } = await admin('POST', '/volumes', { volume: { size: 1 } })
    const shown = await admin('GET', `/volumes/${body.volume.id}`)
    expect(shown.body.volume['os-vol-host-attr:host']).toBe('h2@simulated#simulated')
    await admin('PUT', '/os-services/disable', { binary: 'cinder-volume', host: 'h2' })
    expect(await zones()).toEqual(zone(false))
    for (const host of ['h1', 'h2']) {
      await admin('PUT', '/os-services/enable', { binary: 'cinder-volume', host })
    }
  })

  test.each([
    [{ binary: 'cinder-scheduler' }, '400 Invalid input received: Host field is missing.'],
    [
      { binary: 'cinder-scheduler', host: null },
      '400 Invalid input received: Host field is missing.',
    ],
    [{ host: 'h1' }, "400 {'host': 'h1'} is not valid under any of the given schemas"],
    [
      { binary: 'cinder-scheduler', host: 'a b' },
      '400 Invalid input for field/attribute host. Value: a b. ' +
        "'a b' does not match '^[a-zA-Z0-9-._#@:/+\\\\[\\\\]]*$'",
    ],
    [
      { binary: 'cinder-scheduler', host: 'h1', x: 1 },
      "400 Additional properties are not allowed ('x' was unexpected)",
    ],
    [{ binary: 'nosuch', host: 'h1' }, '404 Service nosuch could not be found on host h1.'],
    [
      { binary: 'cinder-scheduler', host: 'h2' },
      '404 Service cinder-scheduler could not be found on host h2.',
    ],
  ])('%j is refused', async (body, message) => {
    expect(refusal(await admin('PUT', '/os-services/disable', body))).toBe(message)
  })

  test.each(['enable', 'disable-log-reason'])('%s needs one that is there', async (word) => {
    const asked = { binary: 'nosuch', host: 'h1', disabled_reason: 'gone' }
    const { disabled_reason: _, ...bare } = asked
    const body = word === 'enable' ? bare : asked
    expect(refusal(await admin('PUT', `/os-services/${word}`, body))).toBe(
      '404 Service nosuch could not be found on host h1.',
    )
  })

  test('a reason of spaces is none', async () => {
    const asked = { binary: 'cinder-volume', host: 'h1', disabled_reason: ' ' }
    expect(refusal(await admin('PUT', '/os-services/disable-log-reason', asked))).toBe(
      "400 Invalid input for field/attribute disabled_reason. Value:  . ' ' is not a " +
        "'disabled_reason'",
    )
  })

  test.each(['enable', 'disable', 'disable-log-reason'])(
    '%s is for administrators',
    async (word) => {
      const asked = { binary: 'cinder-volume', host: 'h1' }
      expect(refusal(await demo('PUT', `/os-services/${word}`, asked))).toBe(
        "403 Policy doesn't allow volume_extension:services:update to be performed.",
      )
    },
  )
})
