import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
let adminProject: string
let demoProject: string

beforeAll(async () => {
  cloud = await startCloud({ clock: new ManualClock(), hosts: ['h1'] })
  const one = await cloud.admin()
  const two = await cloud.demo()
  admin = volumeApi(cloud, one)
  demo = volumeApi(cloud, two)
  adminProject = one.projectId
  demoProject = two.projectId
  for (const size of [1, 2]) await demo('POST', '/volumes', { volume: { size } })
  await admin('POST', '/volumes', { volume: { size: 4 } })
})
afterAll(() => cloud[Symbol.asyncDispose]())

describe('listing', () => {
  const host = (host_name: string, service: string) => ({
    host_name,
    service,
    zone: 'nova',
    'service-status': 'available',
    'service-state': 'enabled',
    'last-update': '2026-01-01T00:00:00.000000',
  })

  test('has each host with its service, but not the disabled ones', async () => {
    const all = [
      host('h1@simulated', 'cinder-volume'),
      host('h1', 'cinder-backup'),
      host('h1', 'cinder-scheduler'),
    ]
    expect((await admin('GET', '/os-hosts')).body).toEqual({ hosts: all })
    const scheduler = { binary: 'cinder-scheduler', host: 'h1' }
    await admin('PUT', '/os-services/disable', scheduler)
    expect((await admin('GET', '/os-hosts')).body).toEqual({ hosts: all.slice(0, 2) })
    await admin('PUT', '/os-services/enable', scheduler)
  })

  test('can be narrowed to a zone', async () => {
    expect((await admin('GET', '/os-hosts?zone=nova')).body.hosts).toHaveLength(3)
    expect((await admin('GET', '/os-hosts?zone=other')).body.hosts).toEqual([])
  })
})

describe('showing', () => {
  const resource = (
    project: string,
    volumes: number,
    gigabytes: number,
    [snapshots, size] = [0, 0],
  ) => ({
    resource: {
      host: 'h1@simulated',
      project,
      volume_count: String(volumes),
      total_volume_gb: String(gigabytes),
      snapshot_count: String(snapshots),
      total_snapshot_gb: String(size),
    },
  })

  test('counts what lies on a host, in all and by project', async () => {
    const { host } = (await admin('GET', '/os-hosts/h1@simulated')).body
    expect(host[0]).toEqual(resource('(total)', 3, 7))
    expect(host.slice(1)).toHaveLength(2)
    expect(host).toContainEqual(resource(demoProject, 2, 3))
    expect(host).toContainEqual(resource(adminProject, 1, 4))
  })

  test('counts snapshots with the volumes of their project', async () => {
    const { body } = await demo('GET', '/volumes/detail')
    const { id, size } = body.volumes[0]
    const made = await demo('POST', '/snapshots', { snapshot: { volume_id: id } })
    expect(made.status).toBe(202)
    const { host } = (await admin('GET', '/os-hosts/h1@simulated')).body
    expect(host[0]).toEqual(resource('(total)', 3, 7, [1, size]))
    expect(host).toContainEqual(resource(demoProject, 2, 3, [1, size]))
    expect(host).toContainEqual(resource(adminProject, 1, 4))
  })

  test('a host without a volume service is 404', async () => {
    expect(refusal(await admin('GET', '/os-hosts/nosuch'))).toBe(
      '404 Service cinder-volume could not be found on host nosuch.',
    )
  })
})

test.each(['/os-hosts', '/os-hosts/h1'])('%s is for administrators', async (path) => {
  expect(refusal(await demo('GET', path))).toBe(
    "403 Policy doesn't allow volume_extension:hosts to be performed.",
  )
})
