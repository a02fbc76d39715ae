/** Creating volumes: what is refused. */
import { describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const my = useVolumeCloud()

const create = (volume: unknown, version?: string, api = my.demo) =>
  api('POST', '/volumes', { volume }, version)
const NOWHERE = '11111111-2222-3333-4444-555555555555'

describe('refused', () => {
  const STOCK =
    '400 The server could not comply with the request since it is either malformed or otherwise ' +
    'incorrect.'
  const input = (field: string, value: string, why: string) =>
    `400 Invalid input for field/attribute ${field}. Value: ${value}. ${why}`
  const none = 'is not valid under any of the given schemas'

  test.each([
    [{}, STOCK],
    [{ size: null }, STOCK],
    [{ size: 0 }, input('size', '0', '0 is less than the minimum of 1')],
    [{ size: -1 }, input('size', '-1', '-1 is less than the minimum of 1')],
    [{ size: 'abc' }, input('size', 'abc', "'abc' does not match '^[0-9]+$'")],
    [{ size: 1.5 }, input('size', '1.5', "1.5 is not of type 'integer', 'string', 'null'")],
    [{ size: true }, input('size', 'True', "True is not of type 'integer', 'string', 'null'")],
    [
      { size: 2147483648 },
      input('size', '2147483648', '2147483648 is greater than the maximum of 2147483647'),
    ],
    [
      { size: '01' },
      '400 Invalid input received: Invalid volume size provided for create request: 01 (size ' +
        'argument must be an integer (or string representation of an integer) and greater than ' +
        'zero).',
    ],
    [{ size: 1, name: 5 }, input('name', '5', "5 is not of type 'string', 'null'")],
    [
      { size: 1, name: 'n'.repeat(256) },
      '400 Invalid input received: name has 256 characters, more than 255.',
    ],
    [{ size: 1, metadata: { a: null } }, input('a', 'None', "None is not of type 'string'")],
    [{ size: 1, snapshot_id: 'abc' }, input('snapshot_id', 'abc', `'abc' ${none}`)],
    [{ size: 1, source_volid: '' }, input('source_volid', '', `'' ${none}`)],
    [{ size: 1, availability_zone: '' }, input('availability_zone', '', "'' should be non-empty")],
    [{ size: 1, availability_zone: 'nosuch' }, "400 Availability zone 'nosuch' is invalid."],
    [{ size: 1, volume_type: 'nosuch' }, '404 Volume type with name nosuch could not be found.'],
    [{ size: 1, volume_type: NOWHERE }, `404 Volume type ${NOWHERE} could not be found.`],
    [{ size: 1, snapshot_id: NOWHERE }, `404 Snapshot ${NOWHERE} could not be found.`],
    [{ size: 1, consistencygroup_id: NOWHERE }, `404 Group ${NOWHERE} could not be found.`],
    [
      { size: 1, imageRef: NOWHERE },
      '400 Invalid image identifier or unable to access requested image.',
    ],
    [
      { size: 1, image_id: '' },
      '400 Invalid image identifier or unable to access requested image.',
    ],
    [
      { size: 1, multiattach: true },
      '400 multiattach parameter has been removed. The default behavior is to use multiattach ' +
        'enabled volume types. Contact your administrator to create a multiattach enabled volume ' +
        'type and use it to create multiattach volumes.',
    ],
    [{ size: 1, multiattach: 'abc' }, input('multiattach', 'abc', `'abc' ${none}`)],
  ])('%j', async (volume, refused) => {
    expect(refusal(await create(volume))).toBe(refused)
  })

  test('what later versions know', async () => {
    expect(refusal(await create({ size: 1, group_id: NOWHERE }, '3.13'))).toBe(
      `404 Group ${NOWHERE} could not be found.`,
    )
    expect(refusal(await create({ size: 1, backup_id: NOWHERE }, '3.47'))).toBe(
      `404 Backup ${NOWHERE} could not be found.`,
    )
    expect(refusal(await create({ size: 1, backup_id: 'x' }, '3.47'))).toBe(
      input('backup_id', 'x', `'x' ${none}`),
    )
    expect(refusal(await create({ size: 1, foo: 'bar' }, '3.53'))).toBe(
      input(
        'volume',
        "{'size': 1, 'foo': 'bar'}",
        "Additional properties are not allowed ('foo' was unexpected)",
      ),
    )
  })

  test('bodies that are no request for a volume', async () => {
    const send = async (body: unknown) => refusal(await my.demo('POST', '/volumes', body))
    expect(await send({})).toBe("400 'volume' is a required property")
    expect(await send({ volume: null })).toBe(
      input('volume', 'None', "None is not of type 'object'"),
    )
    expect(await send({ volume: { size: 1 }, x: 1 })).toBe(
      "400 Additional properties are not allowed ('x' was unexpected)",
    )
    const hints = { volume: { size: 1 }, 'OS-SCH-HNT:scheduler_hints': { same_host: 'b' } }
    expect(await send(hints)).toBe(input('same_host', 'b', `'b' ${none}`))
  })

  test('sizes that the type does not allow, zones it is not in', async () => {
    const extra_specs = {
      'provisioning:min_vol_size': '2',
      'provisioning:max_vol_size': '4',
      'RESKEY:availability_zones': 'elsewhere',
    }
    await my.admin('POST', '/types', { volume_type: { name: 'narrow', extra_specs } })
    const size = "400 Invalid input received: Specified volume size of '"
    expect(refusal(await create({ size: 1, volume_type: 'narrow' }))).toBe(
      `${size}1' is less than the minimum required size of '2' for volume type 'narrow'.`,
    )
    expect(refusal(await create({ size: 5, volume_type: 'narrow' }))).toBe(
      `${size}5' is greater than the maximum allowable size of '4' for volume type 'narrow'.`,
    )
    expect(refusal(await create({ size: 3, volume_type: 'narrow' }))).toBe(
      "400 Volume type is only supported in these availability zones: ['elsewhere']",
    )
  })

  test('more than the quotas allow: 413, with Retry-After', async () => {
    const { projectId } = await my.cloud.admin()
    await my.admin('PUT', `/os-quota-sets/${projectId}`, {
      quota_set: { gigabytes: 5, volumes: 2 },
    })
    const taken = (await my.admin('GET', `/os-quota-sets/${projectId}?usage=True`)).body.quota_set
    const inUse = taken.gigabytes.in_use
    const got = await create({ size: 300000 }, undefined, my.admin)
    expect(got.body).toEqual({
      overLimit: {
        code: 413,
        message:
          'VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed ' +
          `gigabytes quota. Requested 300000G, quota is 5G and ${inUse}G has been consumed.`,
        retryAfter: '0',
      },
    })
    expect(got.headers.get('retry-after')).toBe('0')
    const { volumes } = (await my.admin('GET', '/volumes')).body
    for (let i = volumes.length; i < 2; i += 1) await create({ size: 1 }, undefined, my.admin)
    expect(refusal(await create({ size: 1 }, undefined, my.admin))).toBe(
      "413 VolumeLimitExceeded: Maximum number of volumes allowed (2) exceeded for quota 'volumes'.",
    )
    const after = (await my.admin('GET', `/os-quota-sets/${projectId}?usage=True`)).body.quota_set
    expect(after.volumes.in_use).toBe(2)
  })

  test('readers may not: 403', async () => {
    expect(refusal(await create({ size: 1 }, undefined, my.reader))).toBe(
      "403 Policy doesn't allow volume:create to be performed.",
    )
  })
})
