/** Snapshots that are given up, and what lies on a backend that becomes one. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let volumeId = ''
let host = ''
beforeAll(async () => {
  volumeId = await my.volume({ size: 2 })
  host = encodeURIComponent((await my.shown(volumeId))['os-vol-host-attr:host'])
})

/** Makes a snapshot and gives it up; returns what the backend calls it. */
async function unmanaged(): Promise<string> {
  const id = await my.snapshot(volumeId)
  await my.admin('POST', `/snapshots/${id}/action`, { 'os-unmanage': null })
  await my.cloud.settled()
  return `snapshot-${id}`
}

describe.each([
  ['/manageable_snapshots', '3.8'],
  ['/os-snapshot-manage', '3.0'],
])('%s', (path, version) => {
  const list = (query: string) => my.admin('GET', `${path}${query}`, undefined, version)
  const manage = (snapshot: object) => my.admin('POST', path, { snapshot }, version)

  test('what was given up is listed, until it is a snapshot again', async () => {
    const name = await unmanaged()
    const entry = {
      reference: { 'source-name': name },
      size: 2,
      safe_to_manage: true,
      source_reference: { 'source-name': `volume-${volumeId}` },
    }
    const short = (await list(`?host=${host}`)).body['manageable-snapshots']
    expect(short).toContainEqual(entry)
    const long = (await list(`/detail?host=${host}`)).body['manageable-snapshots']
    expect(long).toContainEqual({
      ...entry,
      reason_not_safe: null,
      extra_info: null,
      cinder_id: null,
    })
    const ref = { 'source-name': name }
    const got = await manage({ volume_id: volumeId, ref, name: 'again', metadata: { a: 'b' } })
    expect([got.status, got.body.snapshot]).toEqual([
      202,
      expect.objectContaining({ name: 'again', status: 'creating', metadata: { a: 'b' }, size: 2 }),
    ])
    await my.cloud.settled()
    const { snapshot } = (await my.admin('GET', `/snapshots/${got.body.snapshot.id}`)).body
    expect(snapshot).toMatchObject({ status: 'available', size: 2 })
    expect((await list(`?host=${host}`)).body['manageable-snapshots']).toEqual([])
  })

  test.each([{ 'source-name': 'nothing' }, {}, 'text', null])(
    'a reference to nothing, %j, ends in an error that is told later',
    async (ref) => {
      const got = await manage({ volume_id: volumeId, ref })
      expect(got.status).toBe(202)
      await my.cloud.settled()
      const { snapshot } = (await my.admin('GET', `/snapshots/${got.body.snapshot.id}`)).body
      expect(snapshot.status).toBe('error')
    },
  )

  test('requests that are none: 400', async () => {
    expect(refusal(await manage({ volume_id: volumeId }))).toBe(
      `400 Invalid input for field/attribute snapshot. Value: {'volume_id': '${volumeId}'}. ` +
        "'ref' is a required property",
    )
    expect((await manage({ volume_id: 'x', ref: {} })).status).toBe(400)
    expect(refusal(await list(`?host=${host}&sort=bogus`))).toBe(
      '400 Invalid sort keys passed: bogus',
    )
    expect(refusal(await list(''))).toBe('400 Invalid input received: Host field is missing.')
  })

  test('what is not there: 404', async () => {
    expect(refusal(await manage({ volume_id: NONE, ref: {} }))).toBe(
      `404 Volume ${NONE} could not be found.`,
    )
    expect(refusal(await list('?host=nope'))).toBe(
      '404 Service cinder-volume could not be found on host nope.',
    )
  })
})

test.each(['/manageable_snapshots', '/os-snapshot-manage'])(
  '%s is for administrators: 403',
  async (path) => {
    const body = { snapshot: { volume_id: volumeId, ref: {} } }
    expect(refusal(await my.demo('GET', `${path}?host=${host}`, undefined, '3.8'))).toBe(
      "403 Policy doesn't allow snapshot_extension:list_manageable to be performed.",
    )
    expect(refusal(await my.demo('POST', path, body, '3.8'))).toBe(
      "403 Policy doesn't allow snapshot_extension:snapshot_manage to be performed.",
    )
  },
)

test('without quota nothing becomes a snapshot: 413', async () => {
  const { projectId } = (await my.cloud.admin()) as { projectId: string }
  const quota = (snapshots: number) =>
    my.admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { snapshots } })
  const { in_use } = (await my.admin('GET', `/os-quota-sets/${projectId}?usage=1`)).body.quota_set
    .snapshots
  await quota(in_use)
  const body = { snapshot: { volume_id: volumeId, ref: {} } }
  expect((await my.admin('POST', '/os-snapshot-manage', body)).status).toBe(413)
  expect((await my.admin('POST', '/manageable_snapshots', body, '3.8')).status).toBe(413)
  await quota(-1)
})

test('the new root is there from 3.8 on', async () => {
  const got = await my.admin('GET', `/manageable_snapshots?host=${host}`, undefined, '3.7')
  expect(got.status).toBe(404)
})
