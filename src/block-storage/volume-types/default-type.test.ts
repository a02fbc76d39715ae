import { expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const defaultType = async (admin: VolumeApi) =>
  (await admin('GET', '/types/default')).body.volume_type

test.each(SHARED_BACKENDS)(
  'the default type stays the default when it is renamed, also after a restart: $name',
  async (backend) => {
    const database = await backend.url('empty')
    let id: string
    {
      await using cloud = await startCloud({ database })
      const admin = volumeApi(cloud, await cloud.admin())
      const before = await defaultType(admin)
      id = before.id
      expect(before.name).toBe('__DEFAULT__')
      const renamed = await admin('PUT', `/types/${id}`, { volume_type: { name: 'usual' } })
      expect(renamed.status).toBe(200)
      expect(await defaultType(admin)).toMatchObject({ id, name: 'usual' })
      const made = await admin('POST', '/volumes', { volume: { size: 1 } })
      expect([made.status, made.body.volume.volume_type]).toEqual([202, 'usual'])
      const refused = await admin('DELETE', `/types/${id}`)
      expect([refused.status, refused.body.badRequest.message]).toEqual([
        400,
        `The volume type ${id} is a default volume type and cannot be deleted.`,
      ])
      await cloud.settled()
    }
    await using cloud = await startCloud({ database })
    const admin = volumeApi(cloud, await cloud.admin())
    expect(await defaultType(admin)).toMatchObject({ id, name: 'usual' })
    const { volume_types: types } = (await admin('GET', '/types')).body
    expect(types.map((type: { name: string }) => type.name)).toEqual(['usual'])

    // The old name is free, and makes no default.
    const other = await admin('POST', '/types', { volume_type: { name: '__DEFAULT__' } })
    expect(other.status).toBe(200)
    expect((await defaultType(admin)).name).toBe('usual')
    expect((await admin('DELETE', `/types/${other.body.volume_type.id}`)).status).toBe(202)
  },
)
