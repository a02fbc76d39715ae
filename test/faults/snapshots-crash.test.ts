/**
 * The process is killed while snapshots are made, reverted to and deleted, alone and with their
 * volumes, again and again. After every start the work is taken up: in the end nothing is on its way,
 * and what quotas count is what is there.
 */
import { beforeAll, expect } from 'vitest'
import { buildProgram } from '../support/program.ts'
import * as storage from './killed-storage.ts'

beforeAll(buildProgram)

/** What clients know: volumes that stay, others that may go, and snapshots. */
interface Known {
  readonly staying: readonly string[]
  readonly volumes: string[]
  readonly snapshots: string[]
}

/** What one client does next. */
function next({ roll, one }: storage.Dice, { staying, volumes, snapshots }: Known): storage.Call {
  const what = roll()
  const volume_id = one([...staying, ...volumes])
  if (what < 10) return ['POST', '/volumes', { volume: { size: 1 } }]
  if (snapshots.length === 0 || what < 55)
    return ['POST', '/snapshots', { snapshot: { volume_id } }]
  const snapshot_id = one(snapshots)
  if (what < 65) return ['POST', '/volumes', { volume: { snapshot_id } }]
  if (what < 75) return ['POST', `/volumes/${volume_id}/action`, { revert: { snapshot_id } }]
  if (volumes.length === 0 || what < 90) return ['DELETE', `/snapshots/${snapshot_id}`]
  return ['DELETE', `/volumes/${one(volumes)}?cascade=true`]
}

storage.testKilled('snapshots', {
  /** Volumes that no client deletes. */
  async prepare(cloud) {
    await storage.lift(cloud, 'volumes', 'gigabytes', 'snapshots')
    return storage.makeVolumes(cloud, 3)
  },
  async load(cloud, staying, seed, accepted) {
    const known: Known = { staying, volumes: [], snapshots: [] }
    const heard = ({ volume, snapshot }: any) => {
      if (volume) known.volumes.push(volume.id)
      if (snapshot) known.snapshots.push(snapshot.id)
    }
    await storage.workUntilGone(cloud, seed, (dice) => next(dice, known), heard, accepted)
  },
  async atRest(cloud) {
    const [volumes, snapshots] = await storage.rested(cloud, 'volumes', 'snapshots')
    expect(await storage.counted(cloud), 'quotas count what is there').toMatchObject({
      volumes: volumes!.length,
      snapshots: snapshots!.length,
      gigabytes: storage.sizeOf([...volumes!, ...snapshots!]),
    })
    return snapshots!.length
  },
})
