import { beforeAll, expect, test } from 'vitest'
import { backUp, shownBackup } from '../../../test/support/backup-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

/** A type whose volumes are encrypted. */
let type: string

beforeAll(async () => {
  type = (await all.admin('POST', '/types', { volume_type: { name: 'secret' } })).body.volume_type
    .id
  const encryption = {
    ...{ provider: 'luks', control_location: 'front-end' },
    ...{ cipher: 'aes-xts-plain64', key_size: 256 },
  }
  const got = await all.admin('POST', `/types/${type}/encryption`, { encryption })
  expect(got.status).toBe(200)
})

const keyOf = async (volume: string) =>
  (await all.shown(volume, all.admin, '3.64')).encryption_key_id as string

async function keys(): Promise<readonly string[]> {
  const rows = await all.cloud.app.database.read((tx) =>
    tx.db.selectFrom('volume_keys').select('id').execute(),
  )
  return rows.map(({ id }) => id)
}

test('a backup has a key of its own, shown from 3.64 on, and takes it along when it goes', async () => {
  const volume = await all.volume({ volume_type: type })
  const id = await backUp(all, volume)
  const { encryption_key_id: key } = await shownBackup(all, id, '3.64')
  expect(await keys()).toContain(key)
  expect(key).not.toBe(await keyOf(volume))
  expect(await shownBackup(all, id, '3.63')).not.toHaveProperty('encryption_key_id')
  await all.demo('DELETE', `/backups/${id}`)
  await all.cloud.settled()
  expect(await keys()).not.toContain(key)
})

test('a restored volume of the same type gets another key in place of its own', async () => {
  const id = await backUp(all, await all.volume({ volume_type: type }))
  const target = await all.volume({ volume_type: type })
  const before = await keyOf(target)
  await all.demo('POST', `/backups/${id}/restore`, { restore: { volume_id: target } })
  await all.cloud.settled()
  expect((await all.shown(target)).status).toBe('available')
  const after = await keyOf(target)
  expect([before, (await shownBackup(all, id, '3.64')).encryption_key_id]).not.toContain(after)
  expect(await keys()).toContain(after)
  expect(await keys()).not.toContain(before)
})

test('a volume of another type cannot be restored', async () => {
  const id = await backUp(all, await all.volume({ volume_type: type }))
  const target = await all.volume()
  await all.demo('POST', `/backups/${id}/restore`, { restore: { volume_id: target } })
  await all.cloud.settled()
  expect((await all.shown(target)).status).toBe('error_restoring')
  expect((await shownBackup(all, id)).status).toBe('available')
})
