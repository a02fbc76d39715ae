/**
 * What block storage asks of the thing that keeps the bytes. Every call may come again for the same
 * volume, after a crash for instance, and must then succeed as if it were the first. A call that
 * rejects is repeated a few times before the volume is given up as `error`.
 */
export interface VolumeDriver {
  /** Where volumes can lie. They stay the same while the process runs. */
  readonly pools: readonly VolumePool[]
  /** Makes an empty volume. */
  create(volume: VolumePlace): Promise<CreatedVolume>
  /** Makes a volume with the content of `source`, which may be smaller. */
  clone(volume: VolumePlace, source: VolumePlace): Promise<CreatedVolume>
  /** Removes a volume; one that is not there is removed already. */
  delete(volume: VolumePlace): Promise<void>
  /** Makes a volume larger, in use or not. */
  extend(volume: VolumePlace, sizeGib: number): Promise<void>
}

export interface VolumePool {
  /** `host@backend#pool`. */
  readonly name: string
  /** How much can be allocated in it, over-subscription included. */
  readonly capacityGib: number
}

export interface VolumePlace {
  readonly id: string
  readonly sizeGib: number
  /** Name of the pool it lies in. */
  readonly pool: string
}

export interface CreatedVolume {
  /** The backend's own name for the volume, if it has one. */
  readonly providerId: string | null
}
