/** Volumes that are deleted together with their snapshots. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { updateSnapshot } from './snapshots.store.ts'
import type { SnapshotStates } from './snapshot-actions.ts'

const my = useVolumeCloud('manual')

async function advance(): Promise<void> {
  await my.cloud.app.jobs.advance()
  await my.cloud.settled()
}

/** A volume with two snapshots, all available. */
async function volumeWithSnapshots(api = my.demo) {
  const { id } = (await my.demo('POST', '/volumes', { volume: { size: 2 } })).body.volume
  await advance()
  const snapshots: string[] = []
  for (let i = 0; i < 2; i += 1) {
    const got = await api('POST', '/snapshots', { snapshot: { volume_id: id } })
    snapshots.push(got.body.snapshot.id)
  }
  await advance()
  return { id, snapshots }
}

const remove = (id: string, query: string, api = my.demo, version?: string) =>
  api('DELETE', `/volumes/${id}?${query}`, undefined, version)

const statusOf = async (path: string, name: string) => {
  const got = await my.admin('GET', path)
  return got.status === 200 ? got.body[name].status : got.status
}

const used = async () => {
  const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
  const { volumes, snapshots, gigabytes } = (await my.demo('GET', path)).body.quota_set
  return [volumes.in_use, snapshots.in_use, gigabytes.in_use]
}

const writeState = (id: string, states: Partial<SnapshotStates>) =>
  my.cloud.app.database.write((tx) => updateSnapshot(tx, id, states))

test('all are being deleted at once, then all are gone, and counted no more', async () => {
  const before = await used()
  const { id, snapshots } = await volumeWithSnapshots()
  expect((await remove(id, 'cascade=True')).status).toBe(202)
  expect(await statusOf(`/volumes/${id}`, 'volume')).toBe('deleting')
  for (const each of snapshots) {
    expect(await statusOf(`/snapshots/${each}`, 'snapshot')).toBe('deleting')
  }
  await advance()
  expect(await statusOf(`/volumes/${id}`, 'volume')).toBe(404)
  for (const each of snapshots) expect(await statusOf(`/snapshots/${each}`, 'snapshot')).toBe(404)
  expect(await used()).toEqual(before)
})

test('a volume without snapshots goes as well', async () => {
  const { id } = (await my.demo('POST', '/volumes', { volume: { size: 1 } })).body.volume
  await advance()
  expect((await remove(id, 'cascade=1')).status).toBe(202)
  await advance()
  expect(await statusOf(`/volumes/${id}`, 'volume')).toBe(404)
})

describe('refused, and nothing changes: 400', () => {
  test.each([
    { status: 'creating' },
    { status: 'deleting' },
    { status: 'backing-up' },
    { group_snapshot_id: 'a-group' },
  ] as const)('where one snapshot has %o', async (states) => {
    const { id, snapshots } = await volumeWithSnapshots()
    await writeState(snapshots[1]!, states)
    expect(refusal(await remove(id, 'cascade=true'))).toMatch(
      /^400 Invalid volume: Volume status must be .* have snapshots/,
    )
    expect(await statusOf(`/volumes/${id}`, 'volume')).toBe('available')
    expect(await statusOf(`/snapshots/${snapshots[0]}`, 'snapshot')).toBe('available')
  })

  test('where one is of another project, but not to administrators', async () => {
    const { id } = await volumeWithSnapshots(my.admin)
    expect((await remove(id, 'cascade=true')).status).toBe(400)
    expect((await remove(id, 'cascade=true', my.admin)).status).toBe(202)
    await advance()
  })
})

test('with force any state will do', async () => {
  const { id, snapshots } = await volumeWithSnapshots()
  await writeState(snapshots[0]!, { status: 'creating' })
  expect((await remove(id, 'cascade=1&force=1', my.admin, '3.23')).status).toBe(202)
  await advance()
  expect(await statusOf(`/volumes/${id}`, 'volume')).toBe(404)
})

test('a snapshot whose state was written meanwhile stays, and so does its volume', async () => {
  const { id, snapshots } = await volumeWithSnapshots()
  await remove(id, 'cascade=1')
  await writeState(snapshots[0]!, { status: 'available' })
  await advance()
  expect(await statusOf(`/snapshots/${snapshots[0]}`, 'snapshot')).toBe('available')
  expect(await statusOf(`/snapshots/${snapshots[1]}`, 'snapshot')).toBe(404)
  expect(await statusOf(`/volumes/${id}`, 'volume')).toBe('error_deleting')
})
