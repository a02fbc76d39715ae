import { expect } from 'vitest'
import type { Got } from './cloud.ts'
import type { VolumeApi } from './volume-api.ts'
import type { VolumeCloud } from './volume-cloud.ts'

/** A volume of demo's on offer. */
export interface Offered {
  readonly id: string
  readonly key: string
  readonly volume: string
}

export interface Offers {
  /** @param volume a new one unless told */
  offer(more?: object, volume?: string): Promise<Offered>
  /** As somebody of another project, unless told. */
  accept(id: string, key: unknown, api?: VolumeApi): Promise<Got>
  /** What a project has of volumes and GiB. */
  usage(projectId: string): Promise<readonly [volumes: number, gigabytes: number]>
}

export function offersIn(my: VolumeCloud): Offers {
  return {
    async offer(more = {}, volume) {
      const volume_id = volume ?? (await my.volume())
      const got = await my.demo('POST', '/os-volume-transfer', { transfer: { volume_id, ...more } })
      expect(got.status).toBe(202)
      return { id: got.body.transfer.id, key: got.body.transfer.auth_key, volume: volume_id }
    },
    accept: (id, auth_key, api = my.stranger) =>
      api('POST', `/os-volume-transfer/${id}/accept`, { accept: { auth_key } }),
    async usage(projectId) {
      const { quota_set } = (await my.admin('GET', `/os-quota-sets/${projectId}?usage=True`)).body
      return [quota_set.volumes.in_use, quota_set.gigabytes.in_use]
    },
  }
}
