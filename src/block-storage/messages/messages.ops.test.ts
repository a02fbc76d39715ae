import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

const NOBODY = { name: 'nowhere', extra_specs: { vendor_name: 'nobody' } }

/** A type that no backend can offer. */
async function homelessType(admin: VolumeApi): Promise<void> {
  expect((await admin('POST', '/types', { volume_type: NOBODY })).status).toBe(200)
}

/** Asks for a volume that no backend can take, and returns its id and that of the request. */
async function failedVolume(cloud: Cloud, api: VolumeApi): Promise<[id: string, request: string]> {
  const got = await api('POST', '/volumes', { volume: { size: 1, volume_type: NOBODY.name } })
  expect(got.status).toBe(202)
  await cloud.settled()
  return [got.body.volume.id, got.headers.get('x-openstack-request-id')!]
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('a volume that no backend can take ends in error, and its project is told why', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1))
    await using cloud = await startCloud({ clock, database: await backend.url('cloud') })
    const admin = volumeApi(cloud, await cloud.admin())
    const persona = await cloud.demo()
    const demo = volumeApi(cloud, persona)
    await homelessType(admin)
    const [id, request] = await failedVolume(cloud, demo)
    expect((await demo('GET', `/volumes/${id}`)).body.volume.status).toBe('error')
    const { body } = await demo('GET', '/messages', undefined, '3.3')
    expect(body).toEqual({ messages: [expect.anything()] })
    const [message] = body.messages
    const self = expect.stringContaining(`/v3/${persona.projectId}/messages/${message.id}`)
    const bookmark = expect.stringContaining(`/${persona.projectId}/messages/${message.id}`)
    expect(message).toEqual({
      id: expect.any(String),
      event_id: 'VOLUME_VOLUME_001_003',
      user_message: 'schedule allocate volume:Could not find any available weighted backend.',
      message_level: 'ERROR',
      created_at: '2026-01-01T00:00:00.000000',
      guaranteed_until: '2026-01-31T00:00:00.000000',
      request_id: request,
      links: [
        { rel: 'self', href: self },
        { rel: 'bookmark', href: bookmark },
      ],
      resource_type: 'VOLUME',
      resource_uuid: id,
    })
    const shown = await demo('GET', `/messages/${message.id}`, undefined, '3.3')
    expect(shown.body).toEqual({ message })
    expect((await demo('DELETE', `/messages/${message.id}`, undefined, '3.3')).status).toBe(204)
    const gone = `404 Message ${message.id} could not be found.`
    expect(refusal(await demo('GET', `/messages/${message.id}`, undefined, '3.3'))).toBe(gone)
    expect(refusal(await demo('DELETE', `/messages/${message.id}`, undefined, '3.3'))).toBe(gone)
  })

  test('a message is kept for thirty days, and removed at the start after that', async () => {
    const database = await backend.url('cloud')
    const clock = new ManualClock(Date.UTC(2026, 0, 1))
    const messages = async (cloud: Cloud): Promise<number> => {
      const admin = volumeApi(cloud, await cloud.admin())
      return (await admin('GET', '/messages', undefined, '3.3')).body.messages.length
    }
    {
      await using cloud = await startCloud({ clock, database })
      const admin = volumeApi(cloud, await cloud.admin())
      await homelessType(admin)
      await failedVolume(cloud, admin)
      clock.advance(30 * 86_400_000)
    }
    {
      await using cloud = await startCloud({ clock, database })
      expect(await messages(cloud)).toBe(1)
      clock.advance(1)
    }
    await using cloud = await startCloud({ clock, database })
    expect(await messages(cloud)).toBe(0)
  })
})

