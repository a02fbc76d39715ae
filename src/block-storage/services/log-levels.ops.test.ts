import { expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const put = (api: VolumeApi, word: string, body: object, version = '3.32') =>
  api('PUT', `/os-services/${word}`, body, version)

/** Levels by process. */
async function levels(api: VolumeApi, body: object): Promise<Record<string, object>> {
  const got = await put(api, 'get-log', body)
  expect(got.status, got.text).toBe(200)
  return Object.fromEntries(
    got.body.log_levels.map((one: { host: string; binary: string; levels: object }) => [
      `${one.binary} ${one.host}`,
      one.levels,
    ]),
  )
}

test.each(SHARED_BACKENDS)(
  'levels are shown as they were set, and so they stay: $name',
  async (backend) => {
    const database = await backend.url('cloud')
    {
      await using cloud = await startCloud({ hosts: ['h1', 'h2'], database })
      const admin = volumeApi(cloud, await cloud.admin())
      expect(Object.keys(await levels(admin, {}))).toEqual([
        'cinder-api h1',
        'cinder-volume h1@simulated',
        'cinder-volume h2@simulated',
        'cinder-backup h1',
        'cinder-scheduler h1',
      ])
      const asked = { binary: 'cinder-volume', server: 'h2', prefix: 'cinder.volume' }
      const set = await put(admin, 'set-log', { ...asked, level: 'debug' })
      expect([set.status, set.text]).toEqual([202, ''])
      expect((await put(admin, 'set-log', { ...asked, level: 'Error' })).status).toBe(202)
      const nothing = { binary: '*', prefix: 'bogus', level: 'INFO' }
      expect((await put(admin, 'set-log', nothing)).status).toBe(202)
    }
    await using cloud = await startCloud({ hosts: ['h1', 'h2'], database })
    const admin = volumeApi(cloud, await cloud.admin())
    const usual = { 'cinder.volume': 'WARNING', 'cinder.volume.manager': 'WARNING' }
    expect(await levels(admin, { binary: 'cinder-volume', prefix: 'cinder.volume' })).toEqual({
      'cinder-volume h1@simulated': usual,
      'cinder-volume h2@simulated': { 'cinder.volume': 'ERROR', 'cinder.volume.manager': 'ERROR' },
    })
  },
)

test('what is asked about may be a host, a backend, a program, or all of them', async () => {
  await using cloud = await startCloud({ hosts: ['h1', 'h2'] })
  const admin = volumeApi(cloud, await cloud.admin())
  const processes = async (body: object) => Object.keys(await levels(admin, body))
  expect(await processes({ server: 'h2@simulated' })).toEqual(['cinder-volume h2@simulated'])
  expect(await processes({ server: 'h1', binary: '' })).toEqual([
    'cinder-api h1',
    'cinder-volume h1@simulated',
    'cinder-backup h1',
    'cinder-scheduler h1',
  ])
  expect(await processes({ binary: 'cinder-api', server: 'nope' })).toEqual([])
  expect(await levels(admin, { binary: 'cinder-api', prefix: 'cinder.api.common' })).toEqual({
    'cinder-api h1': { 'cinder.api.common': 'WARNING' },
  })

  const refused = async (word: string, body: object, version?: string) =>
    refusal(await put(admin, word, body, version))
  expect(await refused('set-log', { binary: 'cinder-api', level: 'LOUD' })).toBe(
    '400 Invalid input received: LOUD is not a valid log level.',
  )
  for (const body of [{}, { level: null }, { level: '' }]) {
    expect(await refused('set-log', body)).toBe(
      '400 Invalid input received:  is not a valid log level.',
    )
  }
  expect(await refused('get-log', { binary: 'x' })).toBe(
    "400 Invalid input for field/attribute binary. Value: x. 'x' is not one of " +
      "['cinder-scheduler', 'cinder-volume', 'cinder-backup', 'cinder-api', '', '*']",
  )
  expect(await refused('get-log', { level: 'INFO' })).toBe(
    "400 Additional properties are not allowed ('level' was unexpected)",
  )
  for (const word of ['get-log', 'set-log']) {
    expect(await refused(word, { level: 'INFO' }, '3.31')).toBe(
      '404 The resource could not be found.',
    )
    const demo = volumeApi(cloud, await cloud.demo())
    expect(refusal(await put(demo, word, {}))).toBe(
      "403 Policy doesn't allow volume_extension:services:update to be performed.",
    )
  }
})
