/** Requests at once, on real databases: what one of them was promised holds all the same. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

interface Setup {
  readonly cloud: Cloud
  readonly demo: VolumeApi
  readonly projectId: string
  /** An available volume of 1 GiB. */
  readonly volumeId: string
}

async function setUp(backend: Backend): Promise<Setup> {
  const cloud = await startCloud({ database: await backend.url('cloud') })
  const persona = await cloud.demo()
  const demo = volumeApi(cloud, persona)
  const { id } = (await demo('POST', '/volumes', { volume: { size: 1 } })).body.volume
  await cloud.settled()
  return { cloud, demo, projectId: persona.projectId, volumeId: id }
}

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

function statuses(answers: readonly Got[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** What quotas say is used, and the rows that should be counted: snapshots, and GiB of all. */
async function counted({ cloud, demo, projectId }: Setup) {
  const { quota_set } = (await demo('GET', `/os-quota-sets/${projectId}?usage=True`)).body
  const rows = await cloud.app.database.read(async (tx) => ({
    snapshots: await tx.db.selectFrom('snapshots').select('size').execute(),
    volumes: await tx.db.selectFrom('volumes').select('size').execute(),
  }))
  const sizes = [...rows.snapshots, ...rows.volumes].map(({ size }) => size)
  return {
    used: [quota_set.snapshots.in_use, quota_set.gigabytes.in_use],
    rows: [rows.snapshots.length, sizes.reduce((sum, size) => sum + size, 0)],
  }
}

const snapshot = ({ demo, volumeId }: Setup) =>
  demo('POST', '/snapshots', { snapshot: { volume_id: volumeId } })

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of thirty snapshots for a quota of ten exactly ten are made', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    expect(statuses(await together(30, () => snapshot(setup)))).toEqual({ 202: 10, 413: 20 })
    await setup.cloud.settled()
    const { used, rows } = await counted(setup)
    expect(used).toEqual([10, 11])
    expect(rows).toEqual(used)
  })

  test('a snapshot is deleted once, and its quota given back once', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    await snapshot(setup)
    const { id } = (await snapshot(setup)).body.snapshot
    await setup.cloud.settled()
    const answers = await together(10, () => setup.demo('DELETE', `/snapshots/${id}`))
    const { 202: accepted, ...others } = statuses(answers)
    expect(accepted).toBe(1)
    expect(Object.keys(others).every((status) => ['400', '404'].includes(status))).toBe(true)
    await setup.cloud.settled()
    expect(await counted(setup)).toEqual({ used: [1, 2], rows: [1, 2] })
  })

  test('of a volume that is deleted meanwhile there are no snapshots', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    for (let round = 0; round < 5; round += 1) {
      const made = await setup.demo('POST', '/volumes', { volume: { size: 1 } })
      const volumeId = made.body.volume.id
      await setup.cloud.settled()
      const [removed, ...snapshots] = await Promise.all([
        setup.demo('DELETE', `/volumes/${volumeId}`),
        ...Array.from({ length: 3 }, () => snapshot({ ...setup, volumeId })),
      ])
      await setup.cloud.settled()
      const accepted = snapshots.filter(({ status }) => status === 202).length
      expect(accepted > 0).toBe(removed.status === 400)
      const left = await setup.demo('GET', `/snapshots?volume_id=${volumeId}`)
      expect(left.body.snapshots).toHaveLength(accepted)
      for (const { id } of left.body.snapshots) await setup.demo('DELETE', `/snapshots/${id}`)
      await setup.cloud.settled()
    }
    const { used, rows } = await counted(setup)
    expect(used).toEqual(rows)
  })
})
