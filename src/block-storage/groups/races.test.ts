/** Requests at once about groups, on real databases. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'

const VERSION = '3.14'

const together = <T>(count: number, run: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, run))

function counts(answers: readonly Got[]): Record<number, number> {
  const found: Record<number, number> = {}
  for (const { status } of answers) found[status] = (found[status] ?? 0) + 1
  return found
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('groups, their volumes and their snapshots count exactly, whoever is first', async () => {
    await using cloud = await startCloud({ database: await backend.url('cloud') })
    const persona = await cloud.demo()
    const demo = volumeApi(cloud, persona)
    const admin = volumeApi(cloud, await cloud.admin())
    await admin('POST', '/group_types', { group_type: { name: 'gt' } }, VERSION)
    const group = { group_type: 'gt', volume_types: ['__DEFAULT__'] }
    const used = async (): Promise<number[]> => {
      const path = `/os-quota-sets/${persona.projectId}?usage=True`
      const quota = (await demo('GET', path)).body.quota_set
      return ['groups', 'volumes', 'snapshots', 'gigabytes'].map((key) => quota[key].in_use)
    }

    const made = await together(14, () => demo('POST', '/groups', { group }, VERSION))
    expect(counts(made)).toEqual({ 202: 10, 413: 4 })
    await cloud.settled()
    const { id } = made.find(({ status }) => status === 202)!.body.group

    const volume = { size: 1, group_id: id, volume_type: '__DEFAULT__' }
    await together(3, () => demo('POST', '/volumes', { volume }, VERSION))
    await cloud.settled()
    expect(await used()).toEqual([10, 3, 0, 3])

    const snapshot = () =>
      demo('POST', '/group_snapshots', { group_snapshot: { group_id: id } }, VERSION)
    const remove = () =>
      demo('POST', `/groups/${id}/action`, { delete: { 'delete-volumes': true } }, VERSION)
    const answers = await Promise.all([snapshot(), remove(), remove(), remove(), snapshot()])
    await cloud.settled()
    const snapshots = (await demo('GET', '/group_snapshots', undefined, VERSION)).body
    const taken = snapshots.group_snapshots.length
    expect([answers[0], answers[4]].filter((got) => got.status === 202)).toHaveLength(taken)
    // With its volumes, a group is deleted in any state: once more while it is being deleted, too.
    if (taken === 0) expect(counts(answers)[202]).toBeGreaterThanOrEqual(1)
    // A group with snapshots is not deleted, and one that is deleted has none.
    const shown = await demo('GET', `/groups/${id}`, undefined, VERSION)
    expect(shown.status).toBe(taken > 0 ? 200 : 404)
    expect(await used()).toEqual(taken > 0 ? [10, 3, 3 * taken, 3 + 3 * taken] : [9, 0, 0, 0])
  })
})
