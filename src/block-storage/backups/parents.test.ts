/** Which backup an incremental one builds on. */
import { expect, test } from 'vitest'
import { backUp, shownBackup } from '../../../test/support/backup-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

test('it is one of the same project, whosever the volume is', async () => {
  const volume = await all.volume()
  const asAdmin = { ...all, demo: all.admin }
  const theirs = await backUp(all, volume)
  const increment = { backup: { volume_id: volume, incremental: true } }
  expect((await all.admin('POST', '/backups', increment)).status).toBe(400)
  const admins = await backUp(asAdmin, volume)
  await backUp(asAdmin, volume, { incremental: true })
  expect((await shownBackup(all, theirs)).has_dependent_backups).toBe(false)
  expect((await shownBackup(all, admins)).has_dependent_backups).toBe(true)
  await backUp(all, volume, { incremental: true })
  expect((await shownBackup(all, theirs)).has_dependent_backups).toBe(true)
})
