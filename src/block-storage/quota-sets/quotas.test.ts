import { describe, expect, test } from 'vitest'
import { refusal, sizeRefusal, type Claim } from './quotas.ts'

function claim(more: Partial<Claim>): Claim {
  return { name: 'volumes', resource: 'volumes', amount: 1, inUse: 0, limit: -1, ...more }
}

describe('a demand that fits is met', () => {
  test.each([
    ['without a limit', claim({ inUse: 1_000_000 })],
    ['up to the limit itself', claim({ inUse: 9, limit: 10 })],
  ])('%s', (_, met) => {
    expect(refusal([met])).toBeUndefined()
  })
})

describe('a demand that does not fit reads as the real service has it', () => {
  const consumed = 'Requested 7G, quota is 10G and 5G has been consumed.'
  test.each([
    [
      { name: 'gigabytes', resource: 'gigabytes', amount: 7, inUse: 5, limit: 10 },
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. ${consumed}`,
    ],
    [
      { name: 'gigabytes_fast', resource: 'gigabytes', amount: 7, inUse: 5, limit: 10 },
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes_fast quota. ${consumed}`,
    ],
    [
      { name: 'backup_gigabytes', resource: 'backup_gigabytes', amount: 7, inUse: 5, limit: 10 },
      `VolumeBackupSizeExceedsAvailableQuota: Requested backup exceeds allowed Backup gigabytes quota. ${consumed}`,
    ],
    [
      { inUse: 10, limit: 10 },
      "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.",
    ],
    [
      { name: 'volumes_fast', inUse: 1, limit: 1 },
      "VolumeLimitExceeded: Maximum number of volumes allowed (1) exceeded for quota 'volumes_fast'.",
    ],
    [
      { name: 'snapshots', resource: 'snapshots', inUse: 10, limit: 10 },
      'SnapshotLimitExceeded: Maximum number of snapshots allowed (10) exceeded',
    ],
    [
      { name: 'backups', resource: 'backups', inUse: 10, limit: 10 },
      'BackupLimitExceeded: Maximum number of backups allowed (10) exceeded',
    ],
    [
      { name: 'groups', resource: 'groups', inUse: 10, limit: 10 },
      'GroupLimitExceeded: Maximum number of groups allowed (10) exceeded',
    ],
  ] satisfies [Partial<Claim>, string][])('%j', (more, message) => {
    expect(refusal([claim(more)])).toMatchObject({ status: 413, message, retryAfter: 0 })
  })

  test('of several, the first by name answers: gigabytes before volumes', () => {
    const volumes = claim({ inUse: 10, limit: 10 })
    const gigabytes = claim({ name: 'gigabytes', resource: 'gigabytes', amount: 2, limit: 1 })
    expect(refusal([volumes, gigabytes])?.message).toContain('gigabytes')
  })

  test('what no column can count is an overflow, and says so first', () => {
    const huge = { resource: 'gigabytes', amount: 2_147_483_647, inUse: 1 } as const
    const claims = [
      claim({ ...huge, name: 'gigabytes_fast' }),
      claim({ ...huge, name: 'gigabytes' }),
      claim({ inUse: 10, limit: 10 }),
    ]
    expect(refusal(claims)?.message).toBe(
      "QuotaUsageOverflow: Quota usage would overflow for resources: ['gigabytes', " +
        "'gigabytes_fast']. The requested operation would exceed the maximum allowed value " +
        '(2147483647) for quota tracking.',
    )
  })
})

test('one volume is held against the limit for one volume, -1 being none', () => {
  expect(sizeRefusal(5, -1)).toBeUndefined()
  expect(sizeRefusal(5, 5)).toBeUndefined()
  expect(sizeRefusal(6, 5)).toMatchObject({
    status: 413,
    message:
      'VolumeSizeExceedsLimit: Requested volume size 6G is larger than maximum allowed limit 5G.',
  })
})
