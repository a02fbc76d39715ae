import type { Tx } from '../../storage/database.ts'

/** Hears of volumes that were being made, in the transaction in which that ends. */
export interface VolumeListener {
  /** It is available. */
  volumeReady(tx: Tx, id: string): Promise<void>
  /** It is none that can be used: made in vain, or gone or put into another state meanwhile. */
  volumeFailed(tx: Tx, id: string): Promise<void>
}

/** Who waits for volumes. */
export class VolumeListeners implements VolumeListener {
  readonly #listeners: VolumeListener[] = []

  add(listener: VolumeListener): void {
    this.#listeners.push(listener)
  }

  async volumeReady(tx: Tx, id: string): Promise<void> {
    for (const listener of this.#listeners) await listener.volumeReady(tx, id)
  }

  async volumeFailed(tx: Tx, id: string): Promise<void> {
    for (const listener of this.#listeners) await listener.volumeFailed(tx, id)
  }
}
