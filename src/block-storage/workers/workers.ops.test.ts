import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

let cloud: Cloud
let admin: VolumeApi
let demo: VolumeApi
beforeAll(async () => {
  cloud = await startCloud({ hosts: ['h1', 'h2'] })
  admin = volumeApi(cloud, await cloud.admin())
  demo = volumeApi(cloud, await cloud.demo())
  await admin('PUT', '/os-services/disable', { binary: 'cinder-volume', host: 'h2' })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const cleanup = (body: object, version = '3.24', api = admin) =>
  api('POST', '/workers/cleanup', body, version)

describe('POST /workers/cleanup', () => {
  const UUID = '11111111-2222-4333-8444-555555555555'

  test('says which services clean up', async () => {
    const { status, body } = await cleanup({ is_up: true, binary: 'cinder-scheduler' })
    expect(status).toBe(202)
    expect(body).toEqual({
      cleaning: [{ id: 4, host: 'h1', binary: 'cinder-scheduler', cluster_name: null }],
      unavailable: [],
    })
  })

  test.each([
    // Those that are down are meant unless told.
    [{}, []],
    [{ is_up: false }, []],
    [{ is_up: 'yes' }, [1, 2, 3, 4]],
    [{ is_up: true, binary: 'cinder-volume', resource_type: 'volume' }, [1, 2]],
    [{ is_up: true, host: 'h1' }, [1, 3, 4]],
    [{ is_up: true, host: null, cluster_name: null, service_id: null }, [1, 2, 3, 4]],
    [{ is_up: true, disabled: true }, [2]],
    [{ is_up: true, disabled: '0' }, [1, 3, 4]],
    [{ is_up: true, service_id: '2' }, [2]],
    [{ is_up: true, service_id: 99 }, []],
    [{ is_up: true, cluster_name: 'c' }, []],
    [{ is_up: true, host: 'nope', resource_id: UUID }, []],
  ])('%j', async (body, ids) => {
    const { cleaning } = (await cleanup(body)).body
    expect(cleaning.map(({ id }: { id: number }) => id)).toEqual(ids)
  })

  test.each([
    [
      { resource_type: 'x' },
      '400 Invalid input received: Resource type X not valid, must be Volume or Snapshot',
    ],
    [
      { resource_id: UUID },
      '400 Invalid input received: ' +
        `('There is no resource with UUID %s pending cleanup.', '${UUID}')`,
    ],
    [
      { resource_id: 'x' },
      "400 Invalid input for field/attribute resource_id. Value: x. 'x' is not valid under any " +
        'of the given schemas',
    ],
    [
      { service_id: 'x' },
      "400 Invalid input for field/attribute service_id. Value: x. 'x' does not match '^[0-9]*$'",
    ],
    [
      { binary: 'x' },
      "400 Invalid input for field/attribute binary. Value: x. 'x' is not one of " +
        "['cinder-volume', 'cinder-scheduler']",
    ],
    [
      { disabled: null },
      "400 Invalid input for field/attribute disabled. Value: None. None is not of type 'boolean', " +
        "'string'",
    ],
    [{ x: 1 }, "400 Additional properties are not allowed ('x' was unexpected)"],
  ])('%j is refused', async (body, message) => {
    expect(refusal(await cleanup(body))).toBe(message)
  })

  test('is for administrators, from 3.24 on', async () => {
    expect(refusal(await cleanup({}, '3.23'))).toBe('404 The resource could not be found.')
    expect(refusal(await cleanup({}, '3.24', demo))).toBe(
      "403 Policy doesn't allow workers:cleanup to be performed.",
    )
  })
})
