import type { Tx } from '../../storage/database.ts'
import type { ServerEvent } from './servers.ts'

/** Hears what happened to ports of servers in the transaction in which it happened. */
export type ServerListener = (tx: Tx, events: readonly ServerEvent[]) => Promise<void>

/** Who wants to know what clients of Network do to the ports of servers. */
export class ServerListeners {
  readonly #listeners: ServerListener[] = []

  add(listener: ServerListener): void {
    this.#listeners.push(listener)
  }

  get isNobodyThere(): boolean {
    return this.#listeners.length === 0
  }

  async tell(tx: Tx, events: readonly ServerEvent[]): Promise<void> {
    if (events.length === 0) return
    for (const listener of this.#listeners) await listener(tx, events)
  }
}
