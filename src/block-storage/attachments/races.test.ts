/** Whoever wants a volume at the same moment: one gets it, and its state is that of what holds it. */
import { describe, expect, test } from 'vitest'
import { startCloud, type Got } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'

const CONNECTOR = { initiator: 'iqn', host: 'h' }
const server = (index: number) => `11111111-2222-4333-8444-${String(index).padStart(12, '0')}`

async function setUp(backend: Backend) {
  const cloud = await startCloud({ database: await backend.url('cloud') })
  const demo = volumeApi(cloud, await cloud.demo())
  const volume = async (): Promise<string> => {
    const got = await demo('POST', '/volumes', { volume: { size: 1 } })
    await cloud.settled()
    return got.body.volume.id
  }
  const shown = async (id: string) => (await demo('GET', `/volumes/${id}`)).body.volume
  const attach = (id: string, index: number, more: object = {}) =>
    demo(
      'POST',
      '/attachments',
      { attachment: { volume_uuid: id, instance_uuid: server(index), ...more } },
      '3.54',
    )
  return { cloud, demo, volume, shown, attach }
}

const together = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

const statuses = (answers: readonly Got[]) =>
  answers.map(({ status }) => status).sort((a, b) => a - b)

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of ten who reserve a volume one gets it', async () => {
    const { cloud, demo, volume, shown, attach } = await setUp(backend)
    await using _ = cloud
    const byAction = await volume()
    const path = `/volumes/${byAction}/action`
    const actions = await together(10, () => demo('POST', path, { 'os-reserve': null }))
    expect(statuses(actions)).toEqual([202, ...Array<number>(9).fill(400)])
    const id = await volume()
    const answers = await together(10, (index) =>
      attach(id, index, index % 2 === 0 ? {} : { connector: CONNECTOR }),
    )
    expect(statuses(answers)).toEqual([200, ...Array<number>(9).fill(400)])
    expect(['reserved', 'attaching']).toContain((await shown(id)).status)
    const list = await demo('GET', `/attachments?volume_id=${id}`, undefined, '3.27')
    expect(list.body.attachments).toHaveLength(1)
  })

  test('of two reservations one is connected, and a released one is gone once', async () => {
    const { cloud, demo, volume, shown, attach } = await setUp(backend)
    await using _ = cloud
    for (let round = 0; round < 3; round += 1) {
      const id = await volume()
      const made = [await attach(id, 1), await attach(id, 1)].map(
        ({ body }) => body.attachment.id as string,
      )
      const connected = await together(2, (index) =>
        demo(
          'PUT',
          `/attachments/${made[index]}`,
          { attachment: { connector: CONNECTOR } },
          '3.27',
        ),
      )
      expect(statuses(connected)).toEqual([200, 409])
      const removed = await together(6, (index) =>
        demo('DELETE', `/attachments/${made[index % 2]}`, undefined, '3.27'),
      )
      expect(statuses(removed)).toEqual([200, 200, 404, 404, 404, 404])
      expect(await shown(id)).toMatchObject({ status: 'available', attachments: [] })
    }
  })
})
