/** Clients that change things without a pause, and remember what they were told. */
import { expect } from 'vitest'
import { MADE_WITH, volumesOf, type Promised } from './promises.ts'
import type { Answer, Stackling } from './stackling.ts'

export interface LoadOptions {
  /** Called the moment a change is acknowledged, with how many there have been. */
  acknowledged?(changes: number): void
  /** What may be answered beside success; then the client goes on. */
  tolerated?(answer: Answer): boolean
}

/** Each client changes one thing after the other; without an answer it stops. */
export class Load {
  changes = 0
  /** Answers that were no success, and were tolerated. */
  refusals = 0
  readonly #cloud: Stackling
  readonly #promised: Promised
  readonly #options: LoadOptions
  #ending = false
  /** Settles when every client has stopped; rejects when one was told what it must not be. */
  readonly over: Promise<unknown>

  constructor(cloud: Stackling, promised: Promised, options: LoadOptions = {}) {
    this.#cloud = cloud
    this.#promised = promised
    this.#options = options
    this.over = Promise.all([
      ...[...promised.counters.keys()].map((id) => this.#count(id)),
      this.#create(),
      this.#create(),
      this.#createAndDelete(),
      this.#createAndDelete(),
    ])
    // Looked at in the end, not when it happens.
    this.over.catch(() => {})
  }

  /** Lets the clients finish what they have begun. */
  async end(): Promise<void> {
    this.#ending = true
    await this.over
  }

  /** Two keys in one request: they must never be seen to differ. */
  async #count(id: string): Promise<void> {
    const counter = this.#promised.counters.get(id)!
    while (!this.#ending) {
      const value = ++counter.sent
      const metadata = { left: String(value), right: String(value) }
      const path = `${volumesOf(this.#cloud)}/${id}/metadata`
      const answer = await this.#change('POST', path, { metadata }, 200, () => {
        counter.acknowledged = value
      })
      if (answer === undefined) return
    }
  }

  async #create(): Promise<void> {
    while (!this.#ending) if ((await this.#createOne()) === undefined) return
  }

  async #createAndDelete(): Promise<void> {
    while (!this.#ending) {
      const created = await this.#createOne()
      if (created === undefined) return
      if (created.status !== 202) continue
      const { id } = created.body.volume
      if (!(await this.#available(id))) return
      this.#promised.perhapsDeleted.add(id)
      const deleted = await this.#change(
        'DELETE',
        `${volumesOf(this.#cloud)}/${id}`,
        undefined,
        202,
      )
      if (deleted === undefined) return
      if (deleted.status === 202) this.#promised.deleted.add(id)
    }
  }

  async #createOne(): Promise<Answer | undefined> {
    const volume = { size: 1, metadata: MADE_WITH }
    const answer = await this.#change('POST', volumesOf(this.#cloud), { volume }, 202)
    if (answer?.status === 202) this.#promised.created.add(answer.body.volume.id)
    return answer
  }

  /** False when the load ends or the cloud is gone before. */
  async #available(id: string): Promise<boolean> {
    while (!this.#ending) {
      const shown = await this.#cloud.send('GET', `${volumesOf(this.#cloud)}/${id}`)
      if (shown === undefined) return false
      if (shown.body.volume?.status === 'available') return true
      if (shown.status !== 200) await this.#refused(shown, 200)
    }
    return false
  }

  async #change(
    method: string,
    path: string,
    body: unknown,
    success: number,
    kept?: () => void,
  ): Promise<Answer | undefined> {
    const answer = await this.#cloud.send(method, path, {
      body,
      heard: (status) => {
        if (status !== success) return
        kept?.()
        this.changes++
        this.#options.acknowledged?.(this.changes)
      },
    })
    if (answer !== undefined && answer.status !== success) await this.#refused(answer, success)
    return answer
  }

  async #refused(answer: Answer, success: number): Promise<void> {
    if (!this.#options.tolerated?.(answer)) {
      expect([answer.status, answer.text]).toEqual([success, expect.any(String)])
    }
    this.refusals++
    // A client that asks again at once would only keep the processor from those who can help.
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
