/** Volumes that get the content of their latest snapshot again. */
import { describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { updateVolume } from '../volumes/volumes.store.ts'
import { revertTo } from '../volumes/volume-actions.ts'
import { VOLUME_STATUSES, type VolumeStatus } from '../volumes/volume-status.ts'

const my = useVolumeCloud('manual')

async function advance(): Promise<void> {
  await my.cloud.app.jobs.advance()
  await my.cloud.settled()
}

async function volume(): Promise<string> {
  const { id } = (await my.demo('POST', '/volumes', { volume: { size: 1 } })).body.volume
  await advance()
  return id
}

async function snapshot(volume_id: string, api = my.demo): Promise<string> {
  const { id } = (await api('POST', '/snapshots', { snapshot: { volume_id } })).body.snapshot
  await advance()
  return id
}

const revert = (id: string, how: unknown, api = my.demo, version = '3.40'): Promise<Got> =>
  api('POST', `/volumes/${id}/action`, { revert: how }, version)

const stateOf = async (path: string, name: string) =>
  (await my.admin('GET', path)).body[name].status

test('volume and snapshot are busy meanwhile, and available again', async () => {
  const id = await volume()
  await snapshot(id)
  const latest = await snapshot(id)
  const got = await revert(id, { snapshot_id: latest, more: 1 })
  expect([got.status, got.text]).toEqual([202, ''])
  expect(await stateOf(`/volumes/${id}`, 'volume')).toBe('reverting')
  expect(await stateOf(`/snapshots/${latest}`, 'snapshot')).toBe('restoring')
  await advance()
  expect(await stateOf(`/volumes/${id}`, 'volume')).toBe('available')
  expect(await stateOf(`/snapshots/${latest}`, 'snapshot')).toBe('available')
})

test('the latest one counts that the asker may know of', async () => {
  const id = await volume()
  const own = await snapshot(id)
  const foreign = await snapshot(id, my.admin)
  expect((await revert(id, { snapshot_id: own }, my.admin)).status).toBe(400)
  expect((await revert(id, { snapshot_id: foreign }, my.admin)).status).toBe(202)
  await advance()
  expect((await revert(id, { snapshot_id: own })).status).toBe(202)
  await advance()
})

describe('refused: 400', () => {
  test('any other than the latest snapshot', async () => {
    const id = await volume()
    const older = await snapshot(id)
    const latest = await snapshot(id)
    for (const [how, asked] of [
      [{ snapshot_id: older }, older],
      [{ snapshot_id: 'x' }, 'x'],
      [{ snapshot_id: latest.toUpperCase() }, latest.toUpperCase()],
      [{ snapshot_id: null }, 'None'],
      [{}, 'None'],
    ] as const) {
      expect(refusal(await revert(id, how))).toBe(
        `400 Specified snapshot ${asked} is None or not the latest one of volume ${id}.`,
      )
    }
  })

  test('without snapshots', async () => {
    const id = await volume()
    expect(refusal(await revert(id, { snapshot_id: id }))).toBe(
      `400 Volume ${id} doesn't have any snapshots.`,
    )
  })

  test('to another size', async () => {
    const id = await volume()
    const snapshot_id = await snapshot(id)
    await my.demo('POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 2 } })
    await advance()
    expect(refusal(await revert(id, { snapshot_id }))).toBe(
      `400 Can't revert volume ${id} to its latest snapshot ${snapshot_id}. The volume size must ` +
        'be equal to the snapshot size.',
    )
  })

  test('what is no request', async () => {
    const id = await volume()
    expect(refusal(await revert(id, null))).toBe(
      "400 Invalid input for field/attribute revert. Value: None. None is not of type 'object'",
    )
  })
})

test('before 3.40 there is no such action; readers may not; others find no volume', async () => {
  const id = await volume()
  const how = { snapshot_id: await snapshot(id) }
  expect((await revert(id, how, my.demo, '3.39')).status).toBe(404)
  expect(refusal(await revert(id, how, my.reader))).toBe(
    "403 Policy doesn't allow volume:revert_to_snapshot to be performed.",
  )
  expect((await revert(id, { snapshot_id: id }, my.reader)).status).toBe(400)
  expect((await revert(id, how, my.stranger)).status).toBe(404)
})

describe('a volume in state', () => {
  test.each(VOLUME_STATUSES)('%s', async (status: VolumeStatus) => {
    const id = await volume()
    const snapshot_id = await snapshot(id)
    const write = (to: VolumeStatus) =>
      my.cloud.app.database.write((tx) => updateVolume(tx, id, { status: to }))
    await write(status)
    const action = revertTo(snapshot_id)
    const got = await revert(id, { snapshot_id })
    if (action.from.status!.includes(status)) {
      expect(got.status).toBe(202)
      return advance()
    }
    const fault = action.refusal({ id, status, migration_status: null })
    expect(refusal(got)).toBe(`409 ${fault.message}`)
    expect(await stateOf(`/snapshots/${snapshot_id}`, 'snapshot')).toBe('available')
    await write('available')
  })
})
