import { expect } from 'vitest'
import type { Got } from './cloud.ts'
import type { VolumeApi } from './volume-api.ts'
import type { VolumeCloud } from './volume-cloud.ts'

/** Groups of demo's in a cloud, at a microversion that has all of them. */
export interface Groups {
  /** The default volume type, and a group type. */
  readonly volumeType: string
  readonly groupType: string
  /** Makes a group and waits for it. */
  make(more?: object): Promise<string>
  /** Makes a volume in a group and waits for it. */
  volume(group: string, more?: object): Promise<string>
  shown(id: string): Promise<any>
  act(id: string, action: string, how?: object, api?: VolumeApi): Promise<Got>
  put(id: string, group: object, api?: VolumeApi): Promise<Got>
}

export const GROUP_VERSION = '3.58'

export async function groupsIn(my: VolumeCloud, specs: object = {}): Promise<Groups> {
  const types = (await my.admin('GET', '/types')).body.volume_types
  const volumeType: string = types[0].id
  const group_type = {
    name: `gt-${my.cloud.app.addresses.get('block-storage')}`,
    group_specs: specs,
  }
  const made = await my.admin('POST', '/group_types', { group_type }, GROUP_VERSION)
  expect(made.status, made.text).toBe(202)
  const groupType: string = made.body.group_type.id
  await my.admin('PUT', `/os-quota-sets/${my.persona.projectId}`, {
    quota_set: { groups: -1, snapshots: -1 },
  })
  return {
    volumeType,
    groupType,
    async make(more = {}) {
      const group = { group_type: groupType, volume_types: [volumeType], ...more }
      const got = await my.demo('POST', '/groups', { group }, GROUP_VERSION)
      expect(got.status, got.text).toBe(202)
      await my.cloud.settled()
      return got.body.group.id
    },
    async volume(group_id, more = {}) {
      const volume = { size: 1, group_id, volume_type: volumeType, ...more }
      const got = await my.demo('POST', '/volumes', { volume }, GROUP_VERSION)
      expect(got.status, got.text).toBe(202)
      await my.cloud.settled()
      return got.body.volume.id
    },
    async shown(id) {
      const path = `/groups/${id}?list_volume=True`
      return (await my.admin('GET', path, undefined, GROUP_VERSION)).body.group
    },
    act: (id, action, how = {}, api = my.demo) =>
      api('POST', `/groups/${id}/action`, { [action]: how }, GROUP_VERSION),
    put: (id, group, api = my.demo) => api('PUT', `/groups/${id}`, { group }, GROUP_VERSION),
  }
}
