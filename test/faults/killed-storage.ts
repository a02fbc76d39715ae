/** What the tests share that kill the process in the middle of the work of Block Storage. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { until } from '../support/program.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { CRASHES, killAgainAndAgain, type Work } from './killed-again.ts'
import type { Answer, Stackling } from './stackling.ts'

const NEWEST = { 'OpenStack-API-Version': 'volume 3.70' }

/** Method, path within the project, body. */
export type Call = readonly [string, string, object?]

/** Sends as the administrator; undefined when the process died. */
function send(cloud: Stackling, [method, path, body]: Call): Promise<Answer | undefined> {
  const url = `/volume/v3/${cloud.projectId}${path}`
  return cloud.send(method, url, { headers: NEWEST, ...(body && { body }) })
}

/** As `send`, where there must be an answer, and no refusal. @returns its body */
export async function ask(cloud: Stackling, ...call: Call): Promise<any> {
  const answer = await send(cloud, call)
  expect([200, 202], answer?.text).toContain(answer?.status)
  return answer!.body
}

/** Lifts these quotas. */
export async function lift(cloud: Stackling, ...quotas: readonly string[]): Promise<void> {
  const quota_set = Object.fromEntries(quotas.map((name) => [name, -1]))
  await ask(cloud, 'PUT', `/os-quota-sets/${cloud.projectId}`, { quota_set })
}

/** @returns the ids of so many new volumes */
export async function makeVolumes(
  cloud: Stackling,
  count: number,
  more: object = {},
): Promise<readonly string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const { volume } = await ask(cloud, 'POST', '/volumes', { volume: { size: 1, ...more } })
    ids.push(volume.id)
  }
  return ids
}

/** What clients chose from, and how: the same choices with the same seed. */
export interface Dice {
  /** From 0 to 99. */
  roll(): number
  one<T>(items: readonly T[]): T
}

/**
 * One client, who works without a pause until the cloud is gone.
 * @param next what is done next
 * @param heard is told the body of each answer
 * @param accepted as in `Work`
 */
export async function workUntilGone(
  cloud: Stackling,
  seed: number,
  next: (dice: Dice) => Call,
  heard: (body: any) => void,
  accepted: () => void,
): Promise<void> {
  const random = seededRandom(seed)
  const dice: Dice = { roll: () => random(100), one: (items) => items[random(items.length)]! }
  for (;;) {
    const answer = await send(cloud, next(dice))
    if (answer === undefined) return
    // What is busy with something else, or gone, is no mistake.
    expect([202, 400, 404, 409, 503], answer.text).toContain(answer.status)
    if (answer.body) heard(answer.body)
    if (answer.status === 202) accepted()
  }
}

export interface Item {
  readonly id: string
  readonly status: string
  readonly size: number
  readonly [more: string]: any
}

/** Waits until all there is of these is available. @returns the items of each */
export async function rested(
  cloud: Stackling,
  ...collections: readonly string[]
): Promise<readonly (readonly Item[])[]> {
  return until(
    async () => {
      const all: Item[][] = []
      for (const name of collections) all.push((await ask(cloud, 'GET', `/${name}/detail`))[name])
      return all.flat().every(isAtRest) && all
    },
    `each of the ${collections.join(', ')} has come to rest`,
  )
}

/** A volume may be moved without its status saying so. */
function isAtRest({ status, migration_status: moving = null }: Item): boolean {
  return status === 'available' && !['starting', 'migrating', 'completing'].includes(moving)
}

/** What the quotas of the project count, by their names. */
export async function counted(cloud: Stackling): Promise<Record<string, number>> {
  const path = `/os-quota-sets/${cloud.projectId}?usage=true`
  const { id: _, ...quotas } = (await ask(cloud, 'GET', path)).quota_set
  const entries = Object.entries<{ in_use: number; reserved: number }>(quotas)
  for (const [name, { reserved }] of entries) expect([name, reserved]).toEqual([name, 0])
  return Object.fromEntries(entries.map(([name, { in_use }]) => [name, in_use]))
}

export function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, { size }) => sum + size, 0)
}

/** Declares the test, on every database that survives a process. */
export function testKilled<Prepared>(what: string, work: Work<Prepared>): void {
  describe.each(SHARED_BACKENDS)(`killed in the middle of ${what}, on $name`, (backend) => {
    test(`${CRASHES} times in a row, nothing is stuck and nothing is miscounted`, async () => {
      await killAgainAndAgain(await backend.url('empty'), work)
    }, 180_000)
  })
}
