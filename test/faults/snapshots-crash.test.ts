/**
 * The process is killed while snapshots are made, reverted to and deleted, alone and with their
 * volumes, again and again. After every start the work is taken up: in the end nothing is on its way,
 * and what quotas count is what is there.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { buildProgram, until } from '../support/program.ts'
import { CRASHES, killAgainAndAgain } from './killed-again.ts'
import type { Stackling } from './stackling.ts'

beforeAll(buildProgram)

const at = ({ projectId }: Stackling, path: string) => `/volume/v3/${projectId}${path}`

/** Volumes that no client deletes. */
async function prepare(cloud: Stackling): Promise<readonly string[]> {
  const quota_set = { volumes: -1, gigabytes: -1, snapshots: -1 }
  await cloud.ask('PUT', at(cloud, `/os-quota-sets/${cloud.projectId}`), { quota_set })
  const made = () => cloud.ask('POST', at(cloud, '/volumes'), { volume: { size: 1 } })
  const answers = [await made(), await made(), await made()]
  return answers.map(({ body }) => body.volume.id)
}

interface Item {
  readonly id: string
  readonly status: string
  readonly size: number
}

async function listed(cloud: Stackling, what: 'volumes' | 'snapshots'): Promise<readonly Item[]> {
  const { body } = await cloud.ask('GET', at(cloud, `/${what}/detail`))
  return body[what]
}

/** What clients know: volumes that stay, others that may go, and snapshots. */
interface Known {
  readonly staying: readonly string[]
  readonly volumes: string[]
  readonly snapshots: string[]
}

/** What one client does next: method, path, body. */
function next(
  random: (below: number) => number,
  { staying, volumes, snapshots }: Known,
): readonly [string, string, object?] {
  const one = (ids: readonly string[]) => ids[random(ids.length)]!
  const roll = random(100)
  const volume_id = one([...staying, ...volumes])
  if (roll < 10) return ['POST', '/volumes', { volume: { size: 1 } }]
  if (snapshots.length === 0 || roll < 55)
    return ['POST', '/snapshots', { snapshot: { volume_id } }]
  const snapshot_id = one(snapshots)
  if (roll < 65) return ['POST', '/volumes', { volume: { snapshot_id } }]
  if (roll < 75) return ['POST', `/volumes/${volume_id}/action`, { revert: { snapshot_id } }]
  if (volumes.length === 0 || roll < 90) return ['DELETE', `/snapshots/${snapshot_id}`]
  return ['DELETE', `/volumes/${one(volumes)}?cascade=true`]
}

/** Works without a pause until the cloud is gone. */
async function load(cloud: Stackling, staying: readonly string[], seed: number): Promise<void> {
  const random = seededRandom(seed)
  const known: Known = { staying, volumes: [], snapshots: [] }
  for (;;) {
    const [method, path, body] = next(random, known)
    const headers = { 'OpenStack-API-Version': 'volume 3.70' }
    const answer = await cloud.send(method, at(cloud, path), { headers, ...(body && { body }) })
    if (answer === undefined) return
    // What is busy with something else, or gone, is no mistake.
    expect([202, 400, 404, 409, 503], answer.text).toContain(answer.status)
    if (answer.body?.volume) known.volumes.push(answer.body.volume.id)
    if (answer.body?.snapshot) known.snapshots.push(answer.body.snapshot.id)
  }
}

async function expectAtRest(cloud: Stackling): Promise<number> {
  const [volumes, snapshots] = await until(async () => {
    const all = [await listed(cloud, 'volumes'), await listed(cloud, 'snapshots')] as const
    return all.flat().every(({ status }) => status === 'available') && all
  }, 'every volume and every snapshot has come to rest')
  const { limits } = (await cloud.ask('GET', at(cloud, '/limits'))).body
  const sizes = [...volumes, ...snapshots].map(({ size }) => size)
  expect(limits.absolute, 'quotas count what is there').toMatchObject({
    totalVolumesUsed: volumes.length,
    totalSnapshotsUsed: snapshots.length,
    totalGigabytesUsed: sizes.reduce((sum, size) => sum + size, 0),
  })
  return snapshots.length
}

describe.each(SHARED_BACKENDS)('killed in the middle of snapshots, on $name', (backend) => {
  test(`${CRASHES} times in a row, nothing is stuck and nothing is miscounted`, async () => {
    const database = await backend.url('empty')
    await killAgainAndAgain(database, { prepare, load, atRest: expectAtRest })
  }, 180_000)
})
