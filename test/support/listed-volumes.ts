import { expect } from 'vitest'
import { isoTime, systemClock } from '../../src/kernel/clock.ts'
import { startCloud, type Cloud, type Got } from './cloud.ts'
import { BACKENDS } from './databases.ts'
import { refusal, volumeApi, type VolumeApi } from './volume-api.ts'

/** A file holds what memory holds, and takes longer. */
export const LIST_DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

/** A cloud with a few volumes to be listed. */
export interface Listed {
  readonly cloud: Cloud
  readonly demo: VolumeApi
  readonly admin: VolumeApi
  readonly demoId: string
  readonly url: string
}

const DAY = 24 * 60 * 60 * 1000

/** Of demo: alpha (1 GiB, day 1), Beta (2, day 2), gamma (3, day 3), no name (4, day 4); of admin: own. */
export async function listedVolumes(url: string): Promise<Listed> {
  let now = Date.UTC(2026, 0, 1)
  const clock = { ...systemClock, now: () => now, isoNow: () => isoTime(now) }
  const cloud = await startCloud({ database: url, clock, tokenLifetimeSeconds: 30 * 86_400 })
  const [demoUser, adminUser] = [await cloud.demo(), await cloud.admin()]
  const [demo, admin] = [volumeApi(cloud, demoUser), volumeApi(cloud, adminUser)]
  const volumes = [
    { name: 'alpha', size: 1, description: 'first one', metadata: { k: 'v1', all: 'yes', n: '1' } },
    { name: 'Beta', size: 2, description: 'second', metadata: { k: 'v2', all: 'yes' } },
    { name: 'gamma', size: 3, metadata: { k: 'v1', all: 'yes', deep: '{"a": 1}' } },
    { size: 4, metadata: { all: 'yes' } },
  ]
  for (const volume of volumes) {
    now += DAY
    expect((await demo('POST', '/volumes', { volume })).status).toBe(202)
    await cloud.settled()
  }
  now += DAY
  await admin('POST', '/volumes', { volume: { name: 'own', size: 1 } })
  await cloud.settled()
  return {
    cloud,
    demo,
    admin,
    demoId: demoUser.projectId,
    url: cloud.app.addresses.get('block-storage')!,
  }
}

/** The names on a page, or why there is none. */
export const names = (got: Got): (string | null)[] =>
  got.status === 200
    ? got.body.volumes.map((volume: { name: string | null }) => volume.name)
    : [refusal(got)]

/** The names on all pages, following the links. */
export async function pages(
  demo: VolumeApi,
  text: string,
  limit: number,
): Promise<(string | null)[]> {
  const seen: (string | null)[] = []
  let next: string | undefined = `/volumes?${text}&limit=${limit}`
  for (let page = 0; next !== undefined && page < 9; page += 1) {
    const got: Got = await demo('GET', next)
    seen.push(...names(got))
    const href: string | undefined = got.body.volumes_links?.[0].href
    next = href?.slice(href.indexOf('/volumes?'))
  }
  return seen
}

/** A query string, its values encoded. */
export const query = (parts: Record<string, string>): string =>
  `?${new URLSearchParams(parts).toString()}`