describe('with messages of two projects', () => {
  let cloud: Cloud
  let admin: VolumeApi
  let demo: VolumeApi
  let reader: VolumeApi
  let stranger: VolumeApi
  /** The volumes that they are about, of demo's from old to new, and then that of a stranger's. */
  let volumes: string[]
  let requests: string[]

  beforeAll(async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1))
    cloud = await startCloud({ clock })
    admin = volumeApi(cloud, await cloud.admin())
    demo = volumeApi(cloud, await cloud.demo())
    reader = volumeApi(cloud, await cloud.user('reader', 'reader', 'demo'))
    stranger = volumeApi(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
    await homelessType(admin)
    const made: [string, string][] = []
    for (const api of [demo, demo, demo, stranger]) {
      made.push(await failedVolume(cloud, api))
      clock.advance(1000)
    }
    volumes = made.map(([id]) => id)
    requests = made.map(([, request]) => request)
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  /** The messages that a list shows, as numbers of what they are about. */
  async function listed(api: VolumeApi, query = '', version = '3.5'): Promise<number[]> {
    const got = await api('GET', `/messages${query}`, undefined, version)
    expect(got.status, got.text).toBe(200)
    return got.body.messages.map((one: { resource_uuid: string }) =>
      volumes.indexOf(one.resource_uuid),
    )
  }
  const refused = async (api: VolumeApi, query: string, version: string) =>
    refusal(await api('GET', `/messages${query}`, undefined, version))

  test('users see those of their project, administrators all, newest first', async () => {
    expect(await listed(demo)).toEqual([2, 1, 0])
    expect(await listed(reader)).toEqual([2, 1, 0])
    expect(await listed(stranger)).toEqual([3])
    expect(await listed(admin)).toEqual([3, 2, 1, 0])
  })

  test('another project is told that there is none; a reader may see it and not delete it', async () => {
    const [message] = (await demo('GET', '/messages', undefined, '3.3')).body.messages
    const path = `/messages/${message.id}`
    const missing = `404 Message ${message.id} could not be found.`
    expect(refusal(await stranger('GET', path, undefined, '3.3'))).toBe(missing)
    expect(refusal(await stranger('DELETE', path, undefined, '3.3'))).toBe(missing)
    expect((await reader('GET', path, undefined, '3.3')).status).toBe(200)
    const upper = `/messages/${message.id.toUpperCase()}`
    expect((await admin('GET', upper, undefined, '3.3')).status).toBe(200)
    expect(refusal(await reader('DELETE', path, undefined, '3.3'))).toBe(
      "403 Policy doesn't allow message:delete to be performed.",
    )
  })

  test('whoever has no role on the project may not list', async () => {
    const persona = await cloud.user('outsider', 'service', 'demo')
    expect(await refused(volumeApi(cloud, persona), '', '3.5')).toBe(
      "403 Policy doesn't allow message:get_all to be performed.",
    )
    const shown = await volumeApi(cloud, persona)(
      'GET',
      `/messages/${(await demo('GET', '/messages', undefined, '3.3')).body.messages[0].id}`,
      undefined,
      '3.3',
    )
    expect(refusal(shown)).toBe("403 Policy doesn't allow message:get to be performed.")
  })

  test('there are none before 3.3, and no pages, orders or filters before 3.5', async () => {
    expect(await refused(demo, '', '3.2')).toBe('404 The resource could not be found.')
    const query = `?limit=1&offset=1&sort=bogus&marker=x&bogus=1&resource_uuid=${volumes[0]}`
    expect(await listed(demo, query, '3.4')).toEqual([2, 1, 0])
    expect(await refused(demo, '?limit=x', '3.4')).toBe('400 limit param must be an integer')
  })

  test('pages go on from a marker, and link to the next', async () => {
    const first = await demo('GET', '/messages?limit=2&sort=created_at:asc', undefined, '3.5')
    const { messages, messages_links: links } = first.body
    expect(messages.map((one: any) => one.resource_uuid)).toEqual(volumes.slice(0, 2))
    expect(links).toEqual([{ rel: 'next', href: expect.stringContaining('marker=') }])
    const { search } = new URL(links[0].href)
    expect(await listed(demo, search)).toEqual([2])
    expect(await listed(demo, '?limit=1&offset=2')).toEqual([0])
    expect(await listed(demo, '?limit=0')).toEqual([])
    expect(await refused(demo, '?marker=nosuch', '3.5')).toBe(
      '404 Message nosuch could not be found.',
    )
  })

  test('every field of the table is a sort key', async () => {
    for (const key of ['resource_uuid', 'event_id', 'expires_at', 'request_id', 'updated_at']) {
      expect((await listed(demo, `?sort=${key}`)).toSorted((a, b) => a - b)).toEqual([0, 1, 2])
    }
    expect(await listed(demo, '?sort_key=expires_at&sort_dir=asc')).toEqual([0, 1, 2])
    expect(await refused(demo, '?sort=user_message', '3.5')).toBe(
      '400 Invalid input received: Invalid sort key',
    )
  })

  test('filters find what has the value', async () => {
    expect(await listed(demo, `?resource_uuid=${volumes[1]}`)).toEqual([1])
    expect(await listed(demo, `?request_id=${requests[0]}`)).toEqual([0])
    expect(await listed(demo, '?resource_type=VOLUME&message_level=ERROR')).toEqual([2, 1, 0])
    expect(await listed(demo, '?event_id=VOLUME_000001')).toEqual([])
    expect(await listed(demo, '?deleted=true')).toEqual([])
    expect(await listed(demo, '?deleted=false')).toEqual([2, 1, 0])
    expect(await listed(admin, '?event_id~=volume_001', '3.34')).toEqual([3, 2, 1, 0])
  })

  test('unknown filters find nothing, and are refused from 3.31 on', async () => {
    expect(await listed(demo, '?bogus=1', '3.30')).toEqual([])
    expect(await refused(demo, '?bogus=1', '3.31')).toBe(
      '400 Invalid filters bogus are found in query options.',
    )
    expect(await refused(demo, '?user_message=x', '3.71')).toBe(
      '400 Invalid filters user_message are found in query options.',
    )
    expect(await listed(demo, '?all_tenants=1', '3.31')).toEqual([2, 1, 0])
    expect(await listed(admin, '?bogus=1', '3.71')).toEqual([])
  })
})
