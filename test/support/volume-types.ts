import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startCloud, type Cloud } from './cloud.ts'
import { volumeApi, type VolumeApi } from './volume-api.ts'

/** A cloud for the tests of one file about what volume types have. */
export interface TypeCloud {
  cloud: Cloud
  admin: VolumeApi
  /** The administrator, at the older version of the API. */
  v2: VolumeApi
  demo: VolumeApi
  /** The id of a new volume type, another one in each test. */
  type: string
}

/** Starts the cloud before the tests of the file and stops it after them. */
export function useTypeCloud(): TypeCloud {
  const all = {} as TypeCloud
  let made = 0
  beforeAll(async () => {
    const cloud = await startCloud()
    const persona = await cloud.admin()
    Object.assign(all, {
      cloud,
      admin: volumeApi(cloud, persona),
      v2: volumeApi(cloud, persona, '/v2'),
      demo: volumeApi(cloud, await cloud.demo()),
    })
  })
  afterAll(() => all.cloud[Symbol.asyncDispose]())
  beforeEach(async () => {
    const { body } = await all.admin('POST', '/types', { volume_type: { name: `type-${++made}` } })
    all.type = body.volume_type.id
  })
  return all
}
