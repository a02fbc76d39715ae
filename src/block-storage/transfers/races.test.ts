/** Who is first, on real databases. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'

const sorted = (answers: readonly Got[]): number[] =>
  answers.map(({ status }) => status).sort((a, b) => a - b)

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who accept at once exactly one gets the volume, and pays for it', async () => {
    await using cloud = await startCloud({ database: await backend.url('cloud') })
    const persona = await cloud.demo()
    const demo = volumeApi(cloud, persona)
    const admin = volumeApi(cloud, await cloud.admin())
    const takers = await Promise.all(
      ['one', 'two', 'three'].map((name) => cloud.user(name, 'member', `project-${name}`)),
    )
    const made = await demo('POST', '/volumes', { volume: { size: 2, metadata: { k: 'v' } } })
    await cloud.settled()
    const volume_id = made.body.volume.id
    for (let round = 0; round < 3; round += 1) {
      const owner = volumeApi(cloud, round === 0 ? persona : takers[await ownerIndex()]!)
      const offer = await owner('POST', '/os-volume-transfer', { transfer: { volume_id } })
      const { id, auth_key } = offer.body.transfer
      const answers = await Promise.all(
        [...takers, ...takers].map((taker) =>
          volumeApi(cloud, taker)('POST', `/os-volume-transfer/${id}/accept`, {
            accept: { auth_key },
          }),
        ),
      )
      expect(sorted(answers)).toEqual([202, 404, 404, 404, 404, 404])
      const used = await Promise.all(
        [persona, ...takers].map(async ({ projectId }) => {
          const got = await admin('GET', `/os-quota-sets/${projectId}?usage=True`)
          return got.body.quota_set.volumes.in_use * 10 + got.body.quota_set.gigabytes.in_use
        }),
      )
      expect(used[1 + (await ownerIndex())]).toBe(12)
      expect(used.reduce((sum, each) => sum + each)).toBe(12)
    }

    async function ownerIndex(): Promise<number> {
      const { body } = await admin('GET', `/volumes/${volume_id}`)
      const tenant = body.volume['os-vol-tenant-attr:tenant_id']
      return takers.findIndex(({ projectId }) => projectId === tenant)
    }
  })

  test('an offer is accepted or taken back, never both', async () => {
    await using cloud = await startCloud({ database: await backend.url('cloud') })
    const demo = volumeApi(cloud, await cloud.demo())
    const taker = volumeApi(cloud, await cloud.user('taker', 'member', 'taking'))
    for (let round = 0; round < 5; round += 1) {
      const { id: volume_id } = (await demo('POST', '/volumes', { volume: { size: 1 } })).body
        .volume
      await cloud.settled()
      const offer = await demo('POST', '/os-volume-transfer', { transfer: { volume_id } })
      const { id, auth_key } = offer.body.transfer
      const answers = await Promise.all([
        taker('POST', `/os-volume-transfer/${id}/accept`, { accept: { auth_key } }),
        demo('DELETE', `/os-volume-transfer/${id}`),
      ])
      expect(sorted(answers)).toEqual([202, 404])
      const owner = answers[0].status === 202 ? taker : demo
      expect((await owner('GET', `/volumes/${volume_id}`)).body.volume.status).toBe('available')
    }
  })
})
