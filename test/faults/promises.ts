/** What clients were told, and so what must be true whatever happened since. */
import { expect } from 'vitest'
import { until } from '../support/program.ts'
import type { Stackling } from './stackling.ts'

export interface Promised {
  /** By volume: the last value acknowledged, and the last one sent. */
  readonly counters: Map<string, { acknowledged: number; sent: number }>
  readonly created: Set<string>
  /** Deletion was asked for, and nobody knows whether it was heard. */
  readonly perhapsDeleted: Set<string>
  readonly deleted: Set<string>
}

/** On every volume that load makes. */
export const MADE_WITH = { made: 'under load', because: 'it must not be made by halves' }

export function volumesOf({ projectId }: Stackling): string {
  return `/volume/v3/${projectId}/volumes`
}

/** Lifts the quotas and makes the volumes whose metadata will count. */
export async function prepare(cloud: Stackling, counters = 6): Promise<Promised> {
  const quotas = `/volume/v3/${cloud.projectId}/os-quota-sets/${cloud.projectId}`
  const quota_set = { volumes: -1, gigabytes: -1 }
  expect((await cloud.ask('PUT', quotas, { quota_set })).status).toBe(200)
  const promised: Promised = {
    counters: new Map(),
    created: new Set(),
    perhapsDeleted: new Set(),
    deleted: new Set(),
  }
  for (let i = 0; i < counters; i++) {
    const volume = { size: 1, metadata: { left: '0', right: '0' } }
    const { body } = await cloud.ask('POST', volumesOf(cloud), { volume })
    promised.counters.set(body.volume.id, { acknowledged: 0, sent: 0 })
  }
  return promised
}

/** No acknowledged change is lost, and none is there by halves. */
export async function expectKept(cloud: Stackling, promised: Promised): Promise<void> {
  for (const [id, counter] of promised.counters) {
    const { metadata } = (await cloud.ask('GET', `${volumesOf(cloud)}/${id}/metadata`)).body
    expect(metadata.left, 'one request is one change').toBe(metadata.right)
    const value = Number(metadata.left)
    expect(value, 'an acknowledged change was lost').toBeGreaterThanOrEqual(counter.acknowledged)
    expect(value, 'a change came from nowhere').toBeLessThanOrEqual(counter.sent)
    counter.acknowledged = value
  }
  const listed = new Map((await listVolumes(cloud)).map((volume) => [volume.id, volume]))
  for (const id of promised.created) {
    if (promised.perhapsDeleted.has(id)) continue
    expect(listed.has(id), `volume ${id} was acknowledged and is gone`).toBe(true)
  }
  for (const id of promised.deleted) {
    expect(listed.get(id)?.status ?? 'deleting', `${id} came back`).toBe('deleting')
  }
  for (const { id, status, metadata } of listed.values()) {
    // A list is read in two statements: what goes between them has lost its metadata in the second.
    if (status === 'deleting' || 'left' in metadata) continue
    expect(metadata, `${id} was made by halves`).toEqual(MADE_WITH)
  }
}

/** The work that was under way is done, and what counts agrees with what is there. */
export async function expectAtRest(cloud: Stackling, promised: Promised): Promise<void> {
  const listed = await until(async () => {
    const all = await listVolumes(cloud)
    return all.every(({ status }) => status === 'available') && all
  }, 'every volume has come to rest')
  const ids = new Set(listed.map(({ id }) => id))
  for (const id of promised.deleted) expect(ids.has(id), `${id} was not deleted`).toBe(false)
  const { limits } = (await cloud.ask('GET', `/volume/v3/${cloud.projectId}/limits`)).body
  const { totalVolumesUsed, totalGigabytesUsed } = limits.absolute
  const quotas = [totalVolumesUsed, totalGigabytesUsed]
  expect(quotas, 'quotas count what is there').toEqual([listed.length, listed.length])
}

interface ListedVolume {
  id: string
  status: string
  metadata: Record<string, string>
}

/** All volumes, page by page. */
export async function listVolumes(cloud: Stackling): Promise<ListedVolume[]> {
  const all: ListedVolume[] = []
  for (;;) {
    const marker = all.length === 0 ? '' : `&marker=${all.at(-1)!.id}`
    const { body } = await cloud.ask('GET', `${volumesOf(cloud)}/detail?limit=1000${marker}`)
    all.push(...body.volumes)
    if (body.volumes.length < 1000) return all
  }
}
