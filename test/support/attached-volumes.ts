/** Volumes, and the servers that use them, by way of Compute and of Block Storage. */
import type { Nova } from './compute.ts'
import type { Got } from './cloud.ts'
import type { ServerCloud } from './server-cloud.ts'
import { volumeApi } from './volume-api.ts'

/** An attachment as Block Storage lists it. */
export interface ListedAttachment {
  readonly id: string
  readonly status: string
  readonly instance: string | null
  readonly volume_id: string
}

export interface AttachedVolumes {
  /** Makes a volume of demo's, waits until it is there, and returns its id. */
  volume(more?: object): Promise<string>
  /** The name of a type whose volumes several servers may use. */
  sharedType(): Promise<string>
  /** As demo sees it; undefined where it is gone. */
  shown(volumeId: string): Promise<any>
  /** Writes another state over that of a volume. */
  reset(volumeId: string, to: object): Promise<void>
  /** All attachments of demo's volumes. */
  attachments(): Promise<ListedAttachment[]>
  /** At 2.85 unless told. */
  attach(serverId: string, asked: object, version?: string): Promise<Got>
  list(serverId: string, version?: string, query?: string): Promise<Got>
  show(serverId: string, volumeId: string, version?: string): Promise<Got>
  update(
    serverId: string,
    volumeId: string,
    asked: object,
    version?: string,
    as?: Nova,
  ): Promise<Got>
  detach(serverId: string, volumeId: string): Promise<Got>
}

/** Demo may have as many volumes as it likes. */
export async function attachedVolumes(my: ServerCloud): Promise<AttachedVolumes> {
  const { cloud, demo, volumes } = my
  const admin = volumeApi(cloud, my.adminPersona)
  const path = (serverId: string, more = '') => `/servers/${serverId}/os-volume_attachments${more}`
  const unlimited = { volumes: -1, gigabytes: -1, snapshots: -1 }
  await admin('PUT', `/os-quota-sets/${my.persona.projectId}`, { quota_set: unlimited })
  let made: string | undefined
  return {
    async volume(more = {}) {
      const got = await volumes('POST', '/volumes', { volume: { size: 1, ...more } })
      if (got.status !== 202) throw new Error(`${got.status} ${got.text}`)
      await cloud.settled()
      return got.body.volume.id
    },
    async sharedType() {
      if (made !== undefined) return made
      const extra_specs = { multiattach: '<is> True' }
      await admin('POST', '/types', { volume_type: { name: 'shared', extra_specs } })
      return (made = 'shared')
    },
    shown: async (volumeId) => (await volumes('GET', `/volumes/${volumeId}`)).body.volume,
    async reset(volumeId, to) {
      const got = await admin('POST', `/volumes/${volumeId}/action`, { 'os-reset_status': to })
      if (got.status !== 202) throw new Error(`${got.status} ${got.text}`)
    },
    attachments: async () =>
      (await volumes('GET', '/attachments', undefined, '3.27')).body.attachments,
    attach: (serverId, asked, version = '2.85') =>
      demo.send('POST', path(serverId), { volumeAttachment: asked }, version),
    list: (serverId, version = '2.85', query = '') => demo.get(path(serverId, query), version),
    show: (serverId, volumeId, version = '2.85') =>
      demo.get(path(serverId, `/${volumeId}`), version),
    update: (serverId, volumeId, asked, version = '2.85', as = demo) =>
      as.send('PUT', path(serverId, `/${volumeId}`), { volumeAttachment: asked }, version),
    detach: (serverId, volumeId) =>
      demo.send('DELETE', path(serverId, `/${volumeId}`), undefined, '2.85'),
  }
}
