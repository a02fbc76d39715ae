/** Volumes that get their content from a snapshot. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { updateSnapshot } from './snapshots.store.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let volumeId = ''
let snapshot_id = ''
beforeAll(async () => {
  volumeId = await my.volume({ size: 2 })
  snapshot_id = await my.snapshot(volumeId)
})
const create = (volume: object, api = my.demo) => api('POST', '/volumes', { volume })

test.each([
  [{}, 2],
  [{ size: 2 }, 2],
  [{ size: 3 }, 3],
])('with %j it has %i GiB, and says where it is from', async (asked, size) => {
  const got = await create({ snapshot_id, ...asked })
  expect(got.status).toBe(202)
  expect(got.body.volume).toMatchObject({
    snapshot_id,
    source_volid: null,
    size,
    bootable: 'false',
  })
  await my.cloud.settled()
  const { id } = got.body.volume
  expect(await my.shown(id)).toMatchObject({ status: 'available', snapshot_id, size })
})

test('it has the type of the snapshot, its zone, and its pool', async () => {
  const name = 'special'
  await my.admin('POST', '/types', { volume_type: { name } })
  const special = await my.volume({ volume_type: name })
  const { id } = (await create({ snapshot_id: await my.snapshot(special) })).body.volume
  const of = await my.shown(special)
  expect(await my.shown(id)).toMatchObject({
    volume_type: name,
    availability_zone: of.availability_zone,
    'os-vol-host-attr:host': of['os-vol-host-attr:host'],
  })
})

test('of a bootable volume it is bootable', async () => {
  const bootable = await my.volume()
  await my.cloud.app.database.write((tx) =>
    tx.db.updateTable('volumes').set({ bootable: 1 }).where('id', '=', bootable).execute(),
  )
  const got = await create({ snapshot_id: await my.snapshot(bootable) })
  expect(got.body.volume.bootable).toBe('true')
})

test('the snapshot may go, and the volume still says where it is from', async () => {
  const passing = await my.snapshot(volumeId)
  const { id } = (await create({ snapshot_id: passing })).body.volume
  await my.cloud.settled()
  expect((await my.demo('DELETE', `/snapshots/${passing}`)).status).toBe(202)
  await my.cloud.settled()
  expect((await my.shown(id)).snapshot_id).toBe(passing)
})

describe('refused', () => {
  test('what is smaller: 400', async () => {
    expect(refusal(await create({ snapshot_id, size: 1 }))).toBe(
      "400 Invalid input received: Volume size '1'GB cannot be smaller than the snapshot size " +
        '2GB. They must be >= original snapshot size.',
    )
  })

  test('a snapshot that is not available: 400', async () => {
    const broken = await my.snapshot(volumeId)
    await my.cloud.app.database.write((tx) => updateSnapshot(tx, broken, { status: 'error' }))
    expect(refusal(await create({ snapshot_id: broken }))).toBe(
      "400 Invalid snapshot: Originating snapshot status must be one of 'available' values",
    )
  })

  test('one that is not there, or is of another project: 404', async () => {
    expect(refusal(await create({ snapshot_id: NONE }))).toBe(
      `404 Snapshot ${NONE} could not be found.`,
    )
    expect((await create({ snapshot_id }, my.stranger)).status).toBe(404)
  })

  test('another type, unless the same backend has both: 400', async () => {
    const made = async (name: string, specs: object) => {
      const volume_type = { name, extra_specs: specs }
      return (await my.admin('POST', '/types', { volume_type })).body.volume_type.id
    }
    const backend = { volume_backend_name: 'simulated' }
    const [other, one, two] = [
      await made('other', {}),
      await made('one', backend),
      await made('two', backend),
    ]
    const refused = await create({ snapshot_id, volume_type: other })
    expect(refusal(refused)).toBe(
      `400 Invalid input received: Invalid volume_type provided: ${other} (requested type is not ` +
        'compatible; recommend omitting the type argument).',
    )
    const clone = await create({ source_volid: volumeId, volume_type: other })
    expect(refusal(clone)).toBe(
      `400 Invalid input received: Invalid volume_type provided: ${other} (requested type is not ` +
        'compatible; either match source volume, or omit type argument).',
    )
    const source_volid = await my.volume({ volume_type: one })
    expect((await create({ source_volid, volume_type: two })).status).toBe(202)
  })

  test('two sources at once: 400', async () => {
    expect(refusal(await create({ snapshot_id, source_volid: volumeId }))).toBe(
      '400 Invalid input received: May specify only one of backup, imageRef, snapshot, source ' +
        'volume',
    )
  })
})
