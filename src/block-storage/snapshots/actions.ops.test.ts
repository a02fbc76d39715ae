/** What else is done to a snapshot: update, and the actions of administrators. */
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

let id = ''
let volumeId = ''
beforeEach(async () => {
  volumeId ||= await my.volume()
  id = await my.snapshot(volumeId, { name: 's', description: 'd' })
})
const act = (action: string, how: unknown, api = my.admin) =>
  api('POST', `/snapshots/${id}/action`, { [action]: how })
const reset = async (status: string) => {
  expect((await act('os-reset_status', { status })).status).toBe(202)
}
const state = async () => {
  const { snapshot } = (await my.demo('GET', `/snapshots/${id}`)).body
  return [snapshot.status, snapshot['os-extended-snapshot-attributes:progress']]
}

describe('update', () => {
  const update = (snapshot: unknown, api = my.demo) => api('PUT', `/snapshots/${id}`, { snapshot })

  test.each([
    [{ name: ' new ' }, 'new', 'd'],
    [{ description: 'nd' }, 's', 'nd'],
    [{ name: null, description: null }, null, null],
    [{ display_name: 'dn', display_description: 'dd' }, 'dn', 'dd'],
    [{ name: 'n', display_name: 'dn' }, 'n', 'd'],
  ])('%j', async (asked, name, description) => {
    const got = await update(asked)
    expect([got.status, got.body.snapshot]).toEqual([
      200,
      expect.objectContaining({ id, name, description, status: 'available' }),
    ])
    expect((await my.demo('GET', `/snapshots/${id}`)).body.snapshot).toMatchObject({
      name,
      description,
    })
  })

  test('what is no change, or none of the two: 400', async () => {
    expect(refusal(await update({}))).toBe(
      '400 Invalid input for field/attribute snapshot. Value: {}. {} is not valid under any of ' +
        'the given schemas',
    )
    expect(refusal(await update({ metadata: {} }))).toBe(
      "400 Invalid input for field/attribute snapshot. Value: {'metadata': {}}. Additional " +
        "properties are not allowed ('metadata' was unexpected)",
    )
    expect((await update({ name: 'n'.repeat(256) })).status).toBe(400)
  })

  test('readers may not: 403; others find none: 404', async () => {
    expect(refusal(await update({ name: 'x' }, my.reader))).toBe(
      "403 Policy doesn't allow volume:update_snapshot to be performed.",
    )
    expect((await update({ name: 'x' }, my.stranger)).status).toBe(404)
  })
})

describe('os-reset_status', () => {
  test('writes any state, in any case', async () => {
    await reset('Backing-Up')
    expect(await state()).toEqual(['backing-up', '100%'])
  })

  test.each([
    [
      { status: 'in-use' },
      "Snapshot status: in-use is invalid, valid statuses are: ('error', 'available', 'creating', " +
        "'deleting', 'deleted', 'updating', 'error_deleting', 'unmanaging', 'backing-up', " +
        "'restoring').",
    ],
    [
      { status: null },
      "Invalid input for field/attribute status. Value: None. None is not of type 'string'",
    ],
    [
      {},
      "Invalid input for field/attribute os-reset_status. Value: {}. 'status' is a required " +
        'property',
    ],
  ])('%j: 400', async (how, message) => {
    expect(refusal(await act('os-reset_status', how))).toBe(`400 ${message}`)
  })

  test('members may not: 403; others find none: 404', async () => {
    expect(refusal(await act('os-reset_status', { status: 'error' }, my.demo))).toBe(
      "403 Policy doesn't allow volume_extension:snapshot_admin_actions:reset_status to be " +
        'performed.',
    )
    expect((await act('os-reset_status', { status: 'error' }, my.stranger)).status).toBe(404)
  })
})

describe('os-update_snapshot_status', () => {
  const report = (how: unknown, api = my.demo) => act('os-update_snapshot_status', how, api)

  test.each([
    ['creating', { status: 'available' }, 'available', '100%'],
    ['creating', { status: 'creating', progress: '30%' }, 'creating', '30%'],
    ['creating', { status: 'error' }, 'error', '100%'],
    ['deleting', { status: 'error_deleting', progress: null }, 'error_deleting', '100%'],
    ['deleting', { status: 'deleting', progress: '' }, 'deleting', '100%'],
  ])('%s: %j', async (from, how, status, progress) => {
    await reset(from)
    expect((await report(how)).status).toBe(202)
    expect(await state()).toEqual([status, progress])
  })

  test.each([
    ['available', 'error', 'Snapshot status available not allowed for update_snapshot_status'],
    [
      'creating',
      'deleting',
      'Provided snapshot status deleting not allowed for snapshot with status creating.',
    ],
    [
      'deleting',
      'Deleting',
      'Provided snapshot status Deleting not allowed for snapshot with status deleting.',
    ],
  ])('%s to %s: 400', async (from, status, message) => {
    await reset(from)
    expect(refusal(await report({ status }))).toBe(`400 ${message}`)
    expect((await state())[0]).toBe(from)
  })

  test.each([
    ['abc', 'progress must be an integer percentage'],
    ['101%', 'progress must be an integer percentage between 0 and 100'],
    ['-1%', 'progress must be an integer percentage between 0 and 100'],
    ['30x', 'progress must be an integer percentage between 0 and 100'],
  ])('progress %s: 400', async (progress, message) => {
    await reset('creating')
    const got = await report({ status: 'creating', progress })
    expect(refusal(got)).toBe(`400 Invalid input received: ${message}`)
  })

  test('readers may not: 403; others find none: 404', async () => {
    await reset('creating')
    expect(refusal(await report({ status: 'error' }, my.reader))).toBe(
      "403 Policy doesn't allow snapshot_extension:snapshot_actions:update_snapshot_status to be " +
        'performed.',
    )
    expect((await report({ status: 'error' }, my.stranger)).status).toBe(404)
  })
})

describe.each([
  ['os-force_delete', 'volume_extension:snapshot_admin_actions:force_delete'],
  ['os-unmanage', 'snapshot_extension:snapshot_unmanage'],
])('%s', (action, rule) => {
  test('the snapshot goes, and its quota is given back', async () => {
    const used = async () => {
      const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
      const { snapshots, gigabytes } = (await my.demo('GET', path)).body.quota_set
      return [snapshots.in_use, gigabytes.in_use]
    }
    const [snapshots, gigabytes] = await used()
    const got = await act(action, null)
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect((await my.demo('GET', `/snapshots/${id}`)).status).toBe(404)
    expect(await used()).toEqual([snapshots - 1, gigabytes - 1])
  })

  test('members may not: 403; others find none: 404', async () => {
    expect(refusal(await act(action, null, my.demo))).toBe(
      `403 Policy doesn't allow ${rule} to be performed.`,
    )
    expect((await act(action, null, my.stranger)).status).toBe(404)
  })
})

test('of the two only deleting can be forced: 400', async () => {
  await reset('creating')
  expect(refusal(await act('os-unmanage', {}))).toBe(
    '400 Invalid snapshot: Snapshot status must be available or error and must not be part of a ' +
      'group.',
  )
  expect((await act('os-force_delete', {})).status).toBe(202)
})
