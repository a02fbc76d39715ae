/** Requests at once, on real databases: what is promised of members holds all the same. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { imageCloud } from '../../../test/support/image-cloud.ts'

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who add one member, one does', async () => {
    const { cloud, demo, image } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    const members = `/images/${await image({ visibility: 'shared' })}/members`
    const answers = await together(20, () => demo('POST', members, { member: 'm' }))
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)])
    expect((await demo('GET', members)).body.members).toHaveLength(1)
  })

  test('no race gives an image more members than it may have', async () => {
    const few = { image: { maxMembers: 10 } }
    const { cloud, demo, image } = await imageCloud({
      ...few,
      database: await backend.url('cloud'),
    })
    await using _ = cloud
    const members = `/images/${await image({ visibility: 'shared' })}/members`
    const answers = await together(40, (n) => demo('POST', members, { member: `m${n}` }))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 413)).toHaveLength(30)
    expect((await demo('GET', members)).body.members).toHaveLength(10)
  })

  test('an image that is deleted meanwhile keeps no member', async () => {
    const { cloud, demo, image } = await imageCloud({ database: await backend.url('cloud') })
    await using _ = cloud
    for (let round = 0; round < 5; round++) {
      const id = await image({ visibility: 'shared' })
      const [added, deleted] = await Promise.all([
        demo('POST', `/images/${id}/members`, { member: 'm' }),
        demo('DELETE', `/images/${id}`),
      ])
      expect(deleted.status).toBe(204)
      expect([200, 404]).toContain(added.status)
      expect((await demo('GET', `/images/${id}/members`)).status).toBe(404)
    }
  })
})
