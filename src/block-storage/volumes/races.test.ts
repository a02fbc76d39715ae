/** Requests at once, on real databases: what one of them was promised holds all the same. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'

interface Setup {
  readonly cloud: Cloud
  readonly demo: VolumeApi
  readonly projectId: string
  readonly token: string
}

async function setUp(backend: Backend): Promise<Setup> {
  const cloud = await startCloud({ database: await backend.url('cloud') })
  const { token, projectId } = await cloud.demo()
  return { cloud, token, projectId, demo: volumeApi(cloud, { token, projectId, userId: '' }) }
}

async function volume({ cloud, demo }: Setup, more: object = {}): Promise<string> {
  const got = await demo('POST', '/volumes', { volume: { size: 1, ...more } })
  await cloud.settled()
  return got.body.volume.id
}

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

/** How often each status was answered. */
function statuses(answers: readonly Got[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function usage({ demo, projectId }: Setup): Promise<Record<string, { in_use: number }>> {
  return (await demo('GET', `/os-quota-sets/${projectId}?usage=True`)).body.quota_set
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('items that fifty requests add at once are all there', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const path = `/volumes/${await volume(setup)}/metadata`
    const answers = await together(50, (i) =>
      setup.demo('POST', path, { metadata: { [`k${i}`]: `v${i}` } }),
    )
    expect(statuses(answers)).toEqual({ 200: 50 })
    const expected = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, `v${i}`]))
    expect((await setup.demo('GET', path)).body.metadata).toEqual(expected)
    // Each answer is the state at some moment: the last one has everything.
    const sizes = answers.map(({ body }) => Object.keys(body.metadata).length)
    expect(sizes.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })

  test('replacing and adding at once end as if one had come after the other', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const path = `/volumes/${await volume(setup)}/metadata`
    for (let round = 0; round < 10; round += 1) {
      await setup.demo('PUT', path, { metadata: { old: '1' } })
      await Promise.all([
        setup.demo('PUT', path, { metadata: { replaced: '1' } }),
        setup.demo('POST', path, { metadata: { added: '1' } }),
        setup.demo('PUT', `${path}/set`, { meta: { set: '1' } }),
      ])
      const { metadata } = (await setup.demo('GET', path)).body
      expect(metadata).toHaveProperty('replaced')
      expect(metadata).not.toHaveProperty('old')
    }
  })

  test.each(['PUT', 'POST'])('of many %s with one entity tag exactly one wins', async (method) => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const path = `/volumes/${await volume(setup, { metadata: { n: '0' } })}/metadata`
    for (let round = 0; round < 3; round += 1) {
      const tag = (await setup.demo('GET', path, undefined, '3.15')).headers.get('etag')!
      const answers = await together(15, (i) =>
        setup.cloud.request('block-storage', method, `/v3/${setup.projectId}${path}`, {
          token: setup.token,
          version: '3.15',
          headers: { 'If-Match': `"${tag}"` },
          body: { metadata: { n: `${round}-${i}` } },
        }),
      )
      expect(statuses(answers)).toEqual({ 200: 1, 412: 14 })
      const winner = answers.find(({ status }) => status === 200)!
      expect((await setup.demo('GET', path)).body).toEqual(winner.body)
    }
  })

  test('of thirty volumes for a quota of ten exactly ten are made', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const answers = await together(30, () =>
      setup.demo('POST', '/volumes', { volume: { size: 1, metadata: { k: 'v' } } }),
    )
    expect(statuses(answers)).toEqual({ 202: 10, 413: 20 })
    expect((await setup.demo('GET', '/volumes')).body.volumes).toHaveLength(10)
    expect(await usage(setup)).toMatchObject({ volumes: { in_use: 10 }, gigabytes: { in_use: 10 } })
    await setup.cloud.settled()
    const { volumes } = (await setup.demo('GET', '/volumes?status=available')).body
    expect(volumes).toHaveLength(10)
  })

  test('a volume is deleted once, and its quota given back once', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const [kept, id] = [await volume(setup, { size: 3 }), await volume(setup, { size: 2 })]
    const answers = await together(10, () => setup.demo('DELETE', `/volumes/${id}`))
    const { 202: accepted, ...others } = statuses(answers)
    expect(accepted).toBe(1)
    expect(Object.keys(others).every((status) => ['400', '404'].includes(status))).toBe(true)
    await setup.cloud.settled()
    expect(await usage(setup)).toMatchObject({ volumes: { in_use: 1 }, gigabytes: { in_use: 3 } })
    expect((await setup.demo('GET', `/volumes/${kept}`)).status).toBe(200)
  })

  test('of several sizes wanted at once the volume gets one, and pays for that', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await volume(setup)
    const answers = await together(8, (i) =>
      setup.demo('POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 10 + i } }),
    )
    await setup.cloud.settled()
    expect(statuses(answers)[202]).toBeGreaterThanOrEqual(1)
    const { size, status } = (await setup.demo('GET', `/volumes/${id}`)).body.volume
    expect(status).toBe('available')
    expect(size).toBeGreaterThanOrEqual(10)
    expect((await usage(setup))['gigabytes']!.in_use).toBe(size)
  })

  test('a volume that goes takes its metadata along, whoever writes to it', async () => {
    const setup = await setUp(backend)
    await using _ = setup.cloud
    const id = await volume(setup)
    const writes = together(10, (i) =>
      setup.demo('POST', `/volumes/${id}/metadata`, { metadata: { [`k${i}`]: 'v' } }),
    )
    const [answers, removed] = await Promise.all([writes, setup.demo('DELETE', `/volumes/${id}`)])
    expect(removed.status).toBe(202)
    expect(Object.keys(statuses(answers)).every((status) => ['200', '404'].includes(status))).toBe(
      true,
    )
    await setup.cloud.settled()
    const rows = await setup.cloud.app.database.read((tx) =>
      tx.db.selectFrom('volume_metadata').selectAll().execute(),
    )
    expect(rows).toEqual([])
  })
})
