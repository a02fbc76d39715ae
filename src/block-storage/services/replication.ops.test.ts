import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const put = (api: VolumeApi, word: string, body: object, version?: string) =>
  api('PUT', `/os-services/${word}`, body, version)

const service = async (api: VolumeApi, host: string) =>
  (await api('GET', `/os-services?host=${host}&binary=cinder-volume`)).body.services[0]

test.each(SHARED_BACKENDS)(
  'a frozen backend takes no volumes until it is thawed: $name',
  async (backend) => {
    await using cloud = await startCloud({
      hosts: ['h1'],
      database: await backend.url('cloud'),
    })
    const admin = volumeApi(cloud, await cloud.admin())
    const become = async () => {
      const { body } = await admin('POST', '/volumes', { volume: { size: 1 } })
      await cloud.settled()
      return (await admin('GET', `/volumes/${body.volume.id}`)).body.volume.status
    }
    for (const _ of ['once', 'again']) {
      const frozen = await put(admin, 'freeze', { host: 'h1@simulated' })
      expect([frozen.status, frozen.text]).toEqual([200, ''])
      expect(await service(admin, 'h1@simulated')).toMatchObject({
        frozen: true,
        status: 'disabled',
        disabled_reason: 'frozen',
      })
      expect(await become()).toBe('error')
      expect(refusal(await put(admin, 'freeze', { host: 'h1@simulated' }))).toBe(
        '400 Invalid input received: No service could be changed: ' +
          "frozen in ['h1@simulated'] must be False to failover.",
      )
      expect((await put(admin, 'thaw', { host: 'h1@simulated' })).status).toBe(200)
      expect(await service(admin, 'h1@simulated')).toMatchObject({
        frozen: false,
        status: 'enabled',
        disabled_reason: '',
      })
      expect(await become()).toBe('available')
      expect(refusal(await put(admin, 'thaw', { host: 'h1@simulated' }))).toBe(
        '400 Invalid input received: No service could be changed: ' +
          "frozen in ['h1@simulated'] must be True to failover.",
      )
    }
  },
)

describe('on two hosts', () => {
  let cloud: Cloud
  let admin: VolumeApi
  let demo: VolumeApi
  beforeAll(async () => {
    cloud = await startCloud({ hosts: ['h1', 'h2'] })
    admin = volumeApi(cloud, await cloud.admin())
    demo = volumeApi(cloud, await cloud.demo())
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  test('a host with one backend can be named instead of it', async () => {
    expect((await put(admin, 'freeze', { host: 'h2' })).status).toBe(200)
    expect((await service(admin, 'h2')).frozen).toBe(true)
    expect((await put(admin, 'thaw', { host: 'h2' })).status).toBe(200)
  })

  const MISSING = '400 Invalid input received: Host field is missing.'
  const ONE = '400 Invalid input received: One and only one of cluster and host must be set.'
  const UNREPLICATED =
    '400 Invalid input received: No service could be changed: replication_status in ' +
    "['h1@simulated'] must be ['enabled', 'failed-over'] and must be up to failover."
  test.each([
    ['freeze', {}, '3.25', MISSING],
    ['freeze', { host: null }, '3.0', MISSING],
    ['thaw', {}, '3.26', ONE],
    ['freeze', { host: 'h1', cluster: 'c' }, '3.26', ONE],
    ['freeze', { cluster: 'c' }, '3.25', MISSING],
    ['freeze', { cluster: 'c' }, '3.26', '400 No service found with cluster=c'],
    ['thaw', { host: 'nope' }, '3.0', '400 No service found with host=nope'],
    [
      'freeze',
      { host: 'a b' },
      '3.0',
      "400 Invalid input for field/attribute host. Value: a b. 'a b' does not match " +
        "'^[a-zA-Z0-9-._#@:/+\\\\[\\\\]]*$'",
    ],
    [
      'thaw',
      { host: 'h1', x: 1 },
      '3.0',
      "400 Additional properties are not allowed ('x' was unexpected)",
    ],
    ['failover_host', { host: 'h1@simulated' }, '3.0', UNREPLICATED],
    ['failover_host', { host: 'h1', backend_id: 'b' }, '3.71', UNREPLICATED],
    ['failover_host', { host: 'nope' }, '3.0', '400 No service found with host=nope'],
    ['failover_host', {}, '3.0', MISSING],
    ['failover_host', {}, '3.26', ONE],
    ['failover', { host: 'h1@simulated' }, '3.26', UNREPLICATED],
    ['failover', { cluster: 'c', backend_id: null }, '3.26', '400 No service found with cluster=c'],
    ['failover', { host: 'h1' }, '3.25', '404 The resource could not be found.'],
  ])('%s %j at %s is refused', async (word, body, version, message) => {
    expect(refusal(await put(admin, word, body, version))).toBe(message)
  })

  test.each(['freeze', 'thaw', 'failover_host', 'failover'])(
    '%s is for administrators',
    async (word) => {
      expect(refusal(await put(demo, word, { host: 'h1' }, '3.71'))).toBe(
        "403 Policy doesn't allow volume_extension:services:update to be performed.",
      )
    },
  )
})

test('rules of freezing, thawing and failing over are asked besides', async () => {
  const rules = ['freeze_host', 'thaw_host', 'failover_host'].map((name) => `volume:${name}`)
  await using cloud = await startCloud({
    policyOverrides: new Map(rules.map((rule) => [rule, '!'])),
  })
  const admin = volumeApi(cloud, await cloud.admin())
  for (const [index, word] of ['freeze', 'thaw', 'failover_host'].entries()) {
    expect(refusal(await put(admin, word, { host: 'host-1' }))).toBe(
      `403 Policy doesn't allow ${rules[index]} to be performed.`,
    )
  }
})
