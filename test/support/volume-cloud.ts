import { afterAll, beforeAll, expect } from 'vitest'
import { systemClock, type CloudClock } from '../../src/kernel/clock.ts'
import type { Transitions } from '../../src/jobs/job.ts'
import { startCloud, type Cloud, type Persona } from './cloud.ts'
import { volumeApi, type VolumeApi } from './volume-api.ts'

/** A cloud for the tests of one file, and callers of block storage of each kind. */
export interface VolumeCloud {
  cloud: Cloud
  /** A member of the project `demo`, whose quotas are not limited, as those of the admin's. */
  demo: VolumeApi
  persona: Persona
  admin: VolumeApi
  /** A reader of the project `demo`. */
  reader: VolumeApi
  /** A member of another project. */
  stranger: VolumeApi
  /** Makes a volume of demo's, waits until it is available, and returns its id. */
  volume(more?: object): Promise<string>
  /** Makes a snapshot of a volume as demo, waits until it is available, and returns its id. */
  snapshot(volumeId: string, more?: object): Promise<string>
  /** The volume as somebody sees it; an administrator unless told. */
  shown(id: string, api?: VolumeApi, version?: string): Promise<ShownVolume>
  /** Writes another state over that of a volume. */
  reset(id: string, to: object): Promise<void>
}

export type ShownVolume = any

/** Starts the cloud before the tests of the file and stops it after them. */
export function useVolumeCloud(
  transitions: Transitions = 'instant',
  clock: CloudClock = systemClock,
): VolumeCloud {
  const all = {} as VolumeCloud
  beforeAll(async () => Object.assign(all, await start(transitions, clock)))
  afterAll(() => all.cloud[Symbol.asyncDispose]())
  return all
}

async function start(transitions: Transitions, clock: CloudClock): Promise<VolumeCloud> {
  const cloud = await startCloud({ transitions, clock })
  const persona = await cloud.demo()
  const demo = volumeApi(cloud, persona)
  const administrator = await cloud.admin()
  const admin = volumeApi(cloud, administrator)
  const counted = ['volumes', 'gigabytes', 'snapshots', 'backups', 'backup_gigabytes']
  const unlimited = Object.fromEntries(counted.map((name) => [name, -1]))
  for (const { projectId } of [persona, administrator]) {
    await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: unlimited })
  }
  return {
    cloud,
    persona,
    demo,
    admin,
    reader: volumeApi(cloud, await cloud.user('reader', 'reader', 'demo')),
    stranger: volumeApi(cloud, await cloud.user('stranger', 'member', 'elsewhere')),
    async volume(more = {}) {
      const got = await demo('POST', '/volumes', { volume: { size: 1, ...more } })
      await cloud.settled()
      return got.body.volume.id
    },
    async snapshot(volumeId, more = {}) {
      const got = await demo('POST', '/snapshots', { snapshot: { volume_id: volumeId, ...more } })
      await cloud.settled()
      return got.body.snapshot.id
    },
    async shown(id, api = admin, version) {
      return (await api('GET', `/volumes/${id}`, undefined, version)).body.volume
    },
    async reset(id, to) {
      const got = await admin('POST', `/volumes/${id}/action`, { 'os-reset_status': to })
      expect(got.status).toBe(202)
    },
  }
}
