/** Requests at once, on real databases: volume and backup change together or not at all. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

interface Setup {
  readonly cloud: Cloud
  readonly demo: VolumeApi
  readonly projectId: string
}

async function setUp(backend: Backend): Promise<Setup> {
  const cloud = await startCloud({ database: await backend.url('cloud') })
  const user = await cloud.demo()
  return { cloud, projectId: user.projectId, demo: volumeApi(cloud, user) }
}

async function volume({ cloud, demo }: Setup): Promise<string> {
  const got = await demo('POST', '/volumes', { volume: { size: 1 } })
  await cloud.settled()
  return got.body.volume.id
}

async function backup({ cloud, demo }: Setup, volume_id: string): Promise<string> {
  const got = await demo('POST', '/backups', { backup: { volume_id } })
  await cloud.settled()
  return got.body.backup.id
}

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

function accepted(answers: readonly Got[], refused: readonly number[]): readonly Got[] {
  for (const { status, text } of answers) expect([202, ...refused], text).toContain(status)
  return answers.filter(({ status }) => status === 202)
}

/** What is there agrees with what is counted, and nothing is on its way. */
async function expectAtRest({ cloud, demo, projectId }: Setup): Promise<number> {
  await cloud.settled()
  const { backups } = (await demo('GET', '/backups/detail')).body
  const { volumes } = (await demo('GET', '/volumes/detail')).body
  for (const { status } of [...backups, ...volumes]) expect(status).toBe('available')
  const path = `/os-quota-sets/${projectId}?usage=True`
  const { quota_set } = (await demo('GET', path)).body
  expect(quota_set).toMatchObject({
    backups: { in_use: backups.length },
    backup_gigabytes: { in_use: backups.length },
    volumes: { in_use: volumes.length },
    gigabytes: { in_use: volumes.length },
  })
  return backups.length
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many backups at once of one volume those are made that were accepted', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await volume(setup)
    const answers = await together(15, () =>
      setup.demo('POST', '/backups', { backup: { volume_id: id } }),
    )
    const made = accepted(answers, [400, 413]).length
    expect(made).toBeGreaterThan(0)
    expect(await expectAtRest(setup)).toBe(made)
  })

  test('of thirty backups for a quota of ten exactly ten are made', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const ids = await together(10, () => volume(setup))
    const rounds = await together(30, (i) =>
      setup.demo('POST', '/backups', { backup: { volume_id: ids[i % 10] } }),
    )
    const first = accepted(rounds, [400, 413]).length
    await setup.cloud.settled()
    for (const volume_id of ids) await setup.demo('POST', '/backups', { backup: { volume_id } })
    expect(first).toBeLessThanOrEqual(10)
    expect(await expectAtRest(setup)).toBe(10)
  })

  test('a backup is restored into one volume at a time', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await backup(setup, await volume(setup))
    const targets = [await volume(setup), await volume(setup), undefined]
    for (let round = 0; round < 3; round += 1) {
      const answers = await together(9, (i) =>
        setup.demo('POST', `/backups/${id}/restore`, {
          restore: targets[i % 3] === undefined ? {} : { volume_id: targets[i % 3] },
        }),
      )
      expect(accepted(answers, [400, 413]).length).toBeGreaterThan(0)
      await expectAtRest(setup)
    }
  })

  test('an increment and the end of its parent: one of the two', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await volume(setup)
    for (let round = 0; round < 5; round += 1) {
      const parent = await backup(setup, id)
      const [made, removed] = await Promise.all([
        setup.demo('POST', '/backups', { backup: { volume_id: id, incremental: true } }),
        setup.demo('DELETE', `/backups/${parent}`),
      ])
      accepted([made, removed], [400])
      expect([made.status, removed.status]).not.toEqual([202, 202])
      await setup.cloud.settled()
      const rows = await setup.cloud.app.database.read((tx) =>
        tx.db.selectFrom('backups').select(['id', 'parent_id']).orderBy('serial').execute(),
      )
      const ids = rows.map((row) => row.id)
      for (const { parent_id } of rows) if (parent_id !== null) expect(ids).toContain(parent_id)
      for (const left of ids.toReversed()) {
        await setup.demo('DELETE', `/backups/${left}`)
        await setup.cloud.settled()
      }
    }
    expect(await expectAtRest(setup)).toBe(0)
  })

  test('of deletions and restores at once one is begun, and quotas end where they should', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await backup(setup, await volume(setup))
    const target = await volume(setup)
    const answers = await together(10, (i) =>
      i % 2 === 0
        ? setup.demo('DELETE', `/backups/${id}`)
        : setup.demo('POST', `/backups/${id}/restore`, { restore: { volume_id: target } }),
    )
    expect(accepted(answers, [400, 404]).length).toBeGreaterThan(0)
    await expectAtRest(setup)
  })
})
