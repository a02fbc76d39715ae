/** Servers that can be restored for a while after they were deleted. */
import { describe, expect, test } from 'vitest'
import { ManualClock, ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { NEWEST, serverCloud, type ServerCloud } from '../../../test/support/server-cloud.ts'
import { storedServer } from '../../../test/support/server-rows.ts'

const INTERVAL = 600_000

interface Timed extends ServerCloud {
  pass(milliseconds: number): Promise<void>
}

/** With ten minutes to think about it. */
async function hesitant(): Promise<Timed & AsyncDisposable> {
  const clock = new ManualClock()
  const processClock = new ManualProcessClock()
  const all = await serverCloud({ clock, processClock, computeReclaimInterval: 600 })
  return {
    ...all,
    async pass(milliseconds) {
      clock.advance(milliseconds)
      processClock.advance(milliseconds)
      await all.cloud.settled()
    },
    [Symbol.asyncDispose]: () => all.cloud[Symbol.asyncDispose](),
  }
}

async function act({ demo, cloud }: ServerCloud, id: string, body: object) {
  const got = await demo.send('POST', `/servers/${id}/action`, body, NEWEST)
  await cloud.settled()
  return got
}

async function drop({ demo, cloud }: ServerCloud, id: string): Promise<number> {
  const got = await demo.send('DELETE', `/servers/${id}`)
  await cloud.settled()
  return got.status
}

async function actionsOf({ admin }: ServerCloud, id: string) {
  const path = `/servers/${id}/os-instance-actions`
  const { instanceActions } = (await admin.get(path, NEWEST)).body
  return instanceActions.map(({ action }: { action: string }) => action)
}

describe('with a reclaim interval', () => {
  test('a deleted server is off, and comes back as it was', async () => {
    await using all = await hesitant()
    const id = await all.server({ networks: [{ uuid: all.networkIds.private }] })
    expect(await drop(all, id)).toBe(204)
    expect(await storedServer(all.cloud, id)).toMatchObject({
      ...{ vm_state: 'soft-delete', task_state: null, power_state: 4, deleted: 0 },
    })
    const ports = () => all.network('GET', `/ports?device_id=${id}`)
    expect((await ports()).body.ports).toMatchObject([{ status: 'DOWN' }])
    // Again: it is as it was.
    expect(await drop(all, id)).toBe(204)
    expect((await act(all, id, { restore: null })).status).toBe(202)
    expect(await storedServer(all.cloud, id)).toMatchObject({
      ...{ vm_state: 'active', task_state: null, power_state: 1, deleted_at: null },
    })
    expect((await ports()).body.ports).toMatchObject([{ status: 'ACTIVE' }])
    expect(await actionsOf(all, id)).toEqual(['restore', 'delete', 'delete', 'create'])
  })

  test('is reclaimed when its time is over, and not before', async () => {
    await using all = await hesitant()
    const [gone, stays] = [await all.server(), await all.server()]
    await drop(all, gone)
    await all.pass(INTERVAL - 1)
    await drop(all, stays)
    expect(await storedServer(all.cloud, gone)).toMatchObject({ vm_state: 'soft-delete' })
    await all.pass(300_000)
    await expect
      .poll(async () => (await storedServer(all.cloud, gone)).deleted, { timeout: 5000 })
      .toBe(1)
    expect(await storedServer(all.cloud, stays)).toMatchObject({ vm_state: 'soft-delete' })
    expect((await act(all, stays, { restore: null })).status).toBe(202)
    await all.pass(2 * INTERVAL)
    expect(await storedServer(all.cloud, stays)).toMatchObject({ vm_state: 'active' })
  })

  test('counts for nothing while it is deleted, and needs room to come back', async () => {
    await using all = await hesitant()
    const first = await all.server()
    await drop(all, first)
    for (let i = 0; i < 10; i++) await all.server()
    expect((await all.ask()).status).toBe(403)
    const refused = await act(all, first, { restore: null })
    expect([refused.status, refused.body.forbidden.message]).toEqual([
      403,
      'Quota exceeded for instances: Requested 1, but already used 10 of 10 instances',
    ])
    expect(await storedServer(all.cloud, first)).toMatchObject({ vm_state: 'soft-delete' })
  })

  test('is deleted at once by force, and where it never ran', async () => {
    await using all = await hesitant()
    const id = await all.server()
    await drop(all, id)
    expect((await act(all, id, { forceDelete: null })).status).toBe(202)
    expect(await storedServer(all.cloud, id)).toMatchObject({ deleted: 1 })
    const failed = await all.server({ availability_zone: 'nova:nowhere' }, { as: all.admin })
    expect(await storedServer(all.cloud, failed)).toMatchObject({ vm_state: 'error' })
    await all.admin.send('DELETE', `/servers/${failed}`)
    expect(await storedServer(all.cloud, failed)).toMatchObject({ deleted: 1 })
  })
})

test('without one, a deleted server is gone', async () => {
  const all = await serverCloud()
  const id = await all.server()
  await drop(all, id)
  expect(await storedServer(all.cloud, id)).toMatchObject({ deleted: 1, vm_state: 'deleted' })
  const got = await act(all, id, { restore: null })
  expect([got.status, got.body.itemNotFound.message]).toEqual([
    404,
    `Instance ${id} could not be found.`,
  ])
  await all.cloud[Symbol.asyncDispose]()
})
