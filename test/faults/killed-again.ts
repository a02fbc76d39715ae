/** A process that is killed in the middle of work, started again, and looked at when it has come to rest. */
import { expect } from 'vitest'
import { start, type Stackling } from './stackling.ts'

/** When it is killed: so many calls were accepted, and so many milliseconds later; at once, where 0. */
const POINTS: readonly { readonly accepted: number; readonly later: number }[] = [
  { accepted: 3, later: 1 },
  { accepted: 4, later: 0 },
  { accepted: 5, later: 5 },
  { accepted: 6, later: 0 },
  { accepted: 7, later: 9 },
  { accepted: 8, later: 0 },
  { accepted: 9, later: 13 },
  { accepted: 10, later: 0 },
  { accepted: 11, later: 19 },
  { accepted: 12, later: 0 },
]
export const CRASHES = POINTS.length
/** After every so many crashes the test waits until the interrupted work is done. */
const REST_AFTER = 5

export interface Work<Prepared> {
  /** Of `stackling serve`, besides the usual ones. */
  readonly flags?: readonly string[]
  prepare(cloud: Stackling): Promise<Prepared>
  /**
   * What one client does without a pause, until the cloud is gone.
   * @param accepted is told of each call that the cloud promised to carry out
   */
  load(cloud: Stackling, prepared: Prepared, seed: number, accepted: () => void): Promise<void>
  /** Waits until nothing is on its way, holds the quotas against it, and says how much there is. */
  atRest(cloud: Stackling): Promise<number>
  /** What takes long to come true after a crash, and is looked at after the last one, at rest. */
  inTheEnd?(cloud: Stackling): Promise<void>
}

/** Kills it the moment an answer is there, or some milliseconds later. */
async function killAtWork<Prepared>(
  cloud: Stackling,
  { load }: Pick<Work<Prepared>, 'load'>,
  prepared: Prepared,
  turn: number,
): Promise<void> {
  const { accepted: last, later } = POINTS[turn - 1]!
  let calls = 0
  const accepted = () => {
    calls++
    if (calls !== last) return
    if (later === 0) void cloud.kill('SIGKILL')
    else setTimeout(() => void cloud.kill('SIGKILL'), later)
  }
  const clients = [1, 2, 3].map((client) => load(cloud, prepared, turn * 10 + client, accepted))
  await Promise.all(clients)
  expect(await cloud.running.ended, cloud.running.said.err).toBe('SIGKILL')
}

/** Kills the process in the middle of the work of three clients, again and again. */
export async function killAgainAndAgain<Prepared>(
  database: string,
  { flags = [], prepare, load, atRest, inTheEnd }: Work<Prepared>,
): Promise<void> {
  let cloud = await start(database, { flags })
  const prepared = await prepare(cloud)
  let made = 0
  for (let turn = 1; turn <= CRASHES; turn++) {
    await killAtWork(cloud, { load }, prepared, turn)
    cloud = await start(database, { session: cloud, flags })
    if (turn % REST_AFTER === 0) made = await atRest(cloud)
  }
  await inTheEnd?.(cloud)
  expect(made, 'something was made').toBeGreaterThan(0)
  expect(await cloud.kill('SIGTERM')).toBe(0)
}
