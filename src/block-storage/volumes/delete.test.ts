/** Deleting volumes. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

describe('delete', () => {
  const remove = (id: string, query = '', api = my.demo, version?: string) =>
    api('DELETE', `/volumes/${id}${query}`, undefined, version)
  const REST =
    'must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, ' +
    'or be disassociated from snapshots after volume transfer.'
  const NOT_NOW =
    '400 Invalid volume: Volume status must be available or error or error_restoring or ' +
    `error_extending or error_managing and ${REST}`

  test('answers with nothing, and the volume goes', async () => {
    const id = await my.volume({ metadata: { k: 'v' } })
    const got = await remove(id)
    expect([got.status, got.text]).toEqual([202, ''])
    await my.cloud.settled()
    expect(refusal(await remove(id))).toBe(`404 Volume ${id} could not be found.`)
    const { volumes } = (await my.demo('GET', `/volumes?metadata={'k':'v'}`)).body
    expect(volumes.map((each: { id: string }) => each.id)).not.toContain(id)
  })

  test('gives the quotas back', async () => {
    const used = async () => {
      const path = `/os-quota-sets/${my.persona.projectId}?usage=True`
      const { volumes, gigabytes, gigabytes___DEFAULT__ } = (await my.demo('GET', path)).body
        .quota_set
      return [volumes.in_use, gigabytes.in_use, gigabytes___DEFAULT__.in_use]
    }
    const before = await used()
    const id = await my.volume({ size: 7 })
    expect(await used()).toEqual([before[0] + 1, before[1] + 7, before[2] + 7])
    await remove(id)
    await my.cloud.settled()
    expect(await used()).toEqual(before)
  })

  test.each([
    { status: 'creating' },
    { status: 'extending' },
    { status: 'error_deleting' },
    { status: 'reserved' },
    { status: 'maintenance' },
    { attach_status: 'attached' },
  ])('with %j it is refused: 400', async (state) => {
    const id = await my.volume()
    await my.reset(id, state)
    expect(refusal(await remove(id))).toBe(NOT_NOW)
    await my.reset(id, { status: 'available', attach_status: 'detached' })
    expect((await remove(id)).status).toBe(202)
  })

  test.each(['error', 'error_restoring', 'error_extending', 'error_managing'])(
    'in %s it works',
    async (status) => {
      const id = await my.volume()
      await my.reset(id, { status })
      expect((await remove(id)).status).toBe(202)
      await my.cloud.settled()
      expect((await remove(id)).status).toBe(404)
    },
  )

  test('a migration forbids it, a finished one does not', async () => {
    const id = await my.volume()
    await my.reset(id, { migration_status: 'migrating' })
    expect(refusal(await remove(id))).toBe(NOT_NOW)
    await my.reset(id, { migration_status: 'success' })
    expect((await remove(id)).status).toBe(202)
  })

  test('from 3.23 on administrators can force it, whatever the state', async () => {
    const id = await my.volume()
    await my.reset(id, { status: 'creating' })
    expect(refusal(await remove(id, '?force=true', my.admin, '3.22'))).toBe(NOT_NOW)
    expect(refusal(await remove(id, '?force=true', my.demo, '3.23'))).toBe(
      "403 Policy doesn't allow volume:force_delete to be performed.",
    )
    await my.reset(id, { attach_status: 'attached' })
    expect(refusal(await remove(id, '?force=true', my.admin, '3.23'))).toBe(
      `400 Invalid volume: Volume  ${REST}`,
    )
    await my.reset(id, { attach_status: 'detached' })
    expect((await remove(id, '?force=1', my.admin, '3.23')).status).toBe(202)
  })

  test('switches that are no booleans are 400', async () => {
    const id = await my.volume()
    expect(refusal(await remove(id, '?cascade=abc'))).toBe(
      "400 Value 'abc' for 'cascade' is not a boolean.",
    )
    expect(refusal(await remove(id, '?force=abc', my.demo, '3.23'))).toBe(
      "400 Value 'abc' for 'force' is not a boolean.",
    )
    expect((await remove(id, '?force=abc&cascade=yes')).status).toBe(202)
  })

  test('readers may not: 403; for others there is none: 404', async () => {
    const id = await my.volume()
    expect(refusal(await remove(id, '', my.reader))).toBe(
      "403 Policy doesn't allow volume:delete to be performed.",
    )
    expect((await remove(id, '', my.stranger)).status).toBe(404)
    expect((await my.shown(id)).status).toBe('available')
  })
})
