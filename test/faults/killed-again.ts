/** A process that is killed in the middle of work, started again, and looked at when it has come to rest. */
import { expect } from 'vitest'
import { start, type Stackling } from './stackling.ts'

export const CRASHES = 20
/** After every so many crashes the test waits until the interrupted work is done. */
const REST_AFTER = 5

export interface Work<Prepared> {
  /** Of `stackling serve`, besides the usual ones. */
  readonly flags?: readonly string[]
  prepare(cloud: Stackling): Promise<Prepared>
  /** What one client does without a pause, until the cloud is gone. */
  load(cloud: Stackling, prepared: Prepared, seed: number): Promise<void>
  /** Waits until nothing is on its way, holds the quotas against it, and says how much there is. */
  atRest(cloud: Stackling): Promise<number>
}

/** Kills the process some milliseconds into the work of three clients, again and again. */
export async function killAgainAndAgain<Prepared>(
  database: string,
  { flags = [], prepare, load, atRest }: Work<Prepared>,
): Promise<void> {
  let cloud = await start(database, { flags })
  const prepared = await prepare(cloud)
  let made = 0
  for (let turn = 1; turn <= CRASHES; turn++) {
    const busy = cloud
    const clients = [1, 2, 3].map((client) => load(busy, prepared, turn * 10 + client))
    await new Promise((resolve) => setTimeout(resolve, 30 + 6 * turn))
    expect(await cloud.kill('SIGKILL')).toBe('SIGKILL')
    await Promise.all(clients)
    cloud = await start(database, { session: cloud, flags })
    if (turn % REST_AFTER === 0) made = await atRest(cloud)
  }
  expect(made, 'something was made').toBeGreaterThan(0)
  expect(await cloud.kill('SIGTERM')).toBe(0)
}
