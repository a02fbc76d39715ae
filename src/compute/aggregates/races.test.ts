/** Requests at once on real databases: what is promised about aggregates holds all the same. */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { Nova } from '../../../test/support/compute.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'

const ROUNDS = 10

const statuses = (answers: { status: number }[]): number[] =>
  answers.map(({ status }) => status).sort((a, b) => a - b)

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  const start = async () => {
    const cloud = await startCloud({ database: await backend.url('cloud') })
    return { cloud, nova: new Nova(cloud, await cloud.admin()) }
  }

  test('of two zones that want one host, exactly one gets it', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = await Promise.all(
        ['azA', 'azB', 'azC'].map((zone) => nova.aggregate(`${zone}-${round}`, zone)),
      )
      const answers = await Promise.all(ids.map((id) => nova.addHost(id, 'host-1')))
      expect(statuses(answers)).toEqual([200, 409, 409])
      await Promise.all(ids.map((id) => nova.removeHost(id, 'host-1')))
    }
  })

  test('a host does not come into two zones by way of the zones themselves', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, second] = [
        await nova.aggregate(`first-${round}`),
        await nova.aggregate(`second-${round}`),
      ]
      for (const id of [first, second]) for (const n of [1, 2]) await nova.addHost(id, `host-${n}`)
      const answers = await Promise.all([
        nova.setMetadata(first, { availability_zone: 'azA' }),
        nova.send('PUT', `/os-aggregates/${second}`, { aggregate: { availability_zone: 'azB' } }),
      ])
      expect(statuses(answers)).toEqual([200, 400])
      for (const id of [first, second])
        for (const n of [1, 2]) await nova.removeHost(id, `host-${n}`)
    }
  })

  test('nor when the host joins while the zone changes', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    for (let round = 0; round < ROUNDS; round += 1) {
      const zoned = await nova.aggregate(`zoned-${round}`, 'azA')
      const plain = await nova.aggregate(`plain-${round}`)
      await nova.addHost(plain, 'host-1')
      const [joined, changed] = await Promise.all([
        nova.addHost(zoned, 'host-1'),
        nova.setMetadata(plain, { availability_zone: 'azB' }),
      ])
      expect([joined.status === 200, changed.status === 200].filter(Boolean)).toHaveLength(1)
      await Promise.all([zoned, plain].map((id) => nova.removeHost(id, 'host-1')))
    }
  })

  test('keys set at the same time all stay, and one key has one value', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    const id = await nova.aggregate('keys')
    const keys = Array.from({ length: 20 }, (_unused, index) => `key-${index}`)
    const answers = await Promise.all(
      keys.map((key, index) => nova.setMetadata(id, { [key]: 'v', shared: String(index) })),
    )
    expect(new Set(statuses(answers))).toEqual(new Set([200]))
    const { metadata } = (await nova.get(`/os-aggregates/${id}`)).body.aggregate
    expect(Object.keys(metadata).sort()).toEqual([...keys, 'shared'].sort())
  })

  test('a name is given once', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        nova.send('POST', '/os-aggregates', { aggregate: { name: 'one' } }),
      ),
    )
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409])
  })

  test('an aggregate is deleted or gets a host, never both', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await nova.aggregate(`going-${round}`)
      const [added, deleted] = await Promise.all([
        nova.addHost(id, 'host-1'),
        nova.send('DELETE', `/os-aggregates/${id}`),
      ])
      const shown = await nova.get(`/os-aggregates/${id}`)
      if (deleted.status === 200) {
        expect([added.status, shown.status]).toEqual([404, 404])
      } else {
        expect([added.status, deleted.status]).toEqual([200, 400])
        expect(shown.body.aggregate.hosts).toEqual(['host-1'])
      }
    }
  })

  test('a host joins once, and a deleted host is in no aggregate', async () => {
    const { cloud, nova } = await start()
    await using _ = cloud
    const id = await nova.aggregate('members')
    const answers = await Promise.all([1, 2, 3, 4].map(() => nova.addHost(id, 'host-1')))
    expect(statuses(answers)).toEqual([200, 409, 409, 409])
    const { services } = (await nova.get('/os-services?host=host-2', '2.53')).body
    const [added, deleted] = await Promise.all([
      nova.addHost(id, 'host-2'),
      nova.send('DELETE', `/os-services/${services[0].id}`, undefined, '2.53'),
    ])
    expect(deleted.status, deleted.text).toBe(204)
    expect([200, 404]).toContain(added.status)
    expect((await nova.get(`/os-aggregates/${id}`)).body.aggregate.hosts).toEqual(['host-1'])
  })
})
