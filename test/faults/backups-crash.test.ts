/**
 * The process is killed while volumes are backed up and backups are restored and deleted, again and
 * again. After every start the work is taken up: in the end nothing is on its way, volume and backup
 * agree, and what quotas count is what is there.
 */
import { beforeAll, expect } from 'vitest'
import { buildProgram } from '../support/program.ts'
import * as storage from './killed-storage.ts'

beforeAll(buildProgram)

/** What one client does next. */
function next(
  { roll, one }: storage.Dice,
  volumes: readonly string[],
  backups: readonly string[],
): storage.Call {
  const volume_id = one(volumes)
  const what = roll()
  if (backups.length === 0 || what < 50) {
    const incremental = what < 20 && backups.length > 0
    return ['POST', '/backups', { backup: { volume_id, incremental } }]
  }
  const path = `/backups/${one(backups)}`
  if (what >= 80) return ['DELETE', path]
  return ['POST', `${path}/restore`, { restore: what < 55 ? {} : { volume_id } }]
}

storage.testKilled('backups', {
  async prepare(cloud) {
    await storage.lift(cloud, 'volumes', 'gigabytes', 'backups', 'backup_gigabytes')
    return storage.makeVolumes(cloud, 6)
  },
  async load(cloud, volumes, seed, accepted) {
    const backups: string[] = []
    const heard = ({ backup }: any) => backup && backups.push(backup.id)
    await storage.workUntilGone(
      cloud,
      seed,
      (dice) => next(dice, volumes, backups),
      heard,
      accepted,
    )
  },
  async atRest(cloud) {
    const [volumes, backups] = await storage.rested(cloud, 'volumes', 'backups')
    expect(await storage.counted(cloud), 'quotas count what is there').toMatchObject({
      volumes: volumes!.length,
      gigabytes: storage.sizeOf(volumes!),
      backups: backups!.length,
      backup_gigabytes: storage.sizeOf(backups!),
    })
    return backups!.length
  },
})
