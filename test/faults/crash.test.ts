/**
 * Acknowledged means durable (DESIGN.md §1, rule 2): the process is killed in the middle of load,
 * again and again, and after every start all that was acknowledged is there, nothing is half-done,
 * and the work that was under way is taken up.
 */
import { describe, expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { freePort, start, until, type Stackling } from './stackling.ts'

const CRASHES = 20
/** Load lasts between these many milliseconds before the kill. */
const LOAD = { min: 40, max: 250 }

/** What the clients were told, and so what must be true after any crash. */
interface Promised {
  /** By volume: the last value acknowledged, and the one on its way when the process died. */
  counters: Map<string, { acknowledged: number; sent: number }>
  created: Set<string>
  deleted: Set<string>
  /** Deletion was asked for, and nobody knows whether it was heard. */
  perhapsDeleted: Set<string>
}

class Load {
  readonly promised: Promised
  readonly #cloud: Stackling
  readonly #volumes: string
  #over = false
  #clients: Promise<void>[] = []

  constructor(cloud: Stackling, promised: Promised) {
    this.#cloud = cloud
    this.promised = promised
    this.#volumes = `/volume/v3/${cloud.projectId}/volumes`
  }

  begin(): void {
    this.#clients = [
      ...[...this.promised.counters.keys()].map((id) => this.#count(id)),
      this.#create(),
      this.#create(),
      this.#delete(),
    ]
  }

  async end(): Promise<void> {
    this.#over = true
    await Promise.all(this.#clients)
  }

  /** Two keys in one request: they must never be seen to differ. */
  async #count(id: string): Promise<void> {
    const counter = this.promised.counters.get(id)!
    while (!this.#over) {
      counter.sent = Math.max(counter.sent, counter.acknowledged) + 1
      const value = String(counter.sent)
      const answer = await this.#cloud.send('POST', `${this.#volumes}/${id}/metadata`, {
        metadata: { left: value, right: value },
      })
      if (answer === undefined) return
      expect(answer.status).toBe(200)
      counter.acknowledged = counter.sent
    }
  }

  async #create(): Promise<void> {
    while (!this.#over) {
      const answer = await this.#cloud.send('POST', this.#volumes, {
        volume: { size: 1, metadata: { made: 'under load' } },
      })
      if (answer === undefined) return
      expect(answer.status).toBe(202)
      this.promised.created.add(answer.body.volume.id)
    }
  }

  async #delete(): Promise<void> {
    while (!this.#over) {
      const id = [...this.promised.created].find((made) => !this.promised.perhapsDeleted.has(made))
      const shown = id && (await this.#cloud.send('GET', `${this.#volumes}/${id}`))
      if (!shown) {
        await new Promise((resolve) => setImmediate(resolve))
        continue
      }
      if (shown.body.volume.status !== 'available') continue
      this.promised.perhapsDeleted.add(id)
      const answer = await this.#cloud.send('DELETE', `${this.#volumes}/${id}`)
      if (answer === undefined) return
      expect(answer.status).toBe(202)
      this.promised.deleted.add(id)
    }
  }
}

async function holds(cloud: Stackling, promised: Promised): Promise<void> {
  const volumes = `/volume/v3/${cloud.projectId}/volumes`
  for (const [id, counter] of promised.counters) {
    const { metadata } = (await cloud.send('GET', `${volumes}/${id}/metadata`))!.body
    expect(metadata.left, 'one request is one change').toBe(metadata.right)
    const value = Number(metadata.left)
    expect(value, 'an acknowledged change was lost').toBeGreaterThanOrEqual(counter.acknowledged)
    expect(value, 'a change came from nowhere').toBeLessThanOrEqual(counter.sent)
    counter.acknowledged = value
  }
  const listed = await until(async () => {
    const all = await listVolumes(cloud)
    return all.every(({ status }) => status === 'available') && all
  }, 'every volume has come to rest')
  const ids = new Set(listed.map((volume) => volume.id))
  for (const id of promised.created) {
    if (promised.perhapsDeleted.has(id)) continue
    expect(ids.has(id), `volume ${id} was acknowledged and is gone`).toBe(true)
  }
  for (const id of promised.deleted) expect(ids.has(id), `${id} came back`).toBe(false)
  const { limits } = (await cloud.send('GET', `/volume/v3/${cloud.projectId}/limits`))!.body
  expect(limits.absolute.totalVolumesUsed, 'quota counts what is there').toBe(listed.length)
}

interface ListedVolume {
  id: string
  status: string
}

/** All volumes, page by page. */
async function listVolumes(cloud: Stackling): Promise<ListedVolume[]> {
  const all: ListedVolume[] = []
  for (;;) {
    const marker = all.length === 0 ? '' : `&marker=${all.at(-1)!.id}`
    const path = `/volume/v3/${cloud.projectId}/volumes/detail?limit=1000${marker}`
    const { volumes } = (await cloud.send('GET', path))!.body
    all.push(...volumes)
    if (volumes.length < 1000) return all
  }
}

async function prepare(cloud: Stackling): Promise<Promised> {
  const quotas = `/volume/v3/${cloud.projectId}/os-quota-sets/${cloud.projectId}`
  const quota_set = { volumes: -1, gigabytes: -1 }
  expect((await cloud.send('PUT', quotas, { quota_set }))!.status).toBe(200)
  const counters: Promised['counters'] = new Map()
  for (let i = 0; i < 6; i++) {
    const answer = await cloud.send('POST', `/volume/v3/${cloud.projectId}/volumes`, {
      volume: { size: 1, metadata: { left: '0', right: '0' } },
    })
    counters.set(answer!.body.volume.id, { acknowledged: 0, sent: 0 })
  }
  return { counters, created: new Set(), deleted: new Set(), perhapsDeleted: new Set() }
}

const DURABLE = BACKENDS.filter(({ shared }) => shared)

describe.each(DURABLE)('killed in the middle of load, on $name', (backend) => {
  test(`${CRASHES} times in a row, it keeps what it acknowledged`, async () => {
    const database = await backend.url('empty')
    const port = await freePort()
    let cloud = await start(database, port)
    const promised = await prepare(cloud)
    for (let crash = 0; crash < CRASHES; crash++) {
      const load = new Load(cloud, promised)
      load.begin()
      const length = LOAD.min + ((LOAD.max - LOAD.min) * crash) / (CRASHES - 1)
      await new Promise((resolve) => setTimeout(resolve, length))
      await cloud.kill('SIGKILL')
      await load.end()
      cloud = await start(database, port)
      await holds(cloud, promised)
    }
    const total = [...promised.counters.values()].reduce((sum, each) => sum + each.acknowledged, 0)
    expect(total, 'there was load').toBeGreaterThan(CRASHES)
    expect(promised.created.size, 'volumes were made').toBeGreaterThan(CRASHES)
    await cloud.kill('SIGTERM')
  }, 180_000)
})
