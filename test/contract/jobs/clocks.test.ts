/** The cloud's clock may be moved at any moment; nothing of the process goes by it (docs/adr/0012). */
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../support/cloud.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock, ManualProcessClock } from '../../support/manual-clock.ts'
import { createScratch, gate } from '../scratch.ts'
import { add, claimEnd, runnerOn, total } from './counting.ts'

const HOUR = 3_600_000

describe.each(BACKENDS)('moving the clock of a cloud on $name', (backend) => {
  test('by an hour expires tokens, but ends no claim and begins no job that waits', async () => {
    const [clock, processClock] = [new ManualClock(), new ManualProcessClock()]
    const database = await backend.url('empty')
    await using cloud = await startCloud({
      database,
      clock,
      processClock,
      transitions: 'realistic',
    })
    const { token, projectId } = await cloud.demo()
    const made = await cloud.request('block-storage', 'POST', `/v3/${projectId}/volumes`, {
      token,
      body: { volume: { size: 1 } },
    })
    const status = async (token: string) =>
      (await cloud.request('block-storage', 'GET', `/v3/${projectId}/volumes/${id}`, { token }))
        .body?.volume?.status
    const { id } = made.body.volume
    await createScratch(cloud.app.database)
    const held = gate()
    let begun = 0
    const work = (): Promise<void> => {
      begun++
      return held.opened
    }
    const owner = runnerOn(cloud.app.database, { clock: processClock, work, held })
    owner.start()
    await add(owner, cloud.app.database)
    await eventually(() => expect(begun).toBe(1))
    await cloud.settled()
    const before = { end: await claimEnd(cloud.app.database), timers: processClock.waiting }

    clock.advance(HOUR)
    cloud.app.jobs.wake()
    await cloud.settled()
    expect(await status(token)).toBeUndefined()
    const fresh = (await cloud.demo()).token
    expect(await status(fresh)).toBe('creating')
    const other = runnerOn(cloud.app.database, { clock: processClock, work, held })
    if (backend.dialect === 'postgres') other.start()
    await other.idle()
    expect(begun).toBe(1)
    expect(await claimEnd(cloud.app.database)).toBe(before.end)
    await other.stop()
    expect(processClock.waiting).toBe(before.timers)

    processClock.advance(4_000)
    held.open()
    await Promise.all([owner.idle(), cloud.settled()])
    expect(await status(fresh)).toBe('available')
    expect(await total(cloud.app.database)).toBe(1)
  })
})
