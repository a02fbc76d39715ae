/**
 * The process is killed while volumes are backed up and backups are restored and deleted, again and
 * again. After every start the work is taken up: in the end nothing is on its way, volume and backup
 * agree, and what quotas count is what is there.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { buildProgram, until } from '../support/program.ts'
import { CRASHES, killAgainAndAgain } from './killed-again.ts'
import type { Stackling } from './stackling.ts'

const VOLUMES = 6

beforeAll(buildProgram)

const at = ({ projectId }: Stackling, path: string) => `/volume/v3/${projectId}${path}`

async function prepare(cloud: Stackling): Promise<readonly string[]> {
  const quota_set = { volumes: -1, gigabytes: -1, backups: -1, backup_gigabytes: -1 }
  await cloud.ask('PUT', at(cloud, `/os-quota-sets/${cloud.projectId}`), { quota_set })
  const ids: string[] = []
  for (let i = 0; i < VOLUMES; i++) {
    const { body } = await cloud.ask('POST', at(cloud, '/volumes'), { volume: { size: 1 } })
    ids.push(body.volume.id)
  }
  return ids
}

interface Item {
  readonly id: string
  readonly status: string
  readonly size: number
}

async function listed(cloud: Stackling, what: 'volumes' | 'backups'): Promise<readonly Item[]> {
  const { body } = await cloud.ask('GET', at(cloud, `/${what}/detail`))
  return body[what]
}

/** Backs up, restores and deletes without a pause until the cloud is gone; counts what was begun. */
async function load(cloud: Stackling, volumes: readonly string[], seed: number): Promise<void> {
  const random = seededRandom(seed)
  const one = <T>(items: readonly T[]): T => items[random(items.length)]!
  const known: string[] = []
  for (;;) {
    const volume_id = one(volumes)
    const roll = random(100)
    const backup = known.length === 0 || roll < 50 ? undefined : one(known)
    const answer =
      backup === undefined
        ? await cloud.send('POST', at(cloud, '/backups'), {
            body: { backup: { volume_id, incremental: roll < 20 && known.length > 0 } },
          })
        : roll < 80
          ? await cloud.send('POST', at(cloud, `/backups/${backup}/restore`), {
              body: { restore: roll < 55 ? {} : { volume_id } },
            })
          : await cloud.send('DELETE', at(cloud, `/backups/${backup}`))
    if (answer === undefined) return
    // A volume or a backup that is busy with something else is no mistake.
    expect([202, 400, 404, 503], answer.text).toContain(answer.status)
    if (answer.body?.backup) known.push(answer.body.backup.id)
  }
}

async function expectAtRest(cloud: Stackling): Promise<number> {
  const [volumes, backups] = await until(async () => {
    const all = [await listed(cloud, 'volumes'), await listed(cloud, 'backups')] as const
    return all.flat().every(({ status }) => status === 'available') && all
  }, 'every volume and every backup has come to rest')
  const { limits } = (await cloud.ask('GET', at(cloud, '/limits'))).body
  expect(limits.absolute, 'quotas count what is there').toMatchObject({
    totalVolumesUsed: volumes.length,
    totalGigabytesUsed: volumes.length,
    totalBackupsUsed: backups.length,
    totalBackupGigabytesUsed: backups.length,
  })
  return backups.length
}

describe.each(SHARED_BACKENDS)('killed in the middle of backups, on $name', (backend) => {
  test(`${CRASHES} times in a row, nothing is stuck and nothing is miscounted`, async () => {
    const database = await backend.url('empty')
    await killAgainAndAgain(database, { prepare, load, atRest: expectAtRest })
  }, 180_000)
})
