/**
 * The process is killed while groups change, are copied, snapshot and deleted, again and again. After
 * every start the work is taken up: in the end each snapshot of a group has one snapshot of each volume,
 * or none is left of either, and what quotas count is what is there.
 */
import { beforeAll, expect } from 'vitest'
import { buildProgram } from '../support/program.ts'
import * as storage from './killed-storage.ts'
import type { Stackling } from './stackling.ts'

beforeAll(buildProgram)

/** Volumes of each group that stays. */
const VOLUMES = 3

interface Prepared {
  readonly volumeType: string
  readonly groupType: string
  /** Groups that no client deletes or changes. */
  readonly groups: readonly string[]
}

async function prepare(cloud: Stackling): Promise<Prepared> {
  await storage.lift(cloud, 'volumes', 'gigabytes', 'snapshots', 'groups')
  const { volume_types } = await storage.ask(cloud, 'GET', '/types')
  const group_type = { name: 'any' }
  const made = await storage.ask(cloud, 'POST', '/group_types', { group_type })
  const [volumeType, groupType] = [volume_types[0].id, made.group_type.id]
  const groups: string[] = []
  for (let i = 0; i < 2; i++) {
    const group = { group_type: groupType, volume_types: [volumeType] }
    const {
      group: { id },
    } = await storage.ask(cloud, 'POST', '/groups', { group })
    groups.push(id)
    await storage.makeVolumes(cloud, VOLUMES, { group_id: id, volume_type: volumeType })
  }
  return { volumeType, groupType, groups }
}

/** What one client has made, by id. */
interface Own {
  readonly groups: string[]
  readonly snapshots: string[]
}

/** What one client does next. */
function next({ roll, one }: storage.Dice, { groups }: Prepared, own: Own): storage.Call {
  const what = roll()
  const group_id = one([...groups, ...own.groups])
  if (own.snapshots.length === 0 || what < 50) {
    return ['POST', '/group_snapshots', { group_snapshot: { group_id } }]
  }
  const group_snapshot_id = one(own.snapshots)
  if (what < 60) {
    const source = what < 55 ? { group_snapshot_id } : { source_group_id: group_id }
    return ['POST', '/groups/action', { 'create-from-src': source }]
  }
  if (own.groups.length === 0 || what < 85)
    return ['DELETE', `/group_snapshots/${group_snapshot_id}`]
  return ['POST', `/groups/${one(own.groups)}/action`, { delete: { 'delete-volumes': true } }]
}

storage.testKilled('snapshots of groups', {
  prepare,
  async load(cloud, prepared, seed, accepted) {
    const own: Own = { groups: [], snapshots: [] }
    const heard = ({ group, group_snapshot }: any) => {
      if (group) own.groups.push(group.id)
      if (group_snapshot) own.snapshots.push(group_snapshot.id)
    }
    await storage.workUntilGone(cloud, seed, (dice) => next(dice, prepared, own), heard, accepted)
  },
  async atRest(cloud) {
    const collections = ['groups', 'volumes', 'group_snapshots', 'snapshots']
    const [groups, volumes, groupSnapshots, snapshots] = await storage.rested(cloud, ...collections)
    for (const { id } of groups!) {
      const inGroup = volumes!.filter(({ group_id }) => group_id === id)
      expect(inGroup, `volumes of group ${id}`).toHaveLength(VOLUMES)
    }
    for (const { id } of groupSnapshots!) {
      const ofGroup = snapshots!.filter(({ group_snapshot_id }) => group_snapshot_id === id)
      expect(ofGroup, `snapshots of ${id}`).toHaveLength(VOLUMES)
    }
    expect(snapshots).toHaveLength(groupSnapshots!.length * VOLUMES)
    expect(volumes).toHaveLength(groups!.length * VOLUMES)
    expect(await storage.counted(cloud), 'quotas count what is there').toMatchObject({
      groups: groups!.length,
      volumes: volumes!.length,
      snapshots: snapshots!.length,
      gigabytes: storage.sizeOf([...volumes!, ...snapshots!]),
    })
    return groupSnapshots!.length
  },
})
