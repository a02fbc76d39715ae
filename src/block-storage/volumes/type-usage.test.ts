/** Volumes with snapshots that change their type, and the quotas of types. */
import { expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

const quotas = (path = '') => `/os-quota-sets/${my.persona.projectId}${path}`

test('413 where the type has no quota left for the snapshots; then all count for it', async () => {
  const id = await my.volume({ size: 2 })
  for (let i = 0; i < 2; i += 1) await my.snapshot(id)
  await my.admin('POST', '/types', { volume_type: { name: 'other' } })
  const limit = (resource: string, most: number) =>
    my.admin('PUT', quotas(), { quota_set: { [`${resource}_other`]: most } })
  const retype = () =>
    my.demo('POST', `/volumes/${id}/action`, { 'os-retype': { new_type: 'other' } })
  await limit('snapshots', 1)
  expect(refusal(await retype())).toBe(
    '413 UnexpectedOverQuota: Unexpected over quota on snapshots_other.',
  )
  await limit('gigabytes', 5)
  expect(refusal(await retype())).toBe(
    '413 VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ' +
      'gigabytes_other quota. Requested 2G, quota is 5G and 0G has been consumed.',
  )
  await limit('snapshots', 2)
  await limit('gigabytes', 6)
  expect((await retype()).status).toBe(202)
  await my.cloud.settled()
  const used = (await my.demo('GET', quotas('?usage=True'))).body.quota_set
  const names = ['volumes', 'snapshots', 'gigabytes'] as const
  expect(names.map((name) => used[`${name}_other`].in_use)).toEqual([1, 2, 6])
  expect(names.map((name) => used[`${name}___DEFAULT__`].in_use)).toEqual([0, 0, 0])
})
